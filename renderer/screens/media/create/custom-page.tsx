import { Checkbox } from "@mantine/core";
import { createLimits } from "../../../../shared/media-create.ts";
import { useWords } from "../../../translate.ts";
import { changeDraft, useFilled } from "./create-store.ts";
import { DraftField } from "./field.tsx";
import { FileRows } from "./file-rows.tsx";
import { VariablesTable } from "./variables-table.tsx";

/** Variables, and a command that runs before a task sequence is chosen. */
export function CustomPage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { prestart } = filled.draft;
  return (
    <>
      <VariablesTable />
      <h3>{t("create.custom.prestart")}</h3>
      <Checkbox
        label={t("create.custom.prestartOn")}
        checked={prestart}
        onChange={(event) => changeDraft({ prestart: event.currentTarget.checked })}
      />
      {prestart && (
        <>
          <DraftField
            field="command"
            label={t("create.custom.command")}
            hint={t("create.custom.commandHint")}
            placeholder="cmd /C ask.cmd"
            limit={createLimits.prestartChars}
            mono
            required
          />
          <FileRows
            field="prestartFiles"
            title={t("create.custom.files")}
            hint={t("create.custom.filesHint")}
            example="/ask.cmd"
          />
        </>
      )}
    </>
  );
}
