import { bySeverity, contentCheckWords } from "../../../../shared/content-check-words.ts";
import { NativeSelect } from "@mantine/core";
import { OldData } from "../../../../shared/drive.ts";
import type { Media } from "../../../../shared/media.ts";
import { mediaText, sizeText } from "../../../format.ts";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useStation } from "../../../store.ts";
import { useWords, type Translate } from "../../../translate.ts";
import { isForTheBench, stageableMedia, type StartForm } from "./start-form.ts";
import classes from "./start-dialog.module.css";
import { TargetModelChoice } from "./target-model.tsx";

interface ChoiceProps {
  form: StartForm;
  change: (part: Partial<StartForm>) => void;
}

/** What happens to the drives: media, image, task sequence, and what becomes of old data. */
export function MediaChoice({ form, change }: ChoiceProps) {
  const t = useWords();
  const media = stageableMedia(useStation((s) => s.media));
  const sequences = useStation((s) => s.sequences).filter(isForTheBench);
  const medium = media.find((one) => one.id === form.media);
  return (
    <div className={classes["column"]}>
      <NativeSelect
        label={t("start.media")}
        value={form.media}
        onChange={(event) => change({ media: event.currentTarget.value, imageIndex: 1 })}
        data={media.map((one) => ({ value: one.id, label: optionText(t, one) }))}
      />
      {medium && <MediumHints medium={medium} />}
      <TargetModelChoice medium={medium} />
      {medium && medium.images.length > 1 && (
        <NativeSelect
          label={t("start.image")}
          value={String(form.imageIndex)}
          onChange={(event) => change({ imageIndex: Number(event.currentTarget.value) })}
          data={medium.images.map(({ index, name, bytes }) => ({
            value: String(index),
            label: t("start.imageOption", { index, name, size: sizeText(bytes) }),
          }))}
        />
      )}
      <NativeSelect
        label={t("start.sequence")}
        value={form.sequence}
        onChange={(event) => change({ sequence: event.currentTarget.value })}
        data={sequences.map(({ id, name, version }) => ({ value: id, label: `${name} · v${version}` }))}
      />
      <OldDataChoice form={form} change={change} />
    </div>
  );
}

function MediumHints({ medium }: { medium: Media }) {
  const t = useWords();
  const warnings = (medium.bootFindings ?? []).filter(({ severity }) => severity !== "says").length;
  return (
    <>
      {warnings > 0 && <p className={classes["hint"]}>{t("finding.start", { count: warnings })}</p>}
      <ContentHints medium={medium} />
      {medium.state === "unchecked" && <p className={classes["hint"]}>{t("start.unchecked")}</p>}
      <StandingHint medium={medium} />
      <SignatureHint medium={medium} />
      {!medium.bootFiles.bootmgr && !medium.bootFiles.bootWim && (
        <p className={classes["hint"]}>{t("start.noBootmgr")}</p>
      )}
    </>
  );
}

/** What of the medium stops the start, or what Windows may stumble over. */
function ContentHints({ medium: { contents } }: { medium: Media }) {
  const t = useWords();
  return bySeverity(contents?.findings ?? [])
    .map(({ code }) => contentCheckWords[code])
    .filter(({ severity }) => severity !== "says")
    .map(({ what }, n) => (
      <p key={n} className={classes["hint"]}>
        {t("check.start", { what })}
      </p>
    ));
}

/** "Field laptop · 3.1 (Older)"; the current version needs no word. */
function optionText(t: Translate, { name, version, standing = "current" }: Media): string {
  const media = mediaText(name, version);
  if (standing === "current") return media;
  return t("versions.option", { media, standing: t(`versions.standing.${standing}`) });
}

/** Another version is the one to stage. */
function StandingHint({ medium: { name, standing } }: { medium: Media }) {
  const t = useWords();
  const current = useStation((s) => s.media.find((one) => one.name === name && one.standing === "current"));
  if ((standing !== "older" && standing !== "newer") || !current) return null;
  return <p className={classes["hint"]}>{t(`versions.start.${standing}`, { current: current.version })}</p>;
}

/** What speaks against the medium's signature, where the station cares. */
function SignatureHint({ medium: { signature } }: { medium: Media }) {
  const t = useWords();
  const { last } = useAnswer("policy", (client) => client.security({}));
  if (!last || last.policy === "off" || !signature || signature.state === "valid") return null;
  const must = last.policy === "require" || signature.state === "broken";
  return (
    <p className={classes["hint"]}>
      {t(`signature.start.${must ? "require" : "warn"}`, { problem: signature.problem ?? "" })}
    </p>
  );
}

function OldDataChoice({ form, change }: ChoiceProps) {
  const t = useWords();
  return (
    <NativeSelect
      label={t("start.oldData")}
      value={form.oldData}
      onChange={({ currentTarget: { value } }) =>
        change({ oldData: OldData.options.find((policy) => policy === value) ?? "discard" })
      }
      data={OldData.options.map((value) => ({ value, label: t(`start.policy.${value}`) }))}
    />
  );
}
