import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Character } from "../../shared/drive.ts";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const MIB = 2 ** 20;
const SLOW: Character = { kind: "slow", bytesPerSecond: 12 * MIB };
let dir: string;
let wim: string;
let home: string;
let engine: EngineProcess;
let media: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "prestage-faults-"));
  wim = makeTestMedium(dir, { files: 40 });
  home = join(dir, "home");
  mkdirSync(home);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeEach(async () => {
  engine = await startEngine(home, ["--bays", "4", "--bay-size", "520M", "--stall-seconds", "12"]);
  media = engine.media()[0]?.id ?? (await importInto(engine, wim)).id;
});
afterEach(async () => {
  for (const { bay, drive } of engine.bays()) {
    if (drive === null) await engine.client.loadBay({ bay });
    await engine.client.setCharacter({ bay, character: { kind: "healthy" } });
  }
  await engine[Symbol.asyncDispose]();
});

const sick: [string, Character, string][] = [
  ["fails writes at an offset", { kind: "failing", atByte: 106 * MIB, on: "write" }, "drive-write-failed"],
  [
    "fails reads while it is read back",
    { kind: "failing", atByte: 106 * MIB, on: "read" },
    "drive-read-failed",
  ],
  ["stalls for good", { kind: "stalling", atByte: 106 * MIB }, "drive-stalled"],
  ["takes only a part of a write", { kind: "short", atByte: 106 * MIB }, "drive-write-failed"],
  ["vanishes", { kind: "vanishing", atByte: 106 * MIB }, "drive-gone"],
];

describe.each(sick)("a drive that %s", (_what, character, code) => {
  test("fails alone, in words, and carries no partition table; the other three are done", async () => {
    const path = engine.bays()[1]?.drive?.path ?? "";
    await engine.client.setCharacter({ bay: 2, character });
    const { batch, jobs } = await startBays(engine, media);
    expect(await engine.endings(jobs)).toEqual(["done", "failed", "done", "done"]);
    const units = await engine.client.batchUnits({ batch });
    expect(units[1]).toMatchObject({ ending: "failed", fault: { code } });
    if (code !== "drive-gone")
      expect(await engine.client.inspect({ path })).toMatchObject({ table: "none", stamp: null });
  });
});

test("pulling one drive in the middle fails that drive alone, and its bay is empty", async () => {
  await engine.client.setCharacter({ bay: 3, character: SLOW });
  const { jobs } = await startBays(engine, media);
  const pulled = jobs[2] ?? "";
  await engine.until(() => engine.jobEvents(pulled).length >= 4);
  await engine.client.emptyBay({ bay: 3 });
  expect(await engine.endings(jobs)).toEqual(["done", "done", "failed", "done"]);
  expect(engine.bays()[2]?.drive).toBeNull();
});

test("cancelling one drive leaves it without a partition table and lets the others finish", async () => {
  await engine.client.setCharacter({ bay: 1, character: SLOW });
  const { jobs } = await startBays(engine, media);
  const cancelled = jobs[0] ?? "";
  await engine.until(() => engine.jobEvents(cancelled).length >= 4);
  await engine.client.cancelJob({ job: cancelled });
  expect(await engine.endings(jobs)).toEqual(["cancelled", "done", "done", "done"]);
  expect(engine.jobEvents(cancelled).slice(-2)).toEqual(["cancel-requested", "cancelled"]);
  const path = engine.bays()[0]?.drive?.path ?? "";
  expect(await engine.client.inspect({ path })).toMatchObject({ table: "none" });
});

test("only the failed drives of a batch are started again, and then they are done", async () => {
  await engine.client.setCharacter({
    bay: 4,
    character: { kind: "failing", atByte: 106 * MIB, on: "write" },
  });
  const { batch, jobs } = await startBays(engine, media);
  expect(await engine.endings(jobs)).toEqual(["done", "done", "done", "failed"]);
  await engine.client.setCharacter({ bay: 4, character: { kind: "healthy" } });
  const retried = await engine.client.retryFailed({ batch });
  expect(retried.jobs).toHaveLength(1);
  expect(await engine.endings(retried.jobs)).toEqual(["done"]);
  const units = await engine.client.batchUnits({ batch });
  expect(units.map(({ bay, ending }) => [bay, ending])).toEqual([
    [1, "done"],
    [2, "done"],
    [3, "done"],
    [4, "failed"],
    [4, "done"],
  ]);
});

test("a second start on a drive that is being staged is refused, and the first goes on", async () => {
  await engine.client.setCharacter({ bay: 1, character: SLOW });
  const { jobs } = await startBays(engine, media, { only: [1] });
  await expect(startBays(engine, media, { only: [1] })).rejects.toMatchObject({ code: "drive-busy" });
  expect(await engine.endings(jobs)).toEqual(["done"]);
});

