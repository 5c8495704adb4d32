import { AskDialog } from "../../parts/ask-dialog.tsx";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** Asks before a task sequence and all its versions go. */
export function DeleteSequenceDialog({ sequence: id }: { sequence: string }) {
  const t = useWords();
  const sequence = useStation((s) => s.sequences.find((one) => one.id === id));
  return (
    <AskDialog
      title={t("sequence.deleteTitle", { name: sequence?.name ?? "" })}
      text={t("sequence.deleteText", { count: Number(sequence?.version ?? 1) })}
      go={t("sequence.deleteGo")}
      command={(client) => client.deleteSequence({ sequence: id })}
    />
  );
}
