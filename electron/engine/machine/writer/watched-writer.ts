import { StagingFault } from "../../../../shared/fault.ts";
import type { DriveNote, Progress } from "../../staging/machine.ts";
import {
  createWatchdog,
  watchdogLimits,
  type Watchdog,
  type WatchdogAct,
  type WatchdogLimits,
} from "../../staging/watchdog.ts";
import { restOf } from "./rest.ts";
import { WRITER_ENDED, type NewOrder, type Writer } from "./writer.ts";

/** All of the writer's patience, in one place. */
export interface WriterLimits extends WatchdogLimits {
  /** How long a cancelled or ended child may take before it is killed, and again before it counts as stuck. */
  letGoMs: number;
  /** The pauses before a request that failed in passing is sent again; as many tries as there are pauses. */
  retryPausesMs: number[];
  /** How much may be lost to a restart. */
  flushEveryBytes: number;
}

/** @param stallMs fail after so long without progress; the earlier stages keep their share of it */
export function writerLimits(stallMs = 180_000): WriterLimits {
  return {
    ...watchdogLimits(stallMs),
    letGoMs: 10_000,
    retryPausesMs: [100, 500, 2000],
    flushEveryBytes: 2 ** 30,
  };
}

export interface WatchedWriterOptions {
  /** Starts a writer for the drive. @param before how many there were before it */
  start: (before: number) => Writer;
  depth: number;
  limits: WriterLimits;
  note: (note: DriveNote) => void;
}

/**
 * A drive's writer and its watchdog: one that is stuck, or that something else ended, is replaced by a new one, which
 * goes on behind what was safe. A process that is gone has no request under way any more, so no late write of the old one can meet the new one's.
 */
export class WatchedWriter {
  readonly #options: WatchedWriterOptions;
  #writer: Writer;
  #writers = 1;

  constructor(options: WatchedWriterOptions) {
    this.#options = options;
    this.#writer = options.start(0);
  }

  /** Resolves when its process is gone, however long that takes. */
  get gone(): Promise<void> {
    return this.#writer.gone;
  }

  /** @throws StagingFault, or `signal.reason` once the drive has let go */
  async order(
    order: NewOrder,
    signal: AbortSignal,
    progress: Progress = () => {},
  ): Promise<Uint8Array | undefined> {
    const { limits, note, depth, start } = this.#options;
    const ended = endings(signal);
    const ours: { killed: Promise<boolean> | null } = { killed: null };
    let lost = 0;
    const watch = watchOrder(limits, (act, bytesPerSecond) => {
      if (signal.aborted) return; // a cancel has its own time
      if (act === "slow") note({ type: "slow", bytesPerSecond });
      if (act === "recover") note({ type: "recovered" });
      if (act === "slow" || act === "recover") return this.#writer.setDepth(act === "slow" ? 1 : depth);
      if (act === "stall") ended.stall(limits.stallMs);
      ours.killed = this.#writer.kill();
    });
    try {
      for (let fromBytes = 0; ;) {
        const done = await this.#attempt(restOf(order, fromBytes), fromBytes, signal, progress, watch);
        if (done !== WRITER_ENDED) return done;
        // One that is not gone in time is never replaced: it stalls, or is cancelled, in its time.
        if (ours.killed && !(await Promise.race([ours.killed, ended.promise]))) await ended.promise;
        if (!ours.killed && ++lost > MOST_LOST) throw endedFromOutside();
        ours.killed = null;
        fromBytes = watch.resume();
        this.#writer = start(this.#writers++);
        if (watch.slow()) this.#writer.setDepth(1);
        note({ type: "resumed", fromBytes });
      }
    } finally {
      watch.end();
      ended.end();
    }
  }

  /** Closes the channel; the process ends as soon as its last request has returned. True when it is gone in time. */
  end(): Promise<boolean> {
    return this.#writer.end();
  }

  async #attempt(
    order: NewOrder,
    fromBytes: number,
    signal: AbortSignal,
    progress: Progress,
    watch: OrderWatch,
  ): Promise<Uint8Array | undefined | typeof WRITER_ENDED> {
    try {
      return await this.#writer.order(order, signal, {
        progress: (doneBytes, waits) => (
          watch.progress(fromBytes + doneBytes),
          progress(fromBytes + doneBytes, waits)
        ),
        safe: (bytes) => watch.safe(fromBytes + bytes),
        retried: (count, offset) => this.#options.note({ type: "retried", count, offset }),
      });
    } catch (thrown) {
      if (thrown === WRITER_ENDED) return WRITER_ENDED;
      throw thrown;
    }
  }
}

/** So often a writer that was ended from outside is replaced in one order. */
const MOST_LOST = 3;

function endedFromOutside(): StagingFault {
  return new StagingFault(
    "internal",
    `The process that writes this drive was ended ${MOST_LOST + 1} times by something else on this computer. See whether its memory is short.`,
  );
}

/** The two ways an order ends although its writer says nothing more. Rejects with the fault, or the reason of the cancel. */
function endings(signal: AbortSignal) {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {}); // nobody may be waiting for it
  const cancel = () => reject(signal.reason);
  signal.addEventListener("abort", cancel, { once: true });
  return {
    promise,
    stall: (ms: number) =>
      reject(
        new StagingFault("drive-stalled", `The drive made no progress for ${Math.round(ms / 1000)} seconds.`),
      ),
    end: () => signal.removeEventListener("abort", cancel),
  };
}

interface OrderWatch {
  progress(doneBytes: number): void;
  safe(bytes: number): void;
  /** A new writer takes over: from which byte of the order. */
  resume(): number;
  slow(): boolean;
  end(): void;
}

/** The watchdog on this process's clock. */
function watchOrder(
  limits: WatchdogLimits,
  act: (act: WatchdogAct, bytesPerSecond: number) => void,
): OrderWatch {
  const dog: Watchdog = createWatchdog(limits, performance.now());
  let timer: NodeJS.Timeout | undefined;
  let safeBytes = 0;
  let slow = false;
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => carryOut(dog.look(performance.now())),
      Math.max(50, dog.nextLook() - performance.now()),
    );
  };
  const carryOut = (acts: WatchdogAct[]) => {
    arm();
    for (const each of acts) {
      slow = each === "recover" ? false : slow || each === "slow";
      act(each, dog.bytesPerSecond(performance.now()));
    }
  };
  arm();
  return {
    progress: (doneBytes) => carryOut(dog.progress(doneBytes, performance.now())),
    safe: (bytes) => void (safeBytes = Math.max(safeBytes, bytes)),
    resume: () => (dog.resumed(safeBytes), safeBytes),
    slow: () => slow,
    end: () => clearTimeout(timer),
  };
}
