import { AskDialog } from "../../parts/ask-dialog.tsx";
import { bayText } from "../../format.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { useRunningCount } from "./bench-figures.ts";

/** Before one drive is stopped. */
export function CancelJobDialog({ job: id }: { job: string }) {
  const t = useWords();
  const job = useStation((s) => s.jobs.find((one) => one.job === id));
  if (!job) return null;
  return (
    <AskDialog
      title={t("ask.cancelJob", { bay: bayText(job.bay) })}
      text={t("ask.cancelJobText", { unit: job.unitSerial })}
      go={t("ask.cancelJobGo")}
      cancel={t("common.keep")}
      command={(client) => client.cancelJob({ job: id })}
    />
  );
}

/** Before every running drive is stopped. */
export function CancelAllDialog() {
  const t = useWords();
  const count = useRunningCount();
  return (
    <AskDialog
      title={t("ask.cancelAll", { count })}
      text={t("ask.cancelAllText")}
      go={t("ask.cancelAllGo")}
      cancel={t("common.keep")}
      command={(client) => client.cancelAll({})}
    />
  );
}
