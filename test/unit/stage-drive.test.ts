import { describe, expect, test } from "vitest";
import { StagingFault } from "../../shared/fault.ts";
import { fold, queued, type JobEvent } from "../../shared/job.ts";
import { STAMP_OFFSET } from "../../electron/engine/boot/stamp.ts";
import type { DriveImage } from "../../electron/engine/staging/drive-image.ts";
import { runJob } from "../../electron/engine/staging/run-job.ts";
import { stageDrive, type DriveWork } from "../../electron/engine/staging/stage-drive.ts";
import { bareDrive, gone, memoryMachine, type Trouble } from "../support/memory-drive.ts";

const MIB = 2 ** 20;
const TABLE = 0;
const FIRST_BLOCK = MIB;
const TAIL = bareDrive.sizeBytes - MIB;
const ENDS = [
  { offset: 0, length: MIB },
  { offset: TAIL, length: MIB },
];

const image: DriveImage = {
  tables: ENDS,
  clear: ENDS,
  content: [{ kind: "master", master: "m", masterOffset: 4096, offset: MIB + 4096, length: 8192 }],
  finish: [
    { kind: "bytes", offset: FIRST_BLOCK, bytes: new Uint8Array(4096) },
    { kind: "bytes", offset: TABLE, bytes: new Uint8Array(512) },
  ],
  contentBytes: 8192,
};
const work: DriveWork = {
  drive: bareDrive,
  compose: async () => ({ image, files: [] }),
  async *commands() {
    // the sequence has none
  },
  requiredCommands: [],
  masters: ["m"],
  oldData: "keep",
  stamp: {
    stampVersion: 1,
    job: "j1",
    batch: "B-2026-0001",
    unitSerial: "U1",
    mediaId: "m1",
    mediaName: "Field laptop",
    mediaVersion: "3.2",
    mediaSha256: "00",
    station: "bench 1",
    software: "Prestage",
  },
};
let tick = 0;
const clock = { now: () => new Date("2026-03-01T08:00:00Z"), ticks: () => tick++ };

async function stage(trouble?: Trouble, changes: Partial<DriveWork> = {}, abort = new AbortController()) {
  const machine = memoryMachine([bareDrive], trouble);
  const events: JobEvent[] = [];
  const story = stageDrive({ ...work, ...changes }, machine, abort.signal, () => {}, clock);
  await runJob(story, abort.signal, (event) => {
    machine.told.push(`[${event.type}]`);
    events.push(event);
  });
  return { told: machine.told, events, end: events.reduce(fold, queued) };
}

test("a good drive is cleared, written, read back, and only then made valid and stamped", async () => {
  const { told, end } = await stage();
  expect(end).toEqual({ status: "done" });
  expect(told).toEqual([
    `claim ${bareDrive.identity} with 1 masters`,
    "[phase-started]",
    "confirm",
    `zero ${STAMP_OFFSET}`,
    `zero 0,${TAIL}`,
    `zero 0,${TAIL}`,
    "[old-data]",
    "[phase-ended]",
    "[phase-started]",
    "confirm",
    `write ${MIB + 4096}`,
    "[phase-ended]",
    "[phase-started]",
    `read back ${MIB + 4096}`,
    "[phase-ended]",
    "[verified]",
    "[phase-started]",
    "confirm",
    `write ${STAMP_OFFSET}`,
    `read back ${STAMP_OFFSET}`,
    "[committing]",
    `write ${FIRST_BLOCK}`,
    `write ${TABLE}`,
    `read back ${FIRST_BLOCK},${TABLE}`,
    `write ${STAMP_OFFSET}`,
    `read back ${STAMP_OFFSET}`,
    "[phase-ended]",
    "release",
    "[done]",
  ]);
});

test("a drive is not done before it has been released", async () => {
  const { told } = await stage();
  expect(told.indexOf("release")).toBeLessThan(told.indexOf("[done]"));
});

