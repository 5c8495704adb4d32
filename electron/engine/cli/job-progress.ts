import type { Job, JobProgress, WatchMessage } from "../../../shared/contract.ts";
import { isOver } from "../../../shared/job.ts";
import { exitCodes } from "./exit-codes.ts";
import { createLive, type Live } from "./live.ts";
import type { Output } from "./output.ts";
import type { Station } from "./station.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { formatSize, formatTime, stateWords } from "./words.ts";

const EVENT_MS = 1000;

/** What was started. */
export interface Started {
  batch: string;
  jobs: readonly string[];
}

/**
 * Shows the drives of one start until all of them are over, or until the person leaves them running.
 * @returns the exit code
 */
export async function followJobs(
  station: Station,
  started: Started,
  output: Output,
  terminal: Terminal,
): Promise<number> {
  const live = output.json ? null : createLive(terminal);
  const left = Promise.withResolvers<"left">();
  const uninterrupt = terminal.onInterrupt(
    interrupted(station, started, terminal, live, () => left.resolve("left")),
  );
  const unlisten = station.listen(teller(station, started, output, live));
  try {
    const over = station.until(({ jobs }) =>
      ours(jobs, started).every(({ state }) => isOver(state)) ? true : null,
    );
    if ((await Promise.race([over, left.promise])) === "left") return leave(started, output, live);
  } finally {
    unlisten();
    uninterrupt();
    live?.end();
  }
  const jobs = ours(station.snapshot().jobs, started);
  output.result({ type: "result", batch: started.batch, jobs }, () => endingsTable(started.batch, jobs));
  return jobs.every(({ state }) => state.status === "done") ? exitCodes.ok.code : exitCodes.drives.code;
}

function leave({ batch }: Started, output: Output, live: Live | null): number {
  live?.end();
  output.note(
    `The drives go on in batch ${batch}. To cancel them: prestage cancel all. To see them: prestage drives.`,
  );
  output.event({ type: "left", batch });
  return exitCodes.left.code;
}

/** At Ctrl-C: asks once what to do. While it asks, a second Ctrl-C means to leave. */
function interrupted(
  station: Station,
  started: Started,
  terminal: Terminal,
  live: Live | null,
  leaveNow: () => void,
): () => void {
  let asking = false;
  return () => {
    if (asking || !terminal.interactive || !live) return leaveNow();
    asking = true;
    const question = "Leave the drives running and go (Enter), cancel them all (c), or stay here (s)? ";
    const answered = live.during(() => terminal.ask(question));
    void answered.then(async (answer) => {
      asking = false;
      if (answer === "") return leaveNow();
      if (answer === "c") await cancelOurs(station, started);
    });
  };
}

async function cancelOurs(station: Station, started: Started): Promise<void> {
  const open = ours(station.snapshot().jobs, started).filter(({ state }) => !isOver(state));
  // One that ends or commits in this moment refuses; its ending tells.
  await Promise.allSettled(open.map(({ job }) => station.client.cancelJob({ job })));
}

function teller(
  station: Station,
  started: Started,
  output: Output,
  live: Live | null,
): (message: WatchMessage) => void {
  let told = 0;
  return (message) => {
    const jobs = ours(station.snapshot().jobs, started);
    if ("event" in message && message.event.type === "job" && started.jobs.includes(message.event.job)) {
      const { job: id, at, event } = message.event;
      const job = jobs.find((one) => one.job === id);
      output.event({ type: "event", job: id, bay: job?.bay, at, event });
      if (job && (isOver(job.state) || event.type === "phase-started" || event.type === "waiting"))
        live?.tell(`Bay ${job.bay}  ${job.unitSerial}  ${stateWords(job.state)}`);
    }
    const progress = station.frame().jobs.filter(({ job }) => started.jobs.includes(job));
    live?.show([...jobs.map((job) => jobLine(job, progress)), sumLine(jobs, progress)]);
    if (!("frame" in message) || performance.now() - told < EVENT_MS) return;
    told = performance.now();
    output.event({ type: "progress", jobs: progress });
  };
}

function ours(jobs: readonly Job[], started: Started): Job[] {
  return jobs.filter(({ job }) => started.jobs.includes(job)).sort((a, b) => a.bay - b.bay);
}

/** "Bay  3  SN123         Reading back     47 %  212.0 MB/s  01:20" */
export function jobLine(job: Job, frame: readonly JobProgress[]): string {
  const name = `Bay ${String(job.bay).padStart(3)}  ${job.unitSerial.padEnd(16)}  ${stateWords(job.state).padEnd(16)}`;
  const progress = job.state.status === "running" ? frame.find((one) => one.job === job.job) : undefined;
  return progress
    ? `${name}  ${figures(progress.overall, progress.bytesPerSecond, progress.etaMs)}`
    : name.trimEnd();
}

/** "2 of 8 done, 1 failed  41 %  812.0 MB/s  01:20" */
export function sumLine(jobs: readonly Job[], frame: readonly JobProgress[]): string {
  const count = (status: string) => jobs.filter(({ state }) => state.status === status).length;
  const others = (["failed", "cancelled", "interrupted"] as const).flatMap((status) =>
    count(status) > 0 ? `, ${count(status)} ${status}` : [],
  );
  const counts = `${count("done")} of ${jobs.length} done${others.join("")}`;
  const running = frame.filter(({ job }) => jobs.some((one) => one.job === job && !isOver(one.state)));
  if (running.length === 0) return counts;
  const over = jobs.filter(({ state }) => isOver(state)).length;
  const share = (over + running.reduce((sum, { overall }) => sum + overall, 0)) / jobs.length;
  const speed = running.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
  const etas = running.flatMap(({ etaMs }) => etaMs ?? []);
  return `${counts}  ${figures(share, speed, etas.length < running.length ? null : Math.max(...etas))}`;
}

function figures(share: number, bytesPerSecond: number, etaMs: number | null): string {
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const speed = `${formatSize(bytesPerSecond)}/s`.padStart(11);
  return `${percent}  ${speed}  ${etaMs === null ? "" : `${formatTime(etaMs)} left`}`.trimEnd();
}

function endingsTable(batch: string, jobs: readonly Job[]): string {
  const table = formatTable(
    [
      { title: "Bay", cell: ({ bay }) => bay, right: true },
      { title: "Unit", cell: ({ unitSerial }) => unitSerial },
      { title: "Drive", cell: ({ model, driveSerial }) => [model, driveSerial].filter(Boolean).join(" ") },
      { title: "Time", cell: (job) => (job.endedAt ? formatTime(lasted(job)) : null), right: true },
      { title: "Ending", cell: ({ state }) => stateWords(state) },
    ],
    jobs,
  );
  return `Batch ${batch}\n\n${table}`;
}

function lasted({ startedAt, endedAt }: Job): number {
  return Date.parse(endedAt ?? startedAt) - Date.parse(startedAt);
}
