import { isOver } from "../../shared/job.ts";
import { jobShownAt } from "../bench-state.ts";
import { ask } from "../parts/act.tsx";
import { columnsNow } from "../screens/bench/columns.ts";
import { useSettings } from "../settings.ts";
import { useStation } from "../store.ts";
import { go, openDialog, screens, useView } from "../view.ts";

type Command = () => void;

const commands: Record<string, Command> = {
  F1: () => openDialog({ kind: "help" }),
  F2: () => openDialog({ kind: "start" }),
  F4: toggleView,
  F6: identifySelected,
  F8: stopSelected,
  F9: togglePause,
};

const ARROWS: Record<string, (columns: number) => number> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
};

/** Runs the command of a function key, Ctrl combination or arrow; leaves every other key to the browser. */
export function runCommandKey(event: KeyboardEvent, dialogOpen: boolean): void {
  if (dialogOpen) return;
  const command = commandOf(event);
  if (!command) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  command();
}

function commandOf(event: KeyboardEvent): Command | undefined {
  if (event.altKey || event.metaKey) return undefined;
  if (event.ctrlKey) {
    const screen = screens[Number(event.key) - 1];
    return screen && (() => go(screen));
  }
  // In the editor F2 gives a step another name, as everywhere else where things have names.
  if (event.key === "F2" && useView.getState().editing !== null) return undefined;
  const step = ARROWS[event.key];
  if (step && mayMove(event.target)) return () => moveSelection(step(columnsNow()));
  return event.shiftKey ? undefined : commands[event.key];
}

/** Arrows belong to bays unless something that uses them itself has the focus. */
function mayMove(target: EventTarget | null): boolean {
  if (useView.getState().screen !== "bench" || !(target instanceof HTMLElement)) return false;
  return target.closest("input, select, textarea, [role=menu], [role=radiogroup]") === null;
}

function moveSelection(step: number): void {
  const { bays } = useStation.getState();
  const at = bays.findIndex((bay) => bay.bay === useView.getState().bay);
  const next = bays[at === -1 ? 0 : at + step];
  if (!next) return;
  useView.setState({ bay: next.bay });
  document.querySelector<HTMLElement>(`[data-bay="${next.bay}"]`)?.focus();
}

function toggleView(): void {
  useSettings.setState((s) => ({ view: s.view === "grid" ? "table" : "grid" }));
}

function selectedBay() {
  const state = useStation.getState();
  const bay = state.bays.find((one) => one.bay === useView.getState().bay);
  return bay && { bay, job: jobShownAt(state, bay) };
}

function identifySelected(): void {
  const selected = selectedBay();
  if (selected?.bay.drive) void ask((client) => client.identify({ bay: selected.bay.bay }));
}

function stopSelected(): void {
  const job = selectedBay()?.job;
  if (job && !isOver(job.state)) openDialog({ kind: "cancel-job", job: job.job });
}

function togglePause(): void {
  const { paused } = useStation.getState();
  void ask((client) => client.pauseQueue({ paused: !paused }));
}
