import { expect, test } from "vitest";
import type { JobEvent } from "../../shared/job.ts";
import { foldMarks, marksOf, noMarks } from "../../shared/job-marks.ts";
import { course, healthText, metText } from "../../electron/engine/reports/course.ts";

const recorded = (events: JobEvent[]) =>
  events.map((event, n) => ({ job: "j", n: n + 1, at: `2026-03-02T08:00:0${n}.000Z`, event }));

const hard: JobEvent[] = [
  { type: "retried", phase: "write", count: 2, offset: 1_048_576 },
  { type: "slow", bytesPerSecond: 20e6 },
  { type: "resumed", phase: "write", fromBytes: 0 },
  { type: "recovered" },
  { type: "retried", phase: "read-back", count: 1, offset: 4096 },
  { type: "outlier", phase: "read-back", bytesPerSecond: 20e6, medianBytesPerSecond: 400e6 },
  { type: "done" },
];

test("the marks of a job are those of its events", () => {
  expect(marksOf([{ type: "committing" }, { type: "done" }])).toBe(noMarks);
  expect(marksOf(hard)).toEqual({
    retries: 3,
    slow: null,
    wasSlow: true,
    resumes: 1,
    outlier: { bytesPerSecond: 20e6, medianBytesPerSecond: 400e6 },
    concerns: [],
    maxCelsius: null,
  });
});

test("a drive is no longer slow once it has ended", () => {
  const slow = foldMarks(noMarks, { type: "slow", bytesPerSecond: 1e6 });
  expect(slow.slow).toBe(1e6);
  expect(foldMarks(slow, { type: "cancelled" })).toEqual({ ...noMarks, wasSlow: true });
});

test("the certificate tells what the drive met, where and how fast", () => {
  expect(course(recorded(hard)).map(({ name, bytes, rate }) => [name, bytes, rate])).toEqual([
    ["2 requests sent again", "at 1,048,576", ""],
    ["Slow from here on", "", "20"],
    ["Went on with a new writer", "at 0", ""],
    ["As fast as before again", "", ""],
    ["1 request sent again", "at 4,096", ""],
    ["Outlier: others of its model do 400", "", "20"],
    ["✓ Done", "", ""],
  ]);
  expect(metText(recorded(hard))).toBe(
    "3 requests sent again, a new writer once, slow at times, 20 MB/s for a minute where others of its model do 400",
  );
  expect(metText(recorded([{ type: "done" }]))).toBe("nothing");
});

test("the certificate tells what the drive said of itself, or that nobody knows, or nothing when it was not asked", () => {
  const health = {
    passed: true,
    temperature: 31,
    usedPercent: 101,
    pendingSectors: 0,
    reallocatedSectors: 0,
    powerOnHours: null,
  };
  expect(healthText(recorded([{ type: "health", health, concerns: ["worn-out"] }]))).toBe(
    "worn out, 31 °C, 101 % of its life used",
  );
  expect(healthText(recorded([{ type: "health", health: null, concerns: [] }]))).toBe("not known");
  expect(healthText(recorded([{ type: "done" }]))).toBeNull();
});
