import { assertNever } from "./fault.ts";
import { fold, isOver } from "./job.ts";
import { foldCommands } from "./job-commands.ts";
import { foldMarks, noMarks } from "./job-marks.ts";
import type { Job, Snapshot, StateEvent } from "./contract.ts";

/** What a watcher holds after one more state event. The old snapshot is left as it was; untouched parts are shared. */
export function follow(snapshot: Snapshot, seq: number, event: StateEvent): Snapshot {
  const next = { ...snapshot, seq };
  switch (event.type) {
    case "bays":
      return { ...next, bays: event.bays, strangers: event.strangers };
    case "job-added":
      return { ...next, jobs: withJob(next.jobs, event.job) };
    case "job":
      return { ...next, jobs: next.jobs.map((job) => (job.job === event.job ? followJob(job, event) : job)) };
    case "batch":
      return { ...next, batches: withBatch(next.batches, event.batch) };
    case "media":
      return { ...next, media: event.media };
    case "sequences":
      return { ...next, sequences: event.sequences };
    case "tasks":
      return { ...next, tasks: event.tasks };
    case "task-failed":
      return next;
    case "paused":
      return { ...next, paused: event.paused };
    default:
      return assertNever(event);
  }
}

/** How many jobs of a bay are held, the newest and a few that are over: a station runs for months. */
export const JOBS_PER_BAY = 3;

/** Which of these jobs, oldest first, are no longer held when one is added to its bay. */
export function outlived<T extends Pick<Job, "bay" | "state">>(jobs: readonly T[], bay: number): T[] {
  const here = jobs.filter((job) => job.bay === bay);
  return here.slice(0, Math.max(0, here.length + 1 - JOBS_PER_BAY)).filter(({ state }) => isOver(state));
}

function withJob(jobs: readonly Job[], added: Job): Job[] {
  const others = jobs.filter(({ job }) => job !== added.job);
  const gone = outlived(others, added.bay);
  return [...others.filter((job) => !gone.includes(job)), added];
}

function followJob(job: Job, { at, event }: Extract<StateEvent, { type: "job" }>): Job {
  const state = fold(job.state, event);
  const ended =
    event.type === "phase-ended"
      ? [...job.phases, { phase: event.phase, bytes: event.bytes, ms: event.ms }]
      : job.phases;
  const marks = foldMarks(job.marks ?? noMarks, event);
  const told = marks === (job.marks ?? noMarks) ? { ...job } : { ...job, marks };
  const commands = foldCommands(job.commands ?? [], event);
  if (commands.length > 0) told.commands = [...commands];
  return { ...told, state, phases: ended, endedAt: isOver(state) ? at : null };
}

/** Only open batches are in a snapshot, newest first. */
function withBatch(batches: Snapshot["batches"], batch: Snapshot["batches"][number]): Snapshot["batches"] {
  const known = batches.some(({ id }) => id === batch.id);
  if (batch.state === "closed") return batches.filter(({ id }) => id !== batch.id);
  return known ? batches.map((old) => (old.id === batch.id ? batch : old)) : [batch, ...batches];
}
