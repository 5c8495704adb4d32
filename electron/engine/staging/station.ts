import type { Frame, Output, Parsed } from "../../../shared/contract.ts";
import type { Drive } from "../../../shared/drive.ts";
import { toFault } from "../../../shared/fault.ts";
import type { JobEvent } from "../../../shared/job.ts";
import type { LimitedBy } from "../../../shared/limit.ts";
import { BayBoard } from "./bay-board.ts";
import { driveWork, mastersFor, openBatch, recordUnits, type Begun } from "./begin.ts";
import type { Feed } from "./feed.ts";
import { createGate } from "./gate.ts";
import { healthStory } from "./health.ts";
import { Jobs } from "./jobs.ts";
import { controllerOf, createTurns, type Slot, type Turns } from "./limits.ts";
import { createLimitWatch, limitJudge, type LimitParts } from "./limited-by.ts";
import { createOutlierWatch, recordedRates, tooSlow, type OutlierWatch } from "./outlier.ts";
import type { DriveNote } from "./machine.ts";
import type { StationParts } from "./ports.ts";
import { prepareStart, type PreparedStart } from "./prepare.ts";
import { recoverJobs } from "./recover.ts";
import { signatureEvent } from "./refuse-untrusted.ts";
import { retryRequest } from "./retry.ts";
import { runJob } from "./run-job.ts";
import { stageDrive, type TellProgress } from "./stage-drive.ts";
import { createThermometer, type Thermometer } from "./thermometer.ts";

type StartRequest = Parsed<"start">;

/** The bench at work: bays, starts, and the jobs that run. Everything here is refused or done by the engine alone. */
export class Station {
  readonly board: BayBoard;
  readonly jobs: Jobs;
  readonly #parts: StationParts;
  readonly #feed: () => Feed;
  readonly #gate = createGate();
  readonly #turns: Turns;
  readonly #outliers: OutlierWatch;
  readonly #thermometer: Thermometer;
  readonly #limits: LimitParts;
  readonly #limitWatch: ReturnType<typeof createLimitWatch>;
  #limitedBy: LimitedBy | null = null;
  readonly #runs = new Set<Promise<void>>();
  /** Where the drives of running jobs are plugged in. */
  readonly #ports = new Map<string, string>();

