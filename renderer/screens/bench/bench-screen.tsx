import { Button } from "@mantine/core";
import { HardDrive } from "lucide-react";
import { EmptyState } from "../../parts/empty-state.tsx";
import { TaskStrip } from "../../parts/task-strip.tsx";
import { useSettings } from "../../settings.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import { BayGrid } from "./bay-grid.tsx";
import { BayTable } from "./bay-table.tsx";
import { BenchHeader } from "./bench-header.tsx";
import classes from "./bench-screen.module.css";
import { SidePanel } from "./side-panel.tsx";

/** The screen someone watches for eight hours. */
export function BenchScreen() {
  const t = useWords();
  const view = useSettings((s) => s.view);
  const hasBays = useStation((s) => s.bays.length > 0);
  const paused = useStation((s) => s.paused);
  return (
    <div className={classes["bench"]}>
      <BenchHeader />
      <main className={classes["main"]}>
        {paused && (
          <p className={classes["paused"]} role="status">
            {t("head.paused")}
          </p>
        )}
        <TaskStrip />
        {hasBays ? view === "grid" ? <BayGrid /> : <BayTable /> : <NoBays />}
        <Strangers />
      </main>
      <SidePanel />
    </div>
  );
}

function NoBays() {
  const t = useWords();
  const training = useStation((s) => s.engine?.bench === "training");
  return (
    <EmptyState
      icon={HardDrive}
      title={t("bays.noneTitle")}
      text={training ? t("bays.noneTraining") : t("bays.noneReal")}
    >
      {!training && <Button onClick={() => openDialog({ kind: "teach" })}>{t("head.teach")}</Button>}
    </EmptyState>
  );
}

/** Drives on untaught ports: said, never offered. */
function Strangers() {
  const t = useWords();
  const count = useStation((s) => s.strangers.length);
  if (count === 0) return null;
  return (
    <div className={classes["strangers"]}>
      <span>{t("bays.strangers", { count })}</span>
      <Button size="xs" onClick={() => openDialog({ kind: "teach" })}>
        {t("head.teach")}
      </Button>
    </div>
  );
}
