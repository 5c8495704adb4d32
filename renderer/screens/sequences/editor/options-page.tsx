import { Group, Stack } from "@mantine/core";
import type { Details, Edit } from "../../../../shared/sequence-edit.ts";
import { withItems } from "../../../../shared/sequence-condition-edit.ts";
import { inputEdits, type AnyStep } from "../../../../shared/sequence-forms.ts";
import { MAX_TIMEOUT_MINUTES, successCodesProblem } from "../../../../shared/sequence-limits.ts";
import { inputOf } from "../../../../shared/sequence-step-kinds.ts";
import type { SequenceNode } from "../../../../shared/sequence-tree.ts";
import { useWords } from "../../../translate.ts";
import { ConditionBuilder } from "./condition-builder.tsx";
import { change } from "./editor-state.ts";
import { CheckField, PickField, TextField } from "./fields.tsx";

/** What the console has under Options: whether it runs, what counts as a success, and when. */
export function OptionsPage({ node }: { node: SequenceNode }) {
  const t = useWords();
  const { id, condition } = node;
  return (
    <Stack gap="md">
      <Group>
        <CheckField
          label={t("editor.disable")}
          checked={node.disabled}
          edits={(checked) => [{ edit: "enable", node: id, enabled: !checked }]}
        />
        <CheckField
          label={t("editor.goesOn")}
          checked={node.continueOnError}
          edits={(continueOnError) => [{ edit: "continue-on-error", node: id, continueOnError }]}
        />
      </Group>
      {node.kind !== "group" && <StepOptions node={node} />}
      <ConditionBuilder
        condition={condition}
        onChange={(items, key) =>
          void change(
            [{ edit: "condition", node: id, condition: withItems(condition, items) }],
            key && `${id} condition ${key}`,
          )
        }
      />
    </Stack>
  );
}

const whole = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : null);

const details = (node: AnyStep, said: Details): Edit[] => [{ edit: "details", node: node.id, details: said }];

function StepOptions({ node }: { node: AnyStep }) {
  const t = useWords();
  return (
    <>
      <Group grow align="start">
        <SuccessCodes node={node} />
        <PickField
          label={t("editor.runIn")}
          value={node.runIn ?? ""}
          options={[
            { value: "", label: t("editor.runsIn.any") },
            { value: "WinPEandFullOS", label: t("editor.runsIn.both") },
            { value: "WinPE", label: t("editor.runsIn.pe") },
            { value: "FullOS", label: t("editor.runsIn.full") },
          ]}
          edits={(text) => details(node, { runIn: text || null })}
        />
      </Group>
      <Group grow align="start">
        <TimeLimit node={node} />
        <TextField
          of={node.id}
          label={t("editor.retries")}
          hint={t("editor.retriesHint")}
          value={node.retryCount === null ? "" : String(node.retryCount)}
          edits={(text) => details(node, { retryCount: whole(text.replaceAll(/\D/g, "")) })}
        />
      </Group>
    </>
  );
}

function SuccessCodes({ node }: { node: AnyStep }) {
  const t = useWords();
  const codes = node.successCodes ?? "";
  const written = inputOf(node, "SuccessCodes") !== undefined;
  return (
    <TextField
      of={node.id}
      label={t("editor.successCodes")}
      hint={t("editor.successHint")}
      value={codes}
      problem={successCodesProblem(codes)}
      edits={(text) => [
        ...details(node, { successCodes: text === "" ? null : text }),
        // The command's own list outranks the attribute.
        ...(written ? inputEdits(node, "SuccessCodes", text) : []),
      ]}
    />
  );
}

function TimeLimit({ node }: { node: AnyStep }) {
  const t = useWords();
  const seconds = node.timeoutSeconds;
  const most = MAX_TIMEOUT_MINUTES;
  return (
    <TextField
      of={node.id}
      label={t("editor.timeout")}
      hint={t("editor.timeoutHint", { most })}
      value={seconds === null ? "" : String(seconds / 60)}
      problem={seconds !== null && seconds > most * 60 ? t("editor.timeoutOver", { most }) : null}
      edits={(text) => {
        const minutes = whole(text.replaceAll(/\D/g, ""));
        return details(node, { timeoutSeconds: minutes === null ? null : minutes * 60 });
      }}
    />
  );
}
