/** When a drive that makes no progress is dealt with, and how. In milliseconds since its last progress. */
export interface WatchdogLimits {
  /** Fewer requests at a time, and it is marked slow. */
  slowMs: number;
  /** Its writer is ended, and replaced if it is gone in time. */
  restartMs: number;
  /** It has stalled. */
  stallMs: number;
}

/** Proportions as the defaults have them (30, 120 and 180 seconds), for another time to fail after. */
export function watchdogLimits(stallMs: number): WatchdogLimits {
  return { slowMs: stallMs / 6, restartMs: (stallMs * 2) / 3, stallMs };
}

/** What is to be done now: each is told once for a pause, and `recover` once for a time of slowness. */
export type WatchdogAct = "slow" | "recover" | "restart" | "stall";

/** Watches the progress of one order. Decides; does nothing itself. Times are ticks in milliseconds. */
export interface Watchdog {
  /** The drive has so many bytes done now. */
  progress(doneBytes: number, now: number): WatchdogAct[];
  /** Time has passed. */
  look(now: number): WatchdogAct[];
  /** A new writer goes on from here: what it does again counts as progress, but a second one must get further. */
  resumed(fromBytes: number): void;
  /** When to look next, if nothing is told before. */
  nextLook(): number;
  /** Bytes a second since the order began, pauses included. */
  bytesPerSecond(now: number): number;
}

export function createWatchdog(limits: WatchdogLimits, began: number): Watchdog {
  const stages = [
    { act: "slow", afterMs: limits.slowMs },
    { act: "restart", afterMs: limits.restartMs },
    { act: "stall", afterMs: limits.stallMs },
  ] as const;
  let best = { bytes: 0, at: began };
  let furthest = 0;
  let furthestAtRestart = -1;
  /** How many stages of this pause were told. */
  let stage = 0;
  /** Slow since the pause ended at this time; null when it is not slow, or its pause goes on. */
  let movingSince: number | null = null;
  let slow = false;

  function look(now: number): WatchdogAct[] {
    const acts: WatchdogAct[] = [];
    // As long without a new pause as a pause has to last: a drive that hobbles along stays slow.
    const moves = movingSince !== null && now - movingSince >= limits.slowMs && now - best.at < limits.slowMs;
    if (slow && stage === 0 && moves) {
      slow = false;
      movingSince = null;
      acts.push("recover");
    }
    for (let next = stages[stage]; next && now - best.at >= next.afterMs; next = stages[stage]) {
      stage++;
      if (next.act === "slow" && slow) continue;
      if (next.act === "restart") {
        if (furthest <= furthestAtRestart) continue;
        furthestAtRestart = furthest;
      }
      slow ||= next.act === "slow";
      movingSince = null;
      acts.push(next.act);
    }
    return acts;
  }

  return {
    progress(doneBytes, now) {
      if (doneBytes <= best.bytes) return look(now);
      if (slow && stage > 0) movingSince = now;
      best = { bytes: doneBytes, at: now };
      furthest = Math.max(furthest, doneBytes);
      stage = 0;
      return look(now);
    },
    look,
    resumed(fromBytes) {
      best = { bytes: fromBytes, at: best.at };
    },
    nextLook: () => best.at + (stages[stage]?.afterMs ?? limits.stallMs),
    bytesPerSecond: (now) => (now > began ? (furthest / (now - began)) * 1000 : 0),
  };
}