test("a drive that was swapped between the dialog and the start is refused, and nothing is written", async () => {
  const shown = engine.bays();
  await engine.client.emptyBay({ bay: 2 });
  await engine.client.loadBay({ bay: 2 });
  const identity = shown[1]?.drive?.identity ?? "";
  const request = {
    media,
    sequence: "builtin:bios",
    batch: { create: { target: null, operator: "", note: "" } },
    bays: [{ bay: 2, identity }],
    oldData: "keep" as const,
  };
  await expect(engine.client.start(request)).rejects.toMatchObject({ code: "drive-swapped" });
  await engine.client.emptyBay({ bay: 2 });
  await expect(engine.client.start(request)).rejects.toMatchObject({ code: "bay-empty" });
});

test("while the queue is paused no further drive starts, and then it does", async () => {
  await engine.client.pauseQueue({ paused: true });
  const { jobs } = await startBays(engine, media, { only: [1] });
  await engine.until(() => engine.jobEvents(jobs[0] ?? "").includes("waiting"));
  expect(engine.jobEvents(jobs[0] ?? "")).toEqual(["waiting"]);
  await engine.client.pauseQueue({ paused: false });
  expect(await engine.endings(jobs)).toEqual(["done"]);
});

test("stopping is refused while drives run, and cancels them when told to", async () => {
  await engine.client.setCharacter({ bay: 1, character: SLOW });
  const { jobs } = await startBays(engine, media, { only: [1] });
  await expect(engine.client.stop({ running: "refuse" })).rejects.toMatchObject({ code: "drives-running" });
  await engine.client.stop({ running: "cancel" });
  expect(await engine.endings(jobs)).toEqual(["cancelled"]);
  await engine.connection.closed;
  engine = await startEngine(home, ["--bays", "4", "--bay-size", "520M"]);
});

describe("when the engine is killed", () => {
  const restarted = async () => {
    await engine.kill();
    engine = await startEngine(home, ["--bays", "4", "--bay-size", "520M", "--stall-seconds", "12"]);
  };

  test("in the middle of writing, the unit is interrupted and the drive carries no partition table, old or new", async () => {
    const first = await startBays(engine, media, { only: [1] }); // an old table to begin with
    expect(await engine.endings(first.jobs)).toEqual(["done"]);
    await engine.client.setCharacter({ bay: 1, character: SLOW });
    const { batch, jobs } = await startBays(engine, media, { only: [1] });
    await engine.until(() => engine.jobEvents(jobs[0] ?? "").length >= 5); // writing
    await restarted();
    const [unit] = await engine.client.batchUnits({ batch });
    expect(unit?.ending).toBe("interrupted");
    const path = engine.bays()[0]?.drive?.path ?? "";
    expect(await engine.client.inspect({ path })).toMatchObject({ table: "none", stamp: null });
    await engine.client.setCharacter({ bay: 1, character: { kind: "healthy" } });
    const again = await startBays(engine, media, { only: [1] });
    expect(await engine.endings(again.jobs)).toEqual(["done"]);
  });

  test("at any point near the end, restart finds the truth: done with a committed stamp, or interrupted", async () => {
    for (const after of ["phase-ended", "verified", "committing"] as const) {
      const { batch, jobs } = await startBays(engine, media, { only: [2] });
      const job = jobs[0] ?? "";
      const enough = after === "phase-ended" ? 3 : 1;
      await engine.until(() => engine.jobEvents(job).filter((type) => type === after).length >= enough);
      await restarted();
      const [unit] = await engine.client.batchUnits({ batch });
      const path = engine.bays()[1]?.drive?.path ?? "";
      const { stamp, table } = await engine.client.inspect({ path });
      const committed = stamp?.job === job && stamp.committed;
      expect([after, unit?.ending]).toEqual([after, committed ? "done" : "interrupted"]);
      if (committed) expect(table).toBe("mbr");
    }
  });

  test("no writer process is left behind", async () => {
    await engine.client.setCharacter({ bay: 1, character: SLOW });
    const { jobs } = await startBays(engine, media, { only: [1] });
    await engine.until(() => engine.jobEvents(jobs[0] ?? "").length >= 5);
    const pid = engine.child.pid ?? 0;
    const children = () =>
      readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
    const writers = children();
    expect(writers.length).toBeGreaterThan(0);
    await restarted();
    await expect
      .poll(() => writers.filter((name) => readdirSync("/proc").includes(name)), { timeout: 5000 })
      .toEqual([]);
  });
});

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}
