import type { Job, JobProgress } from "../../../shared/contract.ts";
import { StagingFault, toFault, type Fault } from "../../../shared/fault.ts";
import { fold, isOver, type JobEvent, type Phase } from "../../../shared/job.ts";
import { outlived } from "../../../shared/follow.ts";
import { foldCommands } from "../../../shared/job-commands.ts";
import { foldMarks, noMarks } from "../../../shared/job-marks.ts";
import type { Waits } from "../../../shared/limit.ts";
import type { Feed } from "./feed.ts";
import type { LimitSample } from "./limited-by.ts";
import { createPace, type Pace } from "./pace.ts";
import type { DriveNote } from "./machine.ts";
import type { RateSample } from "./outlier.ts";
import type { StationParts } from "./ports.ts";

interface Live {
  job: Job;
  abort: AbortController;
  pace: Pace;
  /** When it was last asked; null while it has not told. */
  celsius: number | null;
  /** Of its phase, as far as the writer told. */
  waits: Waits;
}

const NO_WAITS: Waits = { sourceMs: 0, driveMs: 0 };

type JobParts = Pick<StationParts, "records" | "clock" | "busy" | "log">;

/** The jobs of this engine run: their states, their events on the way to records and watchers, their progress. */
export class Jobs {
  readonly #live = new Map<string, Live>();
  /** Endings that the records would not take. */
  readonly #unrecorded = new Map<string, { event: JobEvent; at: string }>();
  readonly #parts: JobParts;
  readonly #feed: () => Feed;

  constructor(parts: JobParts, feed: () => Feed) {
    this.#parts = parts;
    this.#feed = feed;
  }

