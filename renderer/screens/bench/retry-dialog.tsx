import { AskDialog } from "../../parts/ask-dialog.tsx";
import { useWords } from "../../translate.ts";
import { useRetryable } from "./bench-figures.ts";
import { DriveLines } from "./drive-lines.tsx";

/** Before the failed drives of a batch are erased again: names each of them. */
export function RetryDialog({ batch }: { batch: string }) {
  const t = useWords();
  const jobs = useRetryable(batch);
  return (
    <AskDialog
      title={t("ask.retry", { count: jobs.length })}
      text={t("ask.retryText", { batch })}
      go={t("ask.retryGo")}
      command={(client) => client.retryFailed({ batch })}
    >
      <DriveLines
        drives={jobs.map(({ bay, model, driveSerial, sizeBytes }) => ({
          bay,
          model,
          serial: driveSerial,
          sizeBytes,
        }))}
      />
    </AskDialog>
  );
}
