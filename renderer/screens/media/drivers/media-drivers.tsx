import { Button, Loader, Text } from "@mantine/core";
import type { DriversOf, FoundDrivers } from "../../../../shared/boot-drivers.ts";
import type { Media } from "../../../../shared/media.ts";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useBootDrivers, type DriversAnswer } from "../../../parts/use-boot-drivers.ts";
import { useLive } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { DriverList } from "./driver-list.tsx";
import classes from "./drivers.module.css";
import { ModelMatrix } from "./model-matrix.tsx";

/** What the medium's boot image can drive, and whether that is what the target models need. */
export function MediaDrivers({ medium }: { medium: Media }) {
  const of = { media: medium.id };
  const answer = useBootDrivers(of);
  if (answer.status !== "here") return <NotHere answer={answer} />;
  if (!answer.drivers.found)
    return (
      <>
        <Text>{answer.drivers.message}</Text>
        <LookAgain lookAgain={answer.lookAgain} />
      </>
    );
  return <Found of={of} found={answer.drivers} lookAgain={answer.lookAgain} />;
}

function Found({ of, found, lookAgain }: { of: DriversOf; found: FoundDrivers; lookAgain: () => void }) {
  const t = useWords();
  const { image, drivers, infs, problems } = found;
  return (
    <>
      <div>
        <Text fw={600}>
          {t("drivers.facts", {
            name: image.name || t("drivers.noName"),
            version: image.version ?? t("drivers.noVersion"),
            architecture: image.architecture,
          })}
        </Text>
        <Text size="sm" c="dimmed">
          {t("drivers.count", { count: drivers.length, infs })}
        </Text>
      </div>
      <ModelMatrix of={of} />
      {drivers.length === 0 ? <Text>{t("drivers.none")}</Text> : <DriverList drivers={drivers} />}
      {problems.length > 0 && (
        <section>
          <h3>{t("drivers.problems", { count: problems.length })}</h3>
          <ul className={classes["problems"]}>
            {problems.map(({ inf, message }, n) => (
              // oxlint-disable-next-line react/no-array-index-key -- two folders may have one of that name
              <li key={n}>
                {inf}: {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      <LookAgain lookAgain={lookAgain} />
    </>
  );
}

/** While it is looked for, and when that came to nothing. */
export function NotHere({ answer }: { answer: Exclude<DriversAnswer, { status: "here" }> }) {
  const t = useWords();
  if (answer.status === "looking")
    return (
      <p className={classes["looking"]} role="status">
        <Loader size={18} aria-hidden /> {answer.doing ?? t("drivers.looking")}
      </p>
    );
  return (
    <>
      {answer.fault ? <FaultNote fault={answer.fault} /> : <Text>{t("drivers.failed")}</Text>}
      <LookAgain lookAgain={answer.lookAgain} />
    </>
  );
}

function LookAgain({ lookAgain }: { lookAgain: () => void }) {
  const t = useWords();
  const live = useLive();
  return (
    <div>
      <Button size="compact-md" disabled={!live} onClick={lookAgain}>
        {t("drivers.again")}
      </Button>
    </div>
  );
}
