import type { JobProgress, Snapshot } from "../../shared/contract.ts";
import type { Bay } from "../../shared/drive.ts";
import { noMarks } from "../../shared/job-marks.ts";
import {
  aBay,
  aDrive,
  aJob,
  anEmptyBay,
  aSnapshot,
  aStamp,
  batch,
  progressOf,
  running,
} from "../support/bench-scenes.ts";

/** A state to draw: what the engine says, and the last progress. */
export interface Scene {
  snapshot: Snapshot;
  progress: JobProgress[];
}

const fault = {
  code: "drive-write-failed" as const,
  message: "The drive answered a write at 5.36 GB with an I/O error.",
  detail: "EIO at byte 5 358 223 360",
};

const slow = { ...noMarks, outlier: { bytesPerSecond: 31e6, medianBytesPerSecond: 402e6 } };

/** Sixteen bays in every state a working day brings. */
export function busyScene(): Scene {
  const refusal = (message: string, mendable: boolean): Partial<Bay> => ({
    refusal: { code: mendable ? "stale-signature" : "holds-system", message, mendable },
  });
  return {
    snapshot: aSnapshot({
      bays: [
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((bay) => aBay(bay)),
        anEmptyBay(10),
        aBay(11),
        aBay(12, { unitSerial: "FL-0023851", carries: aStamp(12) }),
        aBay(13, { drive: aDrive(13, { serial: null, serialSource: "none" }) }),
        anEmptyBay(14),
        aBay(15, refusal("It carries the signature of a Linux RAID member. Nothing holds it now.", true)),
        aBay(16, refusal("This computer runs from it: / is on /dev/sdp2.", false)),
      ],
      jobs: [
        aJob(1, { status: "done" }),
        aJob(2, running("write")),
        aJob(3, running("read-back")),
        aJob(4, running("write"), { marks: slow }),
        aJob(5, { status: "done" }),
        aJob(6, { status: "failed", fault, phase: "write" }),
        aJob(7, running("clear")),
        aJob(8, running("finish")),
        aJob(9, { status: "cancelled", phase: "write" }),
        aJob(11, { status: "waiting", reason: "limit" }),
      ],
      batches: [batch],
    }),
    progress: [
      progressOf(2, "write", 0.81, 398),
      progressOf(3, "read-back", 0.62, 512),
      progressOf(4, "write", 0.63, 31),
      progressOf(6, "write", 0.8, 0),
      progressOf(7, "clear", 0.4, 120),
      progressOf(8, "finish", 0.5, 0),
    ],
  };
}

/** Eight bays, all drives done but one that failed. */
export function doneScene(): Scene {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  return {
    snapshot: aSnapshot({
      bays: numbers.map((bay) => aBay(bay)),
      jobs: numbers.map((bay) =>
        bay === 6 ? aJob(6, { status: "failed", fault, phase: "write" }) : aJob(bay, { status: "done" }),
      ),
      batches: [{ ...batch, target: 8, counts: { ...batch.counts, done: 7, failed: 1, open: 0 } }],
    }),
    progress: [progressOf(6, "write", 0.79, 0)],
  };
}

/** Eight drives put in, three of them with a history, nothing started yet. */
export function readyScene(): Scene {
  return {
    snapshot: aSnapshot({
      bays: [
        aBay(1, { unitSerial: "FL-0023841", carries: aStamp(1) }),
        aBay(2, { unitSerial: "FL-0023842" }),
        aBay(3),
        aBay(4, { carries: aStamp(4, { committed: false }) }),
        aBay(5),
        aBay(6, { drive: aDrive(6, { serial: null, serialSource: "none" }) }),
        anEmptyBay(7),
        anEmptyBay(8),
      ],
    }),
    progress: [],
  };
}

/** A bench on its first day: no media, no drives. */
export function emptyScene(): Scene {
  return { snapshot: aSnapshot({ media: [] }), progress: [] };
}

/** Thirty-two bays, all of them writing. */
export function wideScene(): Scene {
  const numbers = Array.from({ length: 32 }, (_, i) => i + 1);
  return {
    snapshot: aSnapshot({
      bays: numbers.map((bay) => aBay(bay)),
      jobs: numbers.map((bay) => aJob(bay, running("write"))),
      batches: [batch],
    }),
    progress: numbers.map((bay) => progressOf(bay, "write", (bay * 3) / 100, 380 + bay)),
  };
}