const steps: [string, number][] = [
  ["confirm", 1],
  ["zero", 1],
  ["zero", 2],
  ["zero", 3],
  ["confirm", 2],
  ["write", 1],
  ["read-back", 1],
  ["confirm", 3],
  ["write", 2],
  ["read-back", 2],
];

describe.each(steps)("when something happens at %s, call %i", (at, nth) => {
  test("a pulled drive fails as gone, is released, and never becomes valid", async () => {
    const { told, end } = await stage({ at, nth, act: gone });
    expect(end).toMatchObject({ status: "failed", fault: { code: "drive-gone" } });
    expect(told.at(-2)).toBe("release");
    expect(told).not.toContain(`write ${FIRST_BLOCK},${TABLE}`);
    expect(told).not.toContain("[committing]");
  });

  test("a cancelled drive ends as cancelled, is released, and never becomes valid", async () => {
    const abort = new AbortController();
    const { told, end } = await stage({ at, nth, act: () => abort.abort(new Error("cancel")) }, {}, abort);
    expect(end).toMatchObject({ status: "cancelled" });
    expect(told.at(-2)).toBe("release");
    expect(told).not.toContain(`write ${FIRST_BLOCK},${TABLE}`);
  });

  test("a drive that breaks while it is being cancelled is a broken drive", async () => {
    const abort = new AbortController();
    const act = () => {
      abort.abort(new Error("cancel"));
      gone();
    };
    const { end } = await stage({ at, nth, act }, {}, abort);
    expect(end).toMatchObject({ status: "failed", fault: { code: "drive-gone" } });
  });
});

test("a cancel that comes after committing comes too late: the drive is finished", async () => {
  const abort = new AbortController();
  const { end } = await stage(
    { at: "write", nth: 3, act: () => abort.abort(new Error("cancel")) },
    {},
    abort,
  );
  expect(end).toEqual({ status: "done" });
});

test("a drive whose partition table does not read back is failed, and its stamp stays uncommitted", async () => {
  const mismatch = () => {
    throw new StagingFault("verify-mismatch", "Byte 0 differs.");
  };
  const { told, end } = await stage({ at: "read-back", nth: 3, act: mismatch });
  expect(end).toMatchObject({ status: "failed", fault: { code: "verify-mismatch" } });
  expect(told.filter((line) => line === `write ${STAMP_OFFSET}`)).toHaveLength(1);
});

test("a raw error of ours is never taken for a cancel", async () => {
  const abort = new AbortController();
  const act = () => {
    abort.abort(new Error("cancel"));
    throw new TypeError("undefined is not a function");
  };
  const { end } = await stage({ at: "write", act }, {}, abort);
  expect(end).toMatchObject({ status: "failed", fault: { code: "internal" } });
});

test("a drive that cannot be claimed is never touched", async () => {
  const { told, end } = await stage({ at: "claim", act: gone });
  expect(end).toMatchObject({ status: "failed", fault: { code: "drive-gone" } });
  expect(told).toEqual([`claim ${bareDrive.identity} with 1 masters`, "[failed]"]);
});

test.each([
  ["keep", "kept", `zero 0,${TAIL}`],
  ["discard", "discarded", `zero 0,${TAIL}`],
  ["overwrite", "overwritten", `zero 0,${TAIL},${MIB + 12288}`],
] as const)(
  "old data: %s is recorded as %s, and the ends of the drive are zeroed either way",
  async (oldData, outcome, zero) => {
    const { told, events } = await stage(undefined, { oldData });
    expect(events).toContainEqual({ type: "old-data", outcome });
    expect(told.filter((line) => line.startsWith("zero")).at(-1)).toBe(zero);
    expect(told.includes("discard")).toBe(oldData === "discard");
  },
);

test.each(["keep", "discard", "overwrite"] as const)(
  "old data %s: an old stamp goes before the old tables, and they go before anything else is touched",
  async (oldData) => {
    const { told } = await stage(undefined, { oldData });
    const touched = told.filter((line) => /^(zero|discard|write)/.test(line));
    expect(touched.slice(0, 2)).toEqual([`zero ${STAMP_OFFSET}`, `zero 0,${TAIL}`]);
  },
);
