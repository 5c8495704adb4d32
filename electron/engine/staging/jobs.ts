import type { Job, JobProgress } from "../../../shared/contract.ts";
import { StagingFault, type Fault } from "../../../shared/fault.ts";
import { fold, isOver, type JobEvent } from "../../../shared/job.ts";
import type { Feed } from "./feed.ts";
import { createPace, type Pace } from "./pace.ts";
import type { StationParts } from "./ports.ts";

/** Thrown into a job that somebody cancelled. */
export const cancelled = (): DOMException => new DOMException("The job was cancelled.", "AbortError");

interface Live {
  job: Job;
  identity: string;
  abort: AbortController;
  pace: Pace;
}

/** The jobs of this engine run: their states, their events on the way to records and watchers, their progress. */
export interface Jobs {
  list(): Job[];
  get(job: string): Job | undefined;
  running(): Job[];
  /** The running job that is bound to this drive, if there is one. */
  holding(identity: string): Job | undefined;
  add(job: Job): AbortSignal;
  /** The one way anything happens to a job: recorded first, then folded, then told. */
  emit(job: string, event: JobEvent): void;
  tell(job: string, phase: JobProgress["phase"], doneBytes: number, totalBytes: number): void;
  /** The records would not take its ending: it fails here, and shows as interrupted at the next start. */
  lose(job: string, fault: Fault): void;
  cancel(job: string): void;
  progress(): JobProgress[];
  /** Forgets jobs that are over and whose drive has left the bench. */
  forget(present: ReadonlySet<string>): void;
}

export function createJobs(
  parts: Pick<StationParts, "records" | "clock" | "busy" | "log">,
  feed: () => Feed,
): Jobs {
  const live = new Map<string, Live>();
  const all = () => [...live.values()];

  function emit(id: string, event: JobEvent): void {
    const at = parts.clock.now().toISOString();
    parts.records.append(id, event, at);
    apply(id, event, at);
  }

  function apply(id: string, event: JobEvent, at: string): void {
    const entry = live.get(id);
    if (!entry) throw new Error(`no such job: ${id}`);
    const { job } = entry;
    job.state = fold(job.state, event);
    if (event.type === "phase-started") entry.pace.begin(event.phase, parts.clock.ticks());
    if (event.type === "phase-ended")
      job.phases.push({ phase: event.phase, bytes: event.bytes, ms: event.ms });
    if (isOver(job.state)) job.endedAt = at;
    feed().publish({ type: "job", job: id, at, event });
    if (!isOver(job.state)) return;
    feed().publish({ type: "batch", batch: parts.records.batch(job.batch) });
    if (!all().some((other) => !isOver(other.job.state))) parts.busy(false);
  }

  return {
    list: () => all().map(({ job }) => job),
    get: (id) => live.get(id)?.job,
    running: () => all().flatMap(({ job }) => (isOver(job.state) ? [] : [job])),
    holding: (identity) =>
      all().find((entry) => entry.identity === identity && !isOver(entry.job.state))?.job,
    add(job) {
      const abort = new AbortController();
      if (!all().some((other) => !isOver(other.job.state))) parts.busy(true);
      live.set(job.job, { job, identity: job.identity, abort, pace: createPace(parts.clock.ticks()) });
      feed().publish({ type: "job-added", job: structuredClone(job) });
      return abort.signal;
    },
    emit,
    lose(id, fault) {
      const state = live.get(id)?.job.state;
      if (state && !isOver(state)) apply(id, { type: "failed", fault }, parts.clock.now().toISOString());
    },
    tell: (id, phase, doneBytes, totalBytes) =>
      live.get(id)?.pace.tell(phase, doneBytes, totalBytes, parts.clock.ticks()),
    cancel(id) {
      const entry = live.get(id);
      if (!entry) throw new StagingFault("record-unknown", "No drive is being staged under that job.");
      const { state } = entry.job;
      if (isOver(state) || state.status === "cancelling") return;
      if (state.status === "running" && state.committing)
        throw new StagingFault(
          "drive-busy",
          `Bay ${entry.job.bay} is finishing; it is verified and done in a moment.`,
        );
      emit(id, { type: "cancel-requested" });
      entry.abort.abort(cancelled());
    },
    progress: () =>
      all().flatMap(({ job, pace }) => (isOver(job.state) ? [] : (pace.progress(job.job) ?? []))),
    forget(present) {
      for (const [id, { job }] of live) if (isOver(job.state) && !present.has(job.identity)) live.delete(id);
    },
  };
}
