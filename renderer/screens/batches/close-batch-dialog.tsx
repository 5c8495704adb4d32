import { AskDialog } from "../../parts/ask-dialog.tsx";
import { useWords } from "../../translate.ts";

/** Before a batch's report becomes final. */
export function CloseBatchDialog({ batch }: { batch: string }) {
  const t = useWords();
  return (
    <AskDialog
      title={t("ask.closeBatch", { batch })}
      text={t("ask.closeBatchText")}
      go={t("ask.closeBatchGo")}
      command={(client) => client.closeBatch({ batch, closed: true })}
    />
  );
}
