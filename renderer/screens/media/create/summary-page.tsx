import { Button } from "@mantine/core";
import { CircleX } from "lucide-react";
import type { WimImage } from "../../../../shared/media.ts";
import { mediaText } from "../../../format.ts";
import { useAsking } from "../../../parts/act.tsx";
import { Facts, type Fact } from "../../../parts/facts.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useLive } from "../../../store.ts";
import { useWords, type Translate } from "../../../translate.ts";
import { bootImageOf, osImageOf, requestOf, type Filled } from "./create-form.ts";
import classes from "./create-screen.module.css";
import { followTask, goToPage, useCreate, useFilled } from "./create-store.ts";
import { fieldName, problemWords } from "./field.tsx";

/** What is going to be made. Nothing secret is on it. */
export function SummaryPage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { problems } = filled;
  return (
    <>
      {problems.length > 0 && (
        <ul className={classes["truth"]} aria-label={t("create.summary.problems")}>
          {problems.map(({ page, field, words }) => (
            <li key={field}>
              <p className={classes["problem"]}>
                <CircleX size={16} aria-hidden /> <b>{fieldName(t, field) || t(`create.page.${page}`)}</b>{" "}
                {problemWords(t, words)}{" "}
                <Button
                  size="compact-sm"
                  aria-label={t("create.summary.correctOn", { page: t(`create.page.${page}`) })}
                  onClick={() => goToPage(page)}
                >
                  {t("create.summary.correct")}
                </Button>
              </p>
            </li>
          ))}
        </ul>
      )}
      <Facts facts={factsOf(t, filled)} />
    </>
  );
}

/** Starts it. A refusal is told beside it. */
export function StartButton() {
  const t = useWords();
  const live = useLive();
  const filled = useFilled();
  const { busy, fault, run } = useAsking();
  if (!filled) return null;
  const start = () => {
    const { draft, secrets } = useCreate.getState().wizard ?? filled;
    void run(
      (client) => client.createMedia({ request: requestOf(draft, secrets) }),
      ({ task }) => followTask(task),
    );
  };
  return (
    <>
      {fault && <FaultNote fault={fault} />}
      <Button
        size="md"
        variant="filled"
        loading={busy}
        disabled={!live || filled.problems.length > 0}
        onClick={start}
      >
        {t("create.go")}
      </Button>
    </>
  );
}

/** Names and values in the order of the pages; hidden values as dots. */
function factsOf(t: Translate, filled: Filled): Fact[] {
  const { draft, media } = filled;
  const or = (text: string) => text || t("common.noWords");
  const yesNo = (yes: boolean) => t(yes ? "media.yes" : "media.no");
  const library = t("create.field.toLibrary");
  const loader = t(draft.loaderSignedBy === "2011" ? "create.boot.by2011" : "create.boot.by2023");
  const prestart = draft.prestart
    ? t("create.summary.prestartOf", { count: draft.prestartFiles.length })
    : yesNo(false);
  const boot = imageText(draft.bootFrom, draft.bootMedia, draft.bootFile, media, bootImageOf(filled));
  const os = imageText(draft.osFrom, draft.osMedia, draft.osFile, media, osImageOf(filled));
  const values = {
    name: or(mediaText(draft.name, draft.version)),
    createdBy: or(draft.createdBy),
    comment: or(draft.comment),
    destination: draft.to === "library" ? library : or(draft.file),
    staging: draft.stagingFolder || t("create.field.stagingNone"),
    unattended: yesNo(draft.unattended),
    password: yesNo(draft.protect),
    certificate: t(`create.security.kind.${draft.certificate}`),
    unknown: yesNo(draft.unknownComputers),
    boot: or(boot),
    loader,
    os: or(os),
    variables: or(draft.variables.map(variableText).join(", ")),
    prestart,
  };
  const names = Object.keys(values) as (keyof typeof values)[];
  return names.map((name) => ({ name: t(`create.summary.${name}`), value: values[name] }));
}

function variableText({ name, value, hidden }: Filled["draft"]["variables"][number]): string {
  return `${name} = ${hidden ? "••••••" : value}`;
}

function imageText(
  from: "medium" | "file",
  id: string,
  file: string,
  media: Filled["media"],
  image: WimImage | null,
): string {
  const medium = media.find((one) => one.id === id);
  const source = from === "file" ? file : medium ? mediaText(medium.name, medium.version) : "";
  const chosen = image && `${image.index} · ${image.name} ${image.version ?? ""}`.trim();
  return [source, chosen].filter(Boolean).join(" · ");
}
