import type { RateCurve } from "../../../shared/job.ts";

const MAX_POINTS = 200;
const STEP_MS = 250;

/**
 * How fast a drive was over one phase, in at most 200 points of equal time: when they are full, every second one goes
 * and the others stand for twice as long. Times are ticks in milliseconds.
 */
export interface Curve {
  tell(doneBytes: number, ticks: number): void;
  /** Null while there are fewer than two points: that is no curve. */
  points(): RateCurve | null;
}

export function createCurve(began: number): Curve {
  /** Bytes done at the end of each step. */
  let edges: number[] = [];
  let stepMs = STEP_MS;
  let last = { bytes: 0, ticks: began };

  function halve(): void {
    edges = edges.filter((_bytes, n) => n % 2 === 1);
    stepMs *= 2;
  }

  return {
    tell(doneBytes, ticks) {
      for (
        let edge = began + (edges.length + 1) * stepMs;
        edge <= ticks;
        edge = began + (edges.length + 1) * stepMs
      ) {
        const part = ticks > last.ticks ? (edge - last.ticks) / (ticks - last.ticks) : 1;
        edges.push(last.bytes + (doneBytes - last.bytes) * part);
        if (edges.length > MAX_POINTS) halve();
      }
      last = { bytes: doneBytes, ticks };
    },
    points() {
      if (edges.length < 2) return null;
      const rate = (bytes: number, n: number) =>
        Math.round((Math.max(0, bytes - (edges[n - 1] ?? 0)) / stepMs) * 1000);
      return { stepMs, bytesPerSecond: edges.map(rate) };
    },
  };
}
