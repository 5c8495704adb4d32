import { Button, Group, Stack, Text } from "@mantine/core";
import { useAsking } from "../../../parts/act.tsx";
import { Dialog } from "../../../parts/dialog.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useWords } from "../../../translate.ts";
import { openDialog } from "../../../view.ts";
import { editorNow, useEditing } from "./editor-state.ts";

/** Asked before an editor with changes is left: they become a version, stay as a draft, or go. */
export function LeaveDialog({ leave }: { leave: () => void }) {
  const t = useWords();
  const name = useEditing(({ base }) => base.sequence.name);
  const { busy, fault, run } = useAsking();
  const go = (keeps: boolean) => {
    const { base, edits } = editorNow();
    const { id, version } = base.sequence;
    const draft = keeps ? { version, edits: [...edits] } : null;
    return run((client) => client.saveSequenceDraft({ sequence: id, draft }), leave);
  };
  return (
    <Dialog
      title={t("editor.leave.title", { name: name || t("editor.newTitle") })}
      size={720}
      cancel={t("editor.leave.stay")}
      actions={
        <Button size="md" variant="filled" onClick={() => openDialog({ kind: "save-edited" })}>
          {t("editor.save")}
        </Button>
      }
    >
      <Stack>
        <Text>{t("editor.leave.text")}</Text>
        <Group>
          <Button size="md" loading={busy} onClick={() => void go(true)}>
            {t("editor.leave.keep")}
          </Button>
          <Button size="md" color="fail" disabled={busy} onClick={() => void go(false)}>
            {t("editor.leave.discard")}
          </Button>
        </Group>
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}
