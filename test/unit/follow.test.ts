import { expect, test } from "vitest";
import type { Job, Snapshot } from "../../shared/contract.ts";
import { follow } from "../../shared/follow.ts";
import type { Batch } from "../../shared/record.ts";

const job: Job = {
  job: "j1",
  batch: "B-2026-0001",
  bay: 3,
  unitSerial: "U3",
  identity: "id3",
  model: "Training SSD",
  driveSerial: "S3",
  sizeBytes: 8e9,
  mediaName: "Field laptop",
  mediaVersion: "3.2",
  sequenceName: "Stage prestaged media (BIOS)",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: null,
  state: { status: "queued" },
  steps: [],
  phases: [],
};
const batch: Batch = {
  id: "B-2026-0001",
  state: "open",
  target: null,
  operator: "ann",
  note: "",
  createdAt: "2026-01-01T00:00:00.000Z",
  closedAt: null,
  mediaName: "Field laptop",
  mediaVersion: "3.2",
  sequenceName: "Stage prestaged media (BIOS)",
  counts: { done: 0, failed: 0, cancelled: 0, interrupted: 0, open: 1 },
};
const empty: Snapshot = {
  engine: { epoch: "e", software: "0.1.0", bench: "training", station: "here", home: "/h" },
  seq: 0,
  bays: [],
  strangers: [],
  jobs: [],
  batches: [],
  media: [],
  sequences: [],
  tasks: [],
  paused: false,
};

test("a watcher sees a job begin, end its phases and be over", () => {
  const at = "2026-01-01T00:01:00.000Z";
  const started = follow(empty, 1, { type: "job-added", job });
  const writing = follow(started, 2, {
    type: "job",
    job: "j1",
    at,
    event: { type: "phase-started", phase: "write", totalBytes: 10 },
  });
  const written = follow(writing, 3, {
    type: "job",
    job: "j1",
    at,
    event: { type: "phase-ended", phase: "write", bytes: 10, ms: 5 },
  });
  const over = follow(written, 4, { type: "job", job: "j1", at, event: { type: "done" } });
  expect(over).toEqual({
    ...empty,
    seq: 4,
    jobs: [
      { ...job, endedAt: at, state: { status: "done" }, phases: [{ phase: "write", bytes: 10, ms: 5 }] },
    ],
  });
  expect(started.jobs).toEqual([job]);
});

test("a batch that is closed leaves the list, and one that is opened again comes back", () => {
  const open = follow(empty, 1, { type: "batch", batch });
  const renamed = follow(open, 2, { type: "batch", batch: { ...batch, note: "x" } });
  const closed = follow(renamed, 3, { type: "batch", batch: { ...batch, state: "closed" } });
  const again = follow(closed, 4, { type: "batch", batch });
  expect([open, renamed, closed, again].map(({ batches }) => batches)).toEqual([
    [batch],
    [{ ...batch, note: "x" }],
    [],
    [batch],
  ]);
});

test("of a bay that is used for months only the newest jobs are held, and one that runs always is", () => {
  const at = "2026-01-01T00:01:00.000Z";
  const start = (held: Snapshot, name: string, bay: number) =>
    follow(held, held.seq + 1, { type: "job-added", job: { ...job, job: name, bay } });
  const end = (held: Snapshot, name: string) =>
    follow(held, held.seq + 1, { type: "job", job: name, at, event: { type: "done" } });
  let held = start(empty, "slow", 2);
  for (let n = 1; n <= 100; n++) held = end(start(held, `j${n}`, 1), `j${n}`);
  expect(held.jobs.map((each) => each.job)).toEqual(["slow", "j98", "j99", "j100"]);
  for (let n = 1; n <= 5; n++) held = start(held, `next${n}`, 2);
  expect(held.jobs.map((each) => each.job)).toContain("slow");
});
