import { Stack } from "@mantine/core";
import {
  inputEdits,
  readRestartTarget,
  readVariableForm,
  restartTargetEdits,
  variableEdits,
  type AnyStep,
} from "../../../../../shared/sequence-forms.ts";
import { nameProblem, valueProblem } from "../../../../../shared/sequence-limits.ts";
import { isMasked } from "../../../../../shared/sequence-secrets.ts";
import { inputOf } from "../../../../../shared/sequence-step-kinds.ts";
import { useStation } from "../../../../store.ts";
import { useWords } from "../../../../translate.ts";
import { AreaField, CheckField, HiddenField, PickField, TextField } from "../fields.tsx";
import { RawPage } from "./raw-page.tsx";

/** Set Task Sequence Variable. */
export function VariablePage({ node }: { node: AnyStep }) {
  const t = useWords();
  const { name, value, hidden } = readVariableForm(node);
  const valueField = {
    of: node.id,
    label: t("editor.variable.value"),
    value,
    problem: valueProblem(name, value),
    mono: true,
    edits: (text: string) => variableEdits(node, { value: text }),
  };
  return (
    <Stack gap="md">
      <TextField
        of={node.id}
        label={t("editor.variable.name")}
        value={name}
        problem={nameProblem(name)}
        mono
        edits={(text) => variableEdits(node, { name: text.trim() })}
      />
      {hidden ? <HiddenField {...valueField} /> : <AreaField {...valueField} rows={1} />}
      <CheckField
        label={t("editor.variable.hidden")}
        checked={hidden}
        // What was hidden does not come to light: it is typed again.
        edits={(checked) => variableEdits(node, { hidden: checked, value: isMasked(value) ? "" : value })}
      />
    </Stack>
  );
}

/** Restart Computer; a step that shuts down has nothing to fill in. */
export function RestartPage({ node }: { node: AnyStep }) {
  const t = useWords();
  if (!/reboot/i.test(node.type ?? "")) return <RawPage node={node} />;
  const seconds = inputOf(node, "SMSRebootTimeout") ?? inputOf(node, "MessageTimeout") ?? "";
  const message = inputOf(node, "SMSRebootMessage") ?? inputOf(node, "Message") ?? "";
  return (
    <Stack gap="md">
      <PickField
        label={t("editor.restart.target")}
        value={readRestartTarget(node)}
        options={[
          { value: "HD", label: t("editor.restart.hd") },
          { value: "WinPE", label: t("editor.restart.winpe") },
        ]}
        edits={(target) => restartTargetEdits(node, target)}
      />
      <TextField
        of={node.id}
        label={t("editor.restart.message")}
        value={message}
        problem={message.length > 512 ? t("editor.restart.long", { count: message.length }) : null}
        edits={(text) => inputEdits(node, "SMSRebootMessage", text, "Message")}
      />
      <TextField
        of={node.id}
        label={t("editor.restart.seconds")}
        value={seconds}
        edits={(text) => inputEdits(node, "SMSRebootTimeout", text.replaceAll(/\D/g, ""), "MessageTimeout")}
      />
    </Stack>
  );
}

const unitFields = ["PrestageFileVolume", "PrestageFilePath", "PrestageFileBytes"] as const;

/** A text file on the drive that this station fills for each unit. */
export function UnitFilePage({ node }: { node: AnyStep }) {
  const t = useWords();
  const encoding = inputOf(node, "PrestageFileEncoding")?.toLowerCase() || "utf-8";
  return (
    <Stack gap="md">
      {unitFields.map((name) => (
        <TextField
          key={name}
          of={node.id}
          label={t(`editor.unitFile.${name}`)}
          value={inputOf(node, name) ?? ""}
          mono
          edits={(text) => inputEdits(node, name, text)}
        />
      ))}
      <AreaField
        of={node.id}
        label={t("editor.unitFile.text")}
        hint={t("editor.unitFile.textHint")}
        value={inputOf(node, "PrestageFileText") ?? ""}
        rows={6}
        mono
        edits={(text) => inputEdits(node, "PrestageFileText", text)}
      />
      <PickField
        label={t("editor.unitFile.encoding")}
        value={encoding}
        options={[
          { value: "utf-8", label: "UTF-8" },
          { value: "utf-16", label: "UTF-16" },
        ]}
        edits={(text) => inputEdits(node, "PrestageFileEncoding", text)}
      />
    </Stack>
  );
}

/** The sequence that is run inside this one. */
export function SubSequencePage({ node }: { node: AnyStep }) {
  const t = useWords();
  const known = useStation((s) => s.sequences);
  const packageId = inputOf(node, "TsPackageID") ?? "";
  const name = inputOf(node, "TsName") ?? "";
  return (
    <Stack gap="md">
      <TextField
        of={node.id}
        label={t("editor.sub.name")}
        hint={t("editor.sub.hint", { count: known.length })}
        value={name}
        edits={(text) => inputEdits(node, "TsName", text)}
      />
      <TextField
        of={node.id}
        label={t("editor.sub.package")}
        value={packageId}
        problem={packageId === "" ? t("editor.sub.missing") : null}
        mono
        edits={(text) => inputEdits(node, "TsPackageID", text.trim().toUpperCase())}
      />
    </Stack>
  );
}
