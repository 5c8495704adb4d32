import { setTimeout as delay } from "node:timers/promises";

/** Time, as a pull needs it; tests bring their own. */
export interface Clock {
  /** The time of day. */
  now(): Date;
  /** Milliseconds that only go forward. */
  ticks(): number;
  /** @throws `signal.reason` */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  },
};
