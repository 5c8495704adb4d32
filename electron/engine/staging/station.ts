import type { Parsed } from "../../../shared/contract.ts";
import { toFault } from "../../../shared/fault.ts";
import type { OldData } from "../../../shared/drive.ts";
import { driveWork, mastersFor, openBatch, recordUnits, type Begun } from "./begin.ts";
import { createBayBoard, type BayBoard } from "./bay-board.ts";
import type { Feed } from "./feed.ts";
import { createGate } from "./gate.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import type { StationParts } from "./ports.ts";
import { prepareStart, type PreparedStart } from "./prepare.ts";
import { recoverJobs } from "./recover.ts";
import { retryRequest } from "./retry.ts";
import { runJob } from "./run-job.ts";
import { stageDrive, type TellProgress } from "./stage-drive.ts";

type StartRequest = Parsed<"start">;

/** The bench at work: bays, starts, and the jobs that run. Everything here is refused or done by the engine alone. */
export interface Station {
  board: BayBoard;
  jobs: Jobs;
  start(request: StartRequest): Promise<{ batch: string; jobs: string[] }>;
  retryFailed(batch: string): Promise<{ jobs: string[] }>;
  cancelAll(): number;
  pause(paused: boolean): void;
  paused(): boolean;
  /** Settles what an earlier engine left open. Once, at the start. */
  recover(): Promise<void>;
  /** Resolves when no job runs. */
  idle(): Promise<void>;
}

export function createStation(parts: StationParts, feed: () => Feed): Station {
  const jobs = createJobs(parts, () => feed());
  const board = createBayBoard(parts, jobs, feed);
  const gate = createGate();
  const runs = new Set<Promise<void>>();

  async function start(request: StartRequest): Promise<{ batch: string; jobs: string[] }> {
    await board.refresh();
    const prepared = prepareStart(parts, board, jobs, request);
    const batch = openBatch(parts, request.batch);
    const begun = recordUnits(parts, prepared, batch, request);
    for (const each of begun) {
      const signal = jobs.add(each.job);
      track(run(prepared, each, request.oldData, signal));
    }
    feed().publish({ type: "batch", batch: parts.records.batch(batch.id) });
    return { batch: batch.id, jobs: begun.map(({ job }) => job.job) };
  }

  function track(run: Promise<void>): void {
    runs.add(run);
    void run.finally(() => runs.delete(run));
  }

  async function run(
    prepared: PreparedStart,
    begun: Begun,
    oldData: OldData,
    signal: AbortSignal,
  ): Promise<void> {
    const { job, bay } = begun;
    const id = job.job;
    try {
      const story = storyOf(prepared, begun, oldData, signal);
      await runJob(story, signal, (event) => jobs.emit(id, event));
    } catch (thrown) {
      // The records would not take the event (a full disk): the job ends here, and shows as interrupted at the next start.
      parts.log(`job ${id}: ${toFault(thrown).detail}`);
      jobs.lose(id, toFault(thrown));
    }
    board.reread(bay.drive.identity);
    await board.refresh();
  }

  async function* storyOf(prepared: PreparedStart, begun: Begun, oldData: OldData, signal: AbortSignal) {
    if (gate.closed()) {
      yield { type: "waiting", reason: "paused" } as const;
      await gate.open(signal);
    }
    yield { type: "waiting", reason: "master" } as const;
    const masters = await mastersFor(parts, begun.bay, signal);
    try {
      const work = await driveWork(parts, prepared, begun, masters, oldData);
      const tell: TellProgress = (phase, done, total) => jobs.tell(begun.job.job, phase, done, total);
      yield* stageDrive(work, parts.machine, signal, tell, parts.clock);
    } finally {
      for (const master of masters) master?.release();
    }
  }

  return {
    board,
    jobs,
    start,
    async retryFailed(batch) {
      await board.refresh();
      const requests = retryRequest(parts, board, jobs, batch);
      const started = [];
      for (const request of requests) started.push(...(await start(request)).jobs);
      return { jobs: started };
    },
    cancelAll() {
      const open = jobs.running().filter(({ state }) => !(state.status === "running" && state.committing));
      for (const { job } of open) jobs.cancel(job);
      return open.length;
    },
    pause(paused) {
      gate.set(paused);
      feed().publish({ type: "paused", paused });
    },
    paused: () => gate.closed(),
    recover: () => recoverJobs(parts, board),
    async idle() {
      while (runs.size > 0) await Promise.all(runs);
    },
  };
}
