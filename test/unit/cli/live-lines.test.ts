import { expect, test } from "vitest";
import { jobLine, sumLine } from "../../../electron/engine/cli/job-progress.ts";
import { createLive } from "../../../electron/engine/cli/live.ts";
import { formatFacts, formatTable } from "../../../electron/engine/cli/table.ts";
import { formatSize, formatTime } from "../../../electron/engine/cli/words.ts";
import type { Job, JobProgress } from "../../../shared/contract.ts";
import type { JobState } from "../../../shared/job.ts";
import { paperTerminal } from "../../support/paper-terminal.ts";

test("a table's columns are as wide as their widest cell, and figures stand to the right", () => {
  const rows = [
    { bay: 1, serial: "S3Z1" },
    { bay: 12, serial: null },
  ];
  const table = formatTable(
    [
      { title: "Bay", cell: ({ bay }: (typeof rows)[number]) => bay, right: true },
      { title: "Serial", cell: ({ serial }: (typeof rows)[number]) => serial },
    ],
    rows,
  );
  expect(table).toBe(["Bay  Serial", "  1  S3Z1", " 12  –"].join("\n"));
});

test("facts stand one a line", () => {
  expect(
    formatFacts([
      ["Name", "Field laptop"],
      ["Images", 2],
      ["Note", null],
    ]),
  ).toBe(["Name    Field laptop", "Images  2", "Note    –"].join("\n"));
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [8e9, "8.0 GB"],
  [2e15, "2.0 PB"],
])("%d bytes read %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test("times read in minutes, and in hours from an hour on", () => {
  expect([250_000, 0, 3_599_000, 3_850_000].map(formatTime)).toEqual(["04:10", "00:00", "59:59", "1:04:10"]);
});

function job(bay: number, state: JobState): Job {
  return {
    job: `j${bay}`,
    batch: "B",
    bay,
    unitSerial: `U${bay}`,
    identity: `i${bay}`,
    model: "M",
    driveSerial: null,
    sizeBytes: 1e9,
    mediaName: "m",
    mediaVersion: "1",
    sequenceName: "s",
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: null,
    state,
    steps: [],
    phases: [],
  };
}
const running = (phase: "write" | "read-back"): JobState => ({
  status: "running",
  phase,
  totalBytes: 10,
  verified: false,
  committing: false,
});
const progress = (
  bay: number,
  overall: number,
  bytesPerSecond: number,
  etaMs: number | null,
): JobProgress => ({
  job: `j${bay}`,
  phase: "write",
  doneBytes: 1,
  totalBytes: 10,
  overall,
  bytesPerSecond,
  etaMs,
});

test("a drive's line tells its step, percent, speed and time left", () => {
  expect(jobLine(job(3, running("read-back")), [progress(3, 0.475, 212e6, 80_000)])).toBe(
    "Bay   3  U3                Reading back       47 %   212.0 MB/s  01:20 left",
  );
  expect(jobLine(job(12, { status: "done" }), [])).toBe("Bay  12  U12               Done: verified, pull");
});

test("the sum counts endings, adds speeds and waits for the slowest", () => {
  const jobs = [
    job(1, { status: "done" }),
    job(2, { status: "cancelled", phase: null }),
    job(3, running("write")),
    job(4, running("write")),
  ];
  const frame = [progress(3, 0.5, 100e6, 60_000), progress(4, 0.1, 50e6, 90_000)];
  expect(sumLine(jobs, frame)).toBe("1 of 4 done, 1 cancelled   65 %   150.0 MB/s  01:30 left");
  expect(sumLine(jobs, [progress(3, 0.5, 100e6, 60_000), progress(4, 0, 0, null)])).toBe(
    "1 of 4 done, 1 cancelled   62 %   100.0 MB/s",
  );
});

test("on a terminal lines are drawn over, and what stays stands above them", () => {
  let now = 0;
  const terminal = paperTerminal({ columns: 40 });
  const live = createLive(terminal, () => now);
  live.show(["one", "sum"]);
  now = 50;
  live.show(["two", "sum"]); // too soon
  live.tell("stays");
  live.end();
  expect(terminal.words).toBe("one\nsum\n\x1b[2A\r\x1b[Jstays\ntwo\nsum\n\x1b[2A\r\x1b[Jtwo\nsum\n");
});

test("a line longer than the terminal is cut, for a broken line could not be drawn over", () => {
  const terminal = paperTerminal({ columns: 24 });
  createLive(terminal, () => 0).show(["x".repeat(60)]);
  expect(terminal.words).toBe(`${"x".repeat(23)}\n`);
});

test("while a person is asked, nothing is drawn over the question", async () => {
  const terminal = paperTerminal({ columns: 40, answers: ["s"] });
  const live = createLive(terminal, () => 1000);
  live.show(["one"]);
  await live.during(async () => {
    live.show(["two"]);
    live.tell("stays");
    expect(await terminal.ask("What now? ")).toBe("s");
  });
  expect(terminal.words).toBe("one\nWhat now? stays\ntwo\n");
});

test("in a file only the sum is printed, every few seconds", () => {
  let now = 0;
  const terminal = paperTerminal();
  const live = createLive(terminal, () => now);
  for (now = 0; now <= 10_000; now += 1000) live.show(["bay", `sum ${now}`]);
  expect(terminal.words).toBe("sum 5000\nsum 10000\n");
});
