import { setTimeout as delay } from "node:timers/promises";
import { createLive, type Live } from "./live.ts";
import type { Output } from "./output.ts";
import type { Station } from "./station.ts";
import type { Terminal } from "./terminal.ts";
import { formatSize } from "./words.ts";

const EVENT_MS = 1000;
/** The end of a task and the reason for it may come in either order. */
const SETTLE_MS = 100;

/**
 * Shows a task until it is over. Ctrl-C cancels it.
 * @throws StagingFault what ended it, when it failed or was cancelled
 */
export async function followTask(
  station: Station,
  task: string,
  output: Output,
  terminal: Terminal,
): Promise<void> {
  const live = output.json ? null : createLive(terminal);
  let told = 0;
  const unlisten = station.listen((message) => {
    if (!("frame" in message)) return;
    live?.show(taskLines(station, task));
    if (performance.now() - told < EVENT_MS) return;
    told = performance.now();
    const progress = message.frame.tasks.find((one) => one.task === task);
    if (progress) output.event({ type: "progress", ...progress });
  });
  const uninterrupt = terminal.onInterrupt(() => void cancel(station, task, live));
  try {
    await station.until(({ tasks }) => (tasks.some((one) => one.task === task) ? null : true));
    await delay(SETTLE_MS);
    const failure = station.failureOf(task);
    if (failure) throw failure;
  } finally {
    unlisten();
    uninterrupt();
    live?.end();
  }
}

async function cancel(station: Station, task: string, live: Live | null): Promise<void> {
  live?.tell("Cancelling …");
  await station.client.cancelTask({ task }).catch(() => {}); // it ended in the same moment
}

function taskLines(station: Station, id: string): string[] {
  const task = station.snapshot().tasks.find(({ task: one }) => one === id);
  const progress = station.frame().tasks.find(({ task: one }) => one === id);
  if (!task) return [];
  if (!progress || progress.totalBytes === 0) return [`${task.subject}: ${task.doing}`];
  const percent = Math.floor((100 * progress.doneBytes) / progress.totalBytes);
  const bytes = `${formatSize(progress.doneBytes)} of ${formatSize(progress.totalBytes)}`;
  return [`${task.subject}: ${task.doing}, ${percent} %, ${bytes}`];
}