  constructor(parts: StationParts, feed: () => Feed) {
    this.#parts = parts;
    this.#feed = feed;
    this.#turns = createTurns(() => parts.policy().limits);
    const recorded = recordedRates(parts.records, parts.clock);
    this.#outliers = createOutlierWatch(recorded);
    const { clock, cpu } = parts;
    this.#limits = {
      ticks: () => clock.ticks(),
      cpu,
      recorded,
      beside: (drive) => this.#turns.beside(drive),
    };
    this.#limitWatch = createLimitWatch(this.#limits);
    this.jobs = new Jobs(parts, feed);
    this.#thermometer = createThermometer(parts, this.jobs);
    this.board = new BayBoard(parts, this.jobs, feed);
  }

  /** Starts all of these bays, or none. @throws StagingFault: the first thing that is not possible */
  async start(request: StartRequest): Promise<Output<"start">> {
    await this.board.refresh();
    const prepared = prepareStart(this.#parts, this.board, this.jobs, request);
    const batch = openBatch(this.#parts, request.batch);
    const begun = recordUnits(this.#parts, prepared, batch, request);
    for (const each of begun)
      this.#track(this.#run(prepared, each, request.oldData, this.jobs.add(each.job)));
    this.#feed().publish({ type: "batch", batch: this.#parts.records.batch(batch.id) });
    return { batch: batch.id, jobs: begun.map(({ job }) => job.job), warnings: prepared.warnings };
  }

  /** Starts the failed drives of a batch again, and nothing else. @param lookedAt all that a start must know is known then */
  async retryFailed(batch: string, lookedAt: (media: string) => Promise<void>): Promise<{ jobs: string[] }> {
    await this.board.refresh();
    const jobs: string[] = [];
    for (const request of retryRequest(this.#parts, this.board, this.jobs, batch)) {
      await lookedAt(request.media);
      jobs.push(...(await this.start(request)).jobs);
    }
    return { jobs };
  }

  /** While paused no further drive is started; those that run go on. */
  pause(paused: boolean): void {
    this.#gate.set(paused);
    this.#feed().publish({ type: "paused", paused });
  }

  paused(): boolean {
    return this.#gate.closed();
  }

  /** The limits are others now: whoever may go on does. */
  limitsChanged(): void {
    this.#turns.look();
  }

  /** Settles what an earlier engine left open. Once, at the start. */
  recover(): Promise<void> {
    return recoverJobs(this.#parts, this.board);
  }

  /** How far its drives are, and what limits them. */
  frame(): Pick<Frame, "jobs" | "limitedBy"> {
    return { jobs: this.jobs.progress(), limitedBy: this.#limitedBy };
  }

  /** Finds what limits the run and drives much slower than others of their model, and records what there was no room for. */
  everySecond(): void {
    this.jobs.recordLost();
    const running = this.jobs.rates();
    this.#limitedBy = this.#limitWatch(
      running.map((one) => ({ ...one, port: this.#ports.get(one.job) ?? "" })),
    );
    for (const { job, ...rates } of this.#outliers.look(running, this.#parts.clock.ticks())) {
      this.jobs.note(job, { type: "outlier", ...rates });
      if (this.#parts.policy().failOutliers) this.jobs.fail(job, tooSlow(rates));
    }
  }

  /** Every minute or so: asks the drives that are being staged how warm they are. */
  askTemperatures(): void {
    this.#thermometer.ask(this.board.bays().flatMap(({ drive }) => drive ?? []));
  }

  /** Resolves when no job runs. */
  async idle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs);
  }

  #track(run: Promise<void>): void {
    this.#runs.add(run);
    void run.finally(() => this.#runs.delete(run));
  }

  async #run(
    prepared: PreparedStart,
    begun: Begun,
    oldData: StartRequest["oldData"],
    signal: AbortSignal,
  ): Promise<void> {
    const id = begun.job.job;
    const judge = limitJudge(this.#limits, begun.bay.drive);
    this.#ports.set(id, begun.bay.drive.port);
    try {
      await runJob(this.#story(prepared, begun, oldData, signal), signal, (event) =>
        this.jobs.emit(id, judge(event)),
      );
    } catch (thrown) {
      // The records would not take an event (a full disk, say): without a record nothing counts, so the job ends here.
      this.#parts.log(`job ${id}: ${toFault(thrown).message} ${toFault(thrown).detail}`);
      this.jobs.lose(id, toFault(thrown));
    }
    this.#ports.delete(id);
    this.board.reread(begun.bay.drive.identity);
    await this.board.refresh().catch((thrown: unknown) => this.#parts.log(toFault(thrown).detail));
  }

  async *#story(
    prepared: PreparedStart,
    begun: Begun,
    oldData: StartRequest["oldData"],
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent> {
    const slot = yield* this.#turn(begun.bay.drive, signal);
    try {
      yield* this.#stage(prepared, begun, oldData, signal);
    } finally {
      slot();
    }
  }

  /** Waits while the queue is paused, and for the drive's turn at its controller. */
  async *#turn(drive: Drive, signal: AbortSignal): AsyncGenerator<JobEvent, Slot> {
    for (;;) {
      if (this.#gate.closed()) {
        yield { type: "waiting", reason: "paused" };
        await this.#gate.open(signal);
      }
      let slot = this.#turns.tryTake(drive);
      if (!slot) {
        yield { type: "waiting", reason: "limit", controller: controllerOf(drive.port) };
        slot = await this.#turns.take(drive, signal);
      }
      if (!this.#gate.closed()) return slot;
      slot(); // paused while it waited for its turn
    }
  }

  async *#stage(
    prepared: PreparedStart,
    begun: Begun,
    oldData: StartRequest["oldData"],
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent> {
    yield signatureEvent(prepared.media, this.#parts.policy().signature);
    const asked = this.#parts.health?.(begun.bay.drive); // while the master is made
    yield { type: "waiting", reason: "master" };
    const masters = await mastersFor(this.#parts, begun.bay, signal);
    try {
      const taken = masters.flatMap((master) => master?.fromBootImage ?? []);
      if (taken.length > 0) yield { type: "boot-files", taken };
      if (asked) yield* healthStory(await asked, this.#parts.policy().health);
      const work = await driveWork(this.#parts, prepared, begun, masters, oldData);
      const tell: TellProgress = (...told) => this.jobs.tell(begun.job.job, ...told);
      const note = (note: DriveNote) => this.jobs.met(begun.job.job, note);
      yield* stageDrive(work, this.#parts.machine, signal, tell, this.#parts.clock, note);
    } finally {
      for (const master of masters) master?.release();
    }
  }
}
