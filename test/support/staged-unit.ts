import type { Fault } from "../../shared/fault.ts";
import type { JobEvent } from "../../shared/job.ts";
import type { Batch, RecordedEvent, UnitRecord } from "../../shared/record.ts";
import { newUnit } from "./unit-record.ts";

const BYTES = 7_004_160_000;
const phases: UnitRecord["phases"] = [
  { phase: "clear", bytes: 3_145_728, ms: 120 },
  { phase: "write", bytes: BYTES, ms: 17_200 },
  { phase: "read-back", bytes: BYTES, ms: 14_100 },
  { phase: "finish", bytes: 1_048_576, ms: 240 },
];

/** A time on the morning of the tests, so many seconds after eight. */
export function atSecond(seconds: number): string {
  return new Date(Date.parse("2026-03-02T08:00:00.000Z") + seconds * 1000).toISOString();
}

export function doneUnit(n: number, over: Partial<UnitRecord> = {}): UnitRecord {
  return {
    ...newUnit(n),
    startedAt: atSecond(n * 3),
    endedAt: atSecond(n * 3 + 38),
    ending: "done",
    fault: null,
    writtenBytes: BYTES,
    verifiedBytes: BYTES,
    phases,
    ...over,
  };
}

export const writeFault: Fault = {
  code: "drive-write-failed",
  message: "Write error at 47 %. The drive stopped accepting data.",
  detail: "EIO: i/o error, write",
};

/** A unit that did not come past its first phase. */
export function endedUnit(
  n: number,
  ending: UnitRecord["ending"],
  over: Partial<UnitRecord> = {},
): UnitRecord {
  return doneUnit(n, {
    ending,
    fault: ending === "failed" ? writeFault : null,
    endedAt: ending === null ? null : atSecond(n * 3 + 20),
    writtenBytes: 0,
    verifiedBytes: 0,
    phases: phases.slice(0, 1),
    ...over,
  });
}

/** The events of a unit that went through to its end, from second 3 to second 41. */
export function doneStory(job: string): RecordedEvent[] {
  const [clear, write, readBack, finish] = phases.map((phase): JobEvent => ({
    type: "phase-ended",
    ...phase,
  }));
  const story: [number, JobEvent | undefined][] = [
    [3, { type: "waiting", reason: "master" }],
    [4, { type: "phase-started", phase: "clear", totalBytes: 3_145_728 }],
    [4, { type: "old-data", outcome: "not-supported" }],
    [4, clear],
    [4, { type: "phase-started", phase: "write", totalBytes: BYTES }],
    [21, write],
    [21, { type: "phase-started", phase: "read-back", totalBytes: BYTES }],
    [36, readBack],
    [36, { type: "verified", bytes: BYTES }],
    [36, { type: "phase-started", phase: "finish", totalBytes: 1_048_576 }],
    [37, { type: "committing" }],
    [38, finish],
    [41, { type: "done" }],
  ];
  return story.flatMap(([seconds, event], index) =>
    event ? [{ job, n: index + 1, at: atSecond(seconds), event }] : [],
  );
}

export function aBatch(over: Partial<Batch> = {}): Batch {
  return {
    id: "B-2026-0017",
    state: "closed",
    target: 8,
    operator: "Day shift",
    note: "Order 4711. Field laptops, trays of eight.",
    createdAt: atSecond(0),
    closedAt: atSecond(3600),
    mediaName: "Field laptop",
    mediaVersion: "3.2",
    sequenceName: "Stage prestaged media (BIOS)",
    counts: { done: 0, failed: 0, cancelled: 0, interrupted: 0, open: 0 },
    ...over,
  };
}

/** Who prints, when and on what. */
export const printing = {
  station: "ST-7K4M-Q2XW",
  printedAt: "2026-03-02T09:30:00.000Z",
  paper: "A4",
} as const;
