import type { EngineInfo, Job, Snapshot, StateEvent, Task } from "../shared/contract.ts";
import type { Bay } from "../shared/drive.ts";
import { follow } from "../shared/follow.ts";
import { isOver } from "../shared/job.ts";

/** Long work that ended badly. Kept until it is dismissed. */
export interface FailedTask {
  task: Task;
  code: string;
  message: string;
}

/** The engine's state as the screens keep it: a snapshot, every event since folded in, and what is found by bay. */
export interface BenchState extends Omit<Snapshot, "engine"> {
  /** Null until the first snapshot. */
  engine: EngineInfo | null;
  /** The newest job of each bay number. */
  newestJob: Record<number, Job>;
  failedTasks: FailedTask[];
}

export const emptyBench: BenchState = {
  engine: null,
  seq: 0,
  bays: [],
  strangers: [],
  jobs: [],
  batches: [],
  media: [],
  sequences: [],
  tasks: [],
  paused: false,
  newestJob: {},
  failedTasks: [],
};

export function fromSnapshot(snapshot: Snapshot, before: BenchState): BenchState {
  return {
    ...snapshot,
    bays: sharedBays(before.bays, snapshot.bays),
    newestJob: newestOf(snapshot.jobs),
    failedTasks: before.engine?.epoch === snapshot.engine.epoch ? before.failedTasks : [],
  };
}

/** Applies the event that carries `seq`. @throws when it cannot follow: then the state must be asked for anew. */
export function applyEvent(state: BenchState, seq: number, event: StateEvent): BenchState {
  if (!state.engine) throw new Error("an event before any snapshot");
  const next = follow({ ...state, engine: state.engine }, seq, event);
  const { engine, strangers, jobs, batches, media, sequences, tasks, paused } = next;
  return {
    // by name: what else the store holds (progress, the link) must not be carried back to an older state
    engine,
    seq,
    strangers,
    jobs,
    batches,
    media,
    sequences,
    tasks,
    paused,
    bays: event.type === "bays" ? sharedBays(state.bays, next.bays) : next.bays,
    newestJob: next.jobs === state.jobs ? state.newestJob : newestOf(next.jobs),
    failedTasks: event.type === "task-failed" ? [...state.failedTasks, event].slice(-5) : state.failedTasks,
  };
}

function newestOf(jobs: readonly Job[]): Record<number, Job> {
  const newest: Record<number, Job> = {};
  for (const job of jobs) {
    const other = newest[job.bay];
    if (!other || job.startedAt >= other.startedAt) newest[job.bay] = job;
  }
  return newest;
}

/** In bay order; a bay that did not change stays the same object, so that its card need not be drawn again. */
function sharedBays(before: readonly Bay[], after: readonly Bay[]): Bay[] {
  const known = new Map(before.map((bay) => [bay.bay, bay]));
  return [...after]
    .sort((a, b) => a.bay - b.bay)
    .map((bay) => {
      const old = known.get(bay.bay);
      return old && JSON.stringify(old) === JSON.stringify(bay) ? old : bay;
    });
}

const LEFT_DURING_JOB = new Set(["drive-gone", "drive-swapped"]);

/**
 * The job whose state a bay shows: its newest, as long as the drive it was bound to is in the bay. A job that runs,
 * or that failed because its drive left, is shown also while the bay is empty: nobody may miss it.
 */
export function jobShownAt(state: BenchState, bay: Bay): Job | undefined {
  const job = state.newestJob[bay.bay];
  if (!job || !isOver(job.state)) return job;
  if (bay.drive) return bay.drive.identity === job.identity ? job : undefined;
  return job.state.status === "failed" && LEFT_DURING_JOB.has(job.state.fault.code) ? job : undefined;
}
