import { FolderOpen, Lock } from "lucide-react";
import type { Batch } from "../../../shared/record.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { useWords } from "../../translate.ts";

/** Open or closed, as word and icon. */
export function BatchState({ batch }: { batch: Batch }) {
  const t = useWords();
  const open = batch.state === "open";
  return (
    <StateWord
      icon={open ? FolderOpen : Lock}
      tone={open ? "slow" : "dim"}
      word={t(`batches.state.${batch.state}`)}
    />
  );
}
