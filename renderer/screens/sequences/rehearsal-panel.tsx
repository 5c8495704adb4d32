import { Button, Loader, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Input } from "../../../shared/contract.ts";
import type { SequenceFacts } from "../../../shared/sequence-tree.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import { mediaText } from "../../format.ts";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import classes from "./rehearsal.module.css";
import { RehearsalResult } from "./rehearsal-result.tsx";

/** What is known of the medium and the PC, as it is typed. */
interface Form {
  media: string;
  profile: string;
  bootImage: string;
  packages: string;
  variables: string;
}

interface PanelProps {
  sequence: Sequence;
  facts: SequenceFacts;
  onJump: (node: string) => void;
}

/** Tells what will happen when a PC starts this sequence from a medium, before any drive ships. */
export function RehearsalPanel({ sequence, facts, onJump }: PanelProps) {
  const t = useWords();
  const first = useStation((s) => s.media[0]?.id ?? "");
  const [form, setForm] = useState<Form>({
    media: first,
    profile: "builtin:generic-uefi",
    bootImage: facts.bootImageId ?? "",
    packages: "",
    variables: "",
  });
  const [asked, setAsked] = useState(form);
  const answer = useAnswer(`${sequence.id} ${sequence.version} ${JSON.stringify(asked)}`, (client) =>
    client.rehearseSequence(requestOf(sequence.id, asked)),
  );
  const choose = (more: Partial<Form>) => {
    setForm({ ...form, ...more });
    setAsked({ ...form, ...more });
  };
  return (
    <div className={classes["panel"]}>
      <RehearsalForm form={form} onChoose={choose} onType={(more) => setForm({ ...form, ...more })}>
        <Button variant="filled" loading={answer.status === "asking"} onClick={() => setAsked({ ...form })}>
          {t("rehearsal.go")}
        </Button>
      </RehearsalForm>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.status !== "failed" && answer.last && (
        <RehearsalResult rehearsal={answer.last} sequence={sequence} onJump={onJump} />
      )}
      {answer.status === "asking" && !answer.last && <Loader size="sm" aria-label={t("common.loading")} />}
    </div>
  );
}

interface FormProps {
  form: Form;
  /** Asks at once. */
  onChoose: (more: Partial<Form>) => void;
  /** Waits for the button. */
  onType: (more: Partial<Form>) => void;
  children: React.ReactNode;
}

function RehearsalForm({ form, onChoose, onType, children }: FormProps) {
  const t = useWords();
  const media = useStation((s) => s.media);
  const profiles = useAnswer("profiles", (client) => client.listProfiles({})).last ?? [];
  return (
    <div className={classes["form"]}>
      <NativeSelect
        label={t("rehearsal.medium")}
        value={form.media}
        data={[
          ...media.map(({ id, name, version }) => ({ value: id, label: mediaText(name, version) })),
          { value: "", label: t("rehearsal.noMedium") },
        ]}
        onChange={(event) => onChoose({ media: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("rehearsal.profile")}
        value={form.profile}
        data={profiles.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => onChoose({ profile: event.currentTarget.value })}
      />
      <TextInput
        label={t("rehearsal.bootImage")}
        classNames={{ input: "mono" }}
        value={form.bootImage}
        onChange={(event) => onType({ bootImage: event.currentTarget.value })}
      />
      <TextInput
        label={t("rehearsal.packages")}
        placeholder={t("rehearsal.packagesHint")}
        classNames={{ input: "mono" }}
        value={form.packages}
        onChange={(event) => onType({ packages: event.currentTarget.value })}
      />
      <Textarea
        label={t("rehearsal.variables")}
        placeholder={t("rehearsal.variablesHint")}
        classNames={{ input: "mono" }}
        autosize
        minRows={1}
        maxRows={6}
        value={form.variables}
        onChange={(event) => onType({ variables: event.currentTarget.value })}
      />
      {children}
    </div>
  );
}

function requestOf(sequence: string, form: Form): Input<"rehearseSequence"> {
  const packages = form.packages.split(/[\s,;]+/).filter(Boolean);
  const bootImageId = form.bootImage.trim();
  return {
    of: { sequence },
    media: form.media || null,
    profile: form.profile,
    medium: { ...(bootImageId && { bootImageId }), ...(packages.length > 0 && { packages }) },
    variables: Object.fromEntries(
      form.variables.split("\n").flatMap((line) => {
        const at = line.indexOf("=");
        return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1)]];
      }),
    ),
  };
}
