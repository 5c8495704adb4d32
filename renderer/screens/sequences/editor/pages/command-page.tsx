import { Alert, Stack } from "@mantine/core";
import { SquareTerminal } from "lucide-react";
import {
  commandEdits,
  readCommandForm,
  type AnyStep,
  type CommandForm,
} from "../../../../../shared/sequence-forms.ts";
import { nameProblem } from "../../../../../shared/sequence-limits.ts";
import { useWords } from "../../../../translate.ts";
import { AreaField, TextField } from "../fields.tsx";

/** Run Command Line, and what this station makes of it. */
export function CommandPage({ node, bench }: { node: AnyStep; bench: string | null }) {
  const t = useWords();
  const form = readCommandForm(node);
  const field = (name: keyof CommandForm) => ({
    of: node.id,
    label: t(`editor.command.${name}`),
    value: form[name],
    mono: true,
    edits: (value: string) => commandEdits(node, { [name]: value }),
  });
  return (
    <Stack gap="md">
      <AreaField {...field("line")} rows={2} />
      {bench && (
        <Alert variant="outline" icon={<SquareTerminal aria-hidden />} title={t("editor.command.bench")}>
          {bench}
        </Alert>
      )}
      <TextField {...field("packageId")} hint={t("editor.command.packageHint")} />
      <TextField {...field("startIn")} />
      <TextField
        {...field("outputVariable")}
        problem={form.outputVariable === "" ? null : nameProblem(form.outputVariable)}
      />
    </Stack>
  );
}
