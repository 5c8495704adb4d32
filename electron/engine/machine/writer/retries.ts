import { setTimeout as pause } from "node:timers/promises";
import type { DriveIo } from "./drive-io.ts";

/** Errors after which the same request may well go through: a bus that was reset, a sector that was read badly once. */
const TRANSIENT = new Set(["EIO", "EAGAIN", "EINTR", "EBUSY", "ETIMEDOUT", "EREMOTEIO"]);

export interface RetryOptions {
  /** How long to wait before each new try; as many tries as there are pauses. */
  pausesMs: readonly number[];
  sectorBytes: number;
  signal: AbortSignal;
  /** A request is about to be sent again. */
  retried: (offset: number) => void;
}

/**
 * The drive with patience: a write or read that fails in passing is sent again, a short one at its rest. A flush never
 * is: once it has failed, nobody knows what of the data was lost. A request that keeps failing throws its last error,
 * or returns what it got done.
 */
export function withRetries(io: DriveIo, options: RetryOptions): DriveIo {
  return {
    write: (from, offset) =>
      patiently(options, offset, from.length, (done) =>
        io.write(done ? from.subarray(done) : from, offset + done),
      ),
    read: (into, offset) =>
      patiently(options, offset, into.length, (done) =>
        io.read(done ? into.subarray(done) : into, offset + done),
      ),
    flush: () => io.flush(),
  };
}

async function patiently(
  { pausesMs, sectorBytes, signal, retried }: RetryOptions,
  offset: number,
  length: number,
  attempt: (done: number) => Promise<number>,
): Promise<number> {
  let done = 0;
  for (let tries = 0; ; tries++) {
    const last = tries >= pausesMs.length || signal.aborted;
    try {
      done += await attempt(done);
      // O_DIRECT takes whole sectors only: a rest that does not begin at one cannot be asked for.
      if (done >= length || last || done % sectorBytes !== 0) return done;
    } catch (thrown) {
      if (last || !isTransient(thrown)) throw thrown;
    }
    await pause(pausesMs[tries], undefined, { signal }).catch(() => {}); // a cancel: one last try, at once
    retried(offset + done);
  }
}

function isTransient(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && TRANSIENT.has(String(thrown.code));
}
