import { expect, test } from "vitest";
import type { JobEvent } from "../../shared/job.ts";
import { runLimit, type LimitedBy } from "../../shared/limit.ts";
import {
  createLimitWatch,
  limitedBy,
  limitJudge,
  type LimitFacts,
} from "../../electron/engine/staging/limited-by.ts";

const MB = 1e6;
const facts = (more: Partial<LimitFacts> = {}): LimitFacts => ({
  waits: { sourceMs: 100, driveMs: 900 },
  cpuShare: 0.3,
  bytesPerSecond: 100 * MB,
  besideController: 1,
  bestBytesPerSecond: null,
  ...more,
});

test.each<[string, Partial<LimitFacts>, LimitedBy]>([
  ["a drive that is waited for is itself what limits", {}, "drive"],
  ["a master that comes too slowly", { waits: { sourceMs: 600, driveMs: 400 } }, "source"],
  [
    "processors with no time left, whatever is waited for",
    { cpuShare: 0.95, waits: { sourceMs: 9, driveMs: 1 } },
    "cpu",
  ],
  ["processors of which nothing is known", { cpuShare: null }, "drive"],
  [
    "drives behind one controller, slower than their model can be",
    { besideController: 4, bestBytesPerSecond: 200 * MB },
    "controller",
  ],
  ["a slow drive that is alone at its controller", { bestBytesPerSecond: 200 * MB }, "drive"],
  [
    "drives behind one controller, as fast as ever",
    { besideController: 4, bestBytesPerSecond: 120 * MB },
    "drive",
  ],
])("%s", (_, more, by) => {
  expect(limitedBy(facts(more))).toBe(by);
});

/** A computer whose processors do so much of two while the clock goes on. */
function computer(share: number) {
  let ms = 0;
  return {
    pass: (by: number) => (ms += by),
    parts: {
      ticks: () => ms,
      cpu: () => ({ busyMs: ms * 2 * share, processors: 2 }),
      recorded: () => [],
      beside: () => 1,
    },
  };
}

const started: JobEvent = { type: "phase-started", phase: "write", totalBytes: 1e9 };
const ended = (ms: number): JobEvent => ({
  type: "phase-ended",
  phase: "write",
  bytes: 1e9,
  ms,
  waited: { sourceMs: 250, driveMs: 750 },
});

test("a phase is recorded with what limited it, judged by the time of that phase alone", () => {
  const { pass, parts } = computer(0.4);
  const judge = limitJudge(parts, { port: "pci/1", model: "M" });
  pass(60_000);
  judge(started);
  pass(10_000);
  expect(judge(ended(10_000))).toMatchObject({ limit: { by: "drive", sourceShare: 0.25, cpuShare: 0.4 } });
});

test("a phase that was over at once, or moved no content, is not judged", () => {
  const { pass, parts } = computer(1);
  const judge = limitJudge(parts, { port: "pci/1", model: "M" });
  judge(started);
  pass(100);
  expect(judge(ended(100))).not.toHaveProperty("limit");
  const clear: JobEvent = { type: "phase-ended", phase: "clear", bytes: 1, ms: 5000 };
  expect(judge(clear)).toEqual(clear);
});

test("the bench shows what most of its drives hang on now, by what came since the last look", () => {
  const { pass, parts } = computer(0.2);
  const look = createLimitWatch(parts);
  const sample = (job: string, sourceMs: number, driveMs: number) => {
    const waits = { sourceMs, driveMs };
    return { job, port: job, model: "M", phase: "write" as const, bytesPerSecond: 1, waits };
  };
  pass(1000);
  expect(look([sample("a", 0, 900), sample("b", 0, 900)])).toBe("drive");
  pass(1000);
  expect(look([sample("a", 900, 1000), sample("b", 900, 1000)])).toBe("source");
  pass(1000);
  expect(look([])).toBe(null);
});

test("a run was limited by what its drives spent most of their time on", () => {
  const limit = (by: LimitedBy) => ({ by, sourceShare: 0, cpuShare: null });
  const unit = {
    phases: [{ ms: 3000, limit: limit("drive") }, { ms: 1000, limit: limit("cpu") }, { ms: 90_000 }],
  };
  expect(runLimit([unit, unit])).toEqual({ by: "drive", share: 0.75 });
  expect(runLimit([{ phases: [{ ms: 3000 }] }])).toBe(null);
});
