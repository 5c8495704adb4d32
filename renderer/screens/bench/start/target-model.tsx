import { NativeSelect } from "@mantine/core";
import type { Media } from "../../../../shared/media.ts";
import type { Reach } from "../../../../shared/model-verdict.ts";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useBootDrivers } from "../../../parts/use-boot-drivers.ts";
import { useSettings } from "../../../settings.ts";
import { useWords } from "../../../translate.ts";
import classes from "./start-dialog.module.css";

/** For which PCs the drives are, and what of their disk and network the medium's boot image does not reach. */
export function TargetModelChoice({ medium }: { medium: Media | undefined }) {
  const t = useWords();
  const chosen = useSettings((s) => s.targetModel);
  const models = useAnswer("models", (client) => client.models({})).last ?? [];
  if (models.length === 0) return null;
  const known = models.some(({ id }) => id === chosen) ? chosen : "";
  return (
    <>
      <NativeSelect
        label={t("reach.start.label")}
        value={known}
        onChange={(event) => useSettings.setState({ targetModel: event.currentTarget.value })}
        data={[
          { value: "", label: t("reach.start.none") },
          ...models.map(({ id, vendor, name }) => ({ value: id, label: `${vendor} ${name}`.trim() })),
        ]}
      />
      {known !== "" && medium && <ReachHint key={medium.id} medium={medium.id} model={known} />}
    </>
  );
}

function ReachHint({ medium, model }: { medium: string; model: string }) {
  const t = useWords();
  const of = { media: medium };
  const looked = useBootDrivers(of).status;
  const answer = useAnswer(looked === "here" ? `start ${medium}` : null, (client) =>
    client.checkModels({ of }),
  );
  const verdict = answer.last?.verdicts?.find((one) => one.model === model);
  if (looked === "looking") return <p className={classes["hint"]}>{t("drivers.looking")}</p>;
  if (looked === "failed") return <p className={classes["hint"]}>{t("drivers.failed")}</p>;
  if (!verdict) return null;
  const { disk, network } = verdict;
  if (disk.message === network.message) return <Hint what={t("reach.both")} reach={disk} />;
  return (
    <>
      <Hint what={t("reach.disk")} reach={disk} />
      <Hint what={t("reach.network")} reach={network} />
    </>
  );
}

/** Nothing is said of what is reached. */
function Hint({ what, reach: { state, message, todo } }: { what: string; reach: Reach }) {
  const t = useWords();
  if (state === "yes") return null;
  return (
    <p className={classes["hint"]}>
      {t(`reach.start.${state}`, { what, message: `${message} ${todo ?? ""}`.trim() })}
    </p>
  );
}
