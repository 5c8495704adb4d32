import { expect, test } from "vitest";
import { JobEvent } from "../../shared/job.ts";
import { createCurve } from "../../electron/engine/staging/curve.ts";
import { curveFigures, curvesOf } from "../../electron/engine/reports/throughput.ts";

const MB = 1e6;

/** A curve of a drive that was told about every quarter of a second. */
function drive(seconds: number, rate: (second: number) => number) {
  const curve = createCurve(1000);
  let bytes = 0;
  for (let n = 1; n <= seconds * 4; n++) {
    bytes += rate((n - 1) / 4) / 4;
    curve.tell(bytes, 1000 + n * 250);
  }
  return curve.points();
}

test("a steady drive has a steady curve", () => {
  expect(drive(2, () => 100 * MB)).toEqual({ stepMs: 250, bytesPerSecond: Array(8).fill(100 * MB) });
});

test("a phase that is over in a blink has no curve", () => {
  expect(drive(0.25, () => 100 * MB)).toBeNull();
});

test("an hour fits into two hundred points, and still shows where the drive was slow", () => {
  const curve = drive(3600, (second) => (second >= 1800 ? 10 * MB : 100 * MB));
  expect(curve?.stepMs).toBe(32_000);
  expect(curve?.bytesPerSecond).toHaveLength(112);
  expect(curve?.bytesPerSecond.slice(0, 56)).toEqual(Array(56).fill(100 * MB));
  expect(curve?.bytesPerSecond.slice(57)).toEqual(Array(55).fill(10 * MB));
});

test("a long silence is spread over the time it took", () => {
  const curve = createCurve(0);
  curve.tell(50 * MB, 500);
  curve.tell(50 * MB, 1500);
  curve.tell(75 * MB, 1750);
  expect(curve.points()?.bytesPerSecond).toEqual([100 * MB, 100 * MB, 0, 0, 0, 0, 100 * MB]);
});

test("a new writer that begins a bit earlier makes no negative rate", () => {
  const curve = createCurve(0);
  curve.tell(50 * MB, 250);
  curve.tell(20 * MB, 500);
  curve.tell(50 * MB, 750);
  expect(curve.points()?.bytesPerSecond).toEqual([200 * MB, 0, 120 * MB]);
});

test("the certificate gives the slowest, the fastest and the mean of each phase", () => {
  const curve = { stepMs: 250, bytesPerSecond: [100 * MB, 300 * MB, 200 * MB] };
  expect(curveFigures(curve)).toEqual({ min: 100 * MB, mean: 200 * MB, max: 300 * MB });
  const event = JobEvent.parse({ type: "phase-ended", phase: "write", bytes: 1, ms: 1, curve });
  const old = JobEvent.parse({ type: "phase-ended", phase: "clear", bytes: 1, ms: 1 });
  const events = [old, event].map((each, n) => ({ job: "j", n, at: "2026-03-02T08:00:00Z", event: each }));
  expect(curvesOf(events)).toEqual([{ phase: "write", ...curve }]);
});