  list(): Job[] {
    return [...this.#live.values()].map(({ job }) => job);
  }

  get(id: string): Job | undefined {
    return this.#live.get(id)?.job;
  }

  running(): Job[] {
    return this.list().filter(({ state }) => !isOver(state));
  }

  /** The running job that is bound to this drive, if there is one. */
  holding(identity: string): Job | undefined {
    return this.running().find((job) => job.identity === identity);
  }

  /** Takes a job in. The signal tells its story of a cancel. */
  add(job: Job): AbortSignal {
    const abort = new AbortController();
    if (this.running().length === 0) this.#parts.busy(true);
    for (const old of outlived(this.list(), job.bay)) this.#live.delete(old.job);
    const pace = createPace(this.#parts.clock.ticks());
    this.#live.set(job.job, { job, abort, pace, celsius: null, waits: NO_WAITS });
    this.#feed().publish({ type: "job-added", job: structuredClone(job) });
    return abort.signal;
  }

  /** The one way anything happens to a job: recorded first, then folded, then told. */
  emit(id: string, event: JobEvent): void {
    const at = this.#parts.clock.now().toISOString();
    this.#parts.records.append(id, event, at);
    this.#apply(id, event, at);
  }

  /** What a job met beside its story. Left out once it is being cancelled or over; never a reason for it to fail. */
  note(id: string, event: JobEvent): void {
    const job = this.get(id);
    if (!job || isOver(job.state) || job.state.status === "cancelling") return;
    try {
      this.emit(id, event);
    } catch (thrown) {
      this.#parts.log(`job ${id}: ${event.type} is not on record: ${toFault(thrown).message}`);
    }
  }

  /** What its drive met. A drive does not know in which phase it was; the job does. */
  met(id: string, note: DriveNote): void {
    const state = this.get(id)?.state;
    if (state?.status !== "running") return;
    const { phase } = state;
    this.note(id, note.type === "retried" || note.type === "resumed" ? { ...note, phase } : note);
  }

  /** How warm its drive is. On record whenever it is warmer than before. */
  warmth(id: string, celsius: number, tooHot: boolean): void {
    const entry = this.#live.get(id);
    if (!entry) return;
    entry.celsius = celsius;
    if (celsius > (entry.job.marks?.maxCelsius ?? -Infinity))
      this.note(id, { type: "temperature", celsius, tooHot });
  }

  /** The records would not take its ending: it fails here, and there as soon as they do. */
  lose(id: string, fault: Fault): void {
    const job = this.get(id);
    if (!job || isOver(job.state)) return;
    const at = this.#parts.clock.now().toISOString();
    this.#unrecorded.set(id, { event: { type: "failed", fault }, at });
    this.#apply(id, { type: "failed", fault }, at);
  }

  /** Now and then: puts on record what they would not take. */
  recordLost(): void {
    for (const [id, { event, at }] of this.#unrecorded) {
      try {
        this.#parts.records.append(id, event, at);
      } catch {
        return; // still no room: the job stays open in the records, and a next start would call it interrupted
      }
      this.#unrecorded.delete(id);
      const batch = this.#parts.records.batch(this.#parts.records.unit(id).batch);
      this.#feed().publish({ type: "batch", batch });
    }
  }

  tell(id: string, phase: Phase, doneBytes: number, totalBytes: number, waits?: Waits): void {
    const entry = this.#live.get(id);
    entry?.pace.tell(phase, doneBytes, totalBytes, this.#parts.clock.ticks());
    if (entry && waits) entry.waits = waits;
  }

  /** @throws StagingFault record-unknown, drive-busy when it is so far that a cancel comes too late */
  cancel(id: string): void {
    const entry = this.#live.get(id);
    if (!entry) throw new StagingFault("record-unknown", "No drive is being staged under that job.");
    const { state, bay } = entry.job;
    if (isOver(state) || state.status === "cancelling") return;
    if (isCommitting(entry.job))
      throw new StagingFault("drive-busy", `Bay ${bay} is finishing; it is verified and done in a moment.`);
    this.emit(id, { type: "cancel-requested" });
    entry.abort.abort(new DOMException("The job was cancelled.", "AbortError"));
  }

  /** Ends a job for the station's own reasons, unless it is so far that this comes too late. */
  fail(id: string, fault: StagingFault): void {
    const entry = this.#live.get(id);
    if (!entry || isOver(entry.job.state) || isCommitting(entry.job)) return;
    entry.abort.abort(fault);
  }

  /** Cancels all that can still be cancelled. Tells how many. */
  cancelAll(): number {
    const open = this.running().filter((job) => !isCommitting(job));
    for (const { job } of open) this.cancel(job);
    return open.length;
  }

  progress(): JobProgress[] {
    return [...this.#live.values()].flatMap(({ job, pace, celsius }) => {
      const now = isOver(job.state) ? null : pace.progress(job.job);
      return now ? { ...now, celsius } : [];
    });
  }

  /** How far each drive is that is being written or read back. */
  rates(): (RateSample & Pick<LimitSample, "bytesPerSecond" | "waits">)[] {
    return [...this.#live.values()].flatMap(({ job, pace, waits }) => {
      const now = job.state.status === "running" ? pace.progress(job.job) : null;
      if (!now || (now.phase !== "write" && now.phase !== "read-back")) return [];
      const { phase, doneBytes, bytesPerSecond } = now;
      return { job: job.job, model: job.model, phase, doneBytes, bytesPerSecond, waits };
    });
  }

  /** Forgets jobs that are over and whose drive has left the bench. */
  forget(present: ReadonlySet<string>): void {
    for (const [id, { job }] of this.#live)
      if (isOver(job.state) && !present.has(job.identity)) this.#live.delete(id);
  }

  #apply(id: string, event: JobEvent, at: string): void {
    const entry = this.#live.get(id);
    if (!entry) throw new Error(`no such job: ${id}`);
    const { job, pace } = entry;
    job.state = fold(job.state, event);
    job.marks = foldMarks(job.marks ?? noMarks, event);
    const commands = foldCommands(job.commands ?? [], event);
    if (commands.length > 0) job.commands = [...commands];
    if (event.type === "phase-started") entry.waits = NO_WAITS;
    if (event.type === "phase-started") pace.begin(event.phase, event.totalBytes, this.#parts.clock.ticks());
    if (event.type === "phase-ended")
      job.phases.push({ phase: event.phase, bytes: event.bytes, ms: event.ms });
    if (isOver(job.state)) job.endedAt = at;
    this.#feed().publish({ type: "job", job: id, at, event });
    if (!isOver(job.state)) return;
    this.#feed().publish({ type: "batch", batch: this.#parts.records.batch(job.batch) });
    if (this.running().length === 0) this.#parts.busy(false);
  }
}

/** So far that a cancel comes too late. A step on the station behind that can be ended again. */
function isCommitting({ state }: Job): boolean {
  return state.status === "running" && state.committing && state.command === undefined;
}
