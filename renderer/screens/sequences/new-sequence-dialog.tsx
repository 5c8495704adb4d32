import { Button, Stack, Text } from "@mantine/core";
import { newSequenceId } from "../../../shared/sequence-editor.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { edit } from "../../view.ts";

/** What a new sequence begins with: nothing, or one that comes with the station. */
export function NewSequenceDialog() {
  const t = useWords();
  const templates = useStation((s) => s.sequences).filter(({ builtin }) => builtin);
  return (
    <Dialog title={t("editor.newTitle")}>
      <Stack gap="sm">
        <Text>{t("editor.newText")}</Text>
        {(["staging", "deployment"] as const).map((kind) => (
          <Button key={kind} size="md" justify="start" onClick={() => edit(newSequenceId(kind))}>
            {t(`editor.newEmpty.${kind}`)}
          </Button>
        ))}
        {templates.map(({ id, name }) => (
          <Button key={id} size="md" justify="start" onClick={() => edit(id)}>
            {t("editor.newFrom", { name })}
          </Button>
        ))}
      </Stack>
    </Dialog>
  );
}
