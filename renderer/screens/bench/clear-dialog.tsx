import { AskDialog } from "../../parts/ask-dialog.tsx";
import { bayText } from "../../format.ts";
import { useBay } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { DriveLines } from "./drive-lines.tsx";

/** Before a stale signature is erased from a drive that the guard would else refuse. */
export function ClearDialog({ bay: number, identity }: { bay: number; identity: string }) {
  const t = useWords();
  const drive = useBay(number)?.drive;
  if (!drive) return null;
  return (
    <AskDialog
      title={t("ask.clear", { bay: bayText(number) })}
      text={t("ask.clearText")}
      go={t("ask.clearGo")}
      command={(client) => client.clearOldData({ bay: number, identity })}
    >
      <DriveLines drives={[{ bay: number, ...drive }]} />
    </AskDialog>
  );
}
