import type { JobProgress } from "../../../shared/contract.ts";
import { phaseShares, type Phase } from "../../../shared/job.ts";

const order: readonly Phase[] = ["clear", "write", "read-back", "finish"];

/** How fast one job goes. Rates are smoothed over about three seconds. */
export interface Pace {
  begin(phase: Phase, totalBytes: number, ticks: number): void;
  tell(phase: Phase, doneBytes: number, totalBytes: number, ticks: number): void;
  /** Null before the first phase. */
  progress(job: string): JobProgress | null;
}

const SMOOTH_MS = 3000;

export function createPace(ticks: number): Pace {
  let now: { phase: Phase; doneBytes: number; totalBytes: number } | null = null;
  let rate = 0;
  let last = { ticks, bytes: 0 };

  function smooth(doneBytes: number, at: number): void {
    const ms = at - last.ticks;
    if (ms < 50) return;
    const newest = ((doneBytes - last.bytes) / ms) * 1000;
    const weight = rate === 0 ? 1 : 1 - Math.exp(-ms / SMOOTH_MS);
    rate += (newest - rate) * weight;
    last = { ticks: at, bytes: doneBytes };
  }

  /** To the end of the whole job: what is left of this phase at its rate, and reading back at the rate of writing. */
  function etaMs(): number | null {
    if (!now || rate <= 0 || now.totalBytes === 0) return null;
    const left = ((now.totalBytes - now.doneBytes) / rate) * 1000;
    if (now.phase === "write")
      return left + (now.totalBytes / rate) * 1000 * (phaseShares["read-back"] / phaseShares.write);
    if (now.phase === "read-back") return left;
    return now.phase === "finish" ? 0 : null;
  }

  return {
    begin(phase, totalBytes, at) {
      now = { phase, doneBytes: 0, totalBytes };
      rate = 0;
      last = { ticks: at, bytes: 0 };
    },
    tell(phase, doneBytes, totalBytes, at) {
      now = { phase, doneBytes, totalBytes };
      smooth(doneBytes, at);
    },
    progress(job) {
      if (!now) return null;
      const before = order
        .slice(0, order.indexOf(now.phase))
        .reduce((sum, phase) => sum + phaseShares[phase], 0);
      const part = now.totalBytes > 0 ? now.doneBytes / now.totalBytes : 0;
      const overall = Math.min(1, before + part * phaseShares[now.phase]);
      return { job, ...now, overall, bytesPerSecond: Math.max(0, rate), etaMs: etaMs() };
    },
  };
}
