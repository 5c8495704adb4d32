import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";

/** The station's disk is a small one of its own; the drives are not on it. */
const root = process.getuid?.() === 0;
const ARGS = ["--bays", "2", "--bay-size", "520M", "--stall-seconds", "60"];
const MEDIUM_BYTES = 60 * 200_000;
let dir: string;
let home: string;
let engine: EngineProcess;
let log: number;

beforeEach(() => {
  if (!root) return;
  dir = mkdtempSync(join(tmpdir(), "prestage-full-"));
  home = join(dir, "home");
  mkdirSync(home);
});
afterEach(async () => {
  if (!root) return;
  await engine[Symbol.asyncDispose]();
  closeSync(log);
  execFileSync("umount", [home]);
  rmSync(dir, { recursive: true, force: true });
});

async function openHome(megabytes: number, elsewhere: readonly string[]): Promise<string> {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}M`, "prestage-test", home]);
  for (const name of elsewhere) {
    mkdirSync(join(dir, name));
    symlinkSync(join(dir, name), join(home, name));
  }
  log = openSync(join(home, "engine.log"), "a");
  engine = await startEngine(home, ARGS, { stderr: log });
  const { id } = await importInto(engine, makeTestMedium(dir));
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"));
  return id;
}

/** Takes all room on the station's disk but for this much; returns the way to give it back. */
function fill(leave = 0): () => void {
  const path = join(home, "filler");
  const file = openSync(path, "w");
  const { bavail, bsize } = statfsSync(home);
  let left = bavail * bsize - leave;
  const zeros = Buffer.alloc(1 << 16);
  try {
    while (left > 0) left -= writeSync(file, zeros, 0, Math.min(zeros.length, left));
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: "ENOSPC" });
  }
  closeSync(file);
  return () => rmSync(path);
}

const slow = async (on: boolean) => {
  for (const bay of [1, 2])
    await engine.client.setCharacter({
      bay,
      character: on ? { kind: "slow", bytesPerSecond: 15e6 } : { kind: "healthy" },
    });
};

/** What is no whole master: an image with its sidecar. */
function halfMasters(): string[] {
  const names = readdirSync(join(home, "masters"));
  const whole = (name: string) => names.includes(name.replace(/img$/, "json"));
  return names.filter((name) => !/^[0-9a-f]{64}\.(img|json)$/.test(name) || !whole(name));
}

describe.skipIf(!root)("with no room left on the station's disk", () => {
  test("while drives are written, they fail in words, nothing that was on record is lost, and then it goes on", async () => {
    const media = await openHome(120, ["training", "masters"]);
    const before = await startBays(engine, media);
    expect(await engine.endings(before.jobs)).toEqual(["done", "done"]);
    const kept = await engine.client.batchUnits({ batch: before.batch });

    await slow(true);
    const { batch, jobs } = await startBays(engine, media);
    await engine.until(() =>
      jobs.every((job) => engine.jobEvents(job).filter((type) => type === "phase-started").length >= 2),
    );
    const makeRoom = fill();
    expect(await engine.endings(jobs)).toEqual(["failed", "failed"]);
    const told = engine.events.flatMap((event) =>
      event.type === "job" && event.event.type === "failed" ? [event.event.fault.code] : [],
    );
    expect(told).toEqual(["disk-full", "disk-full"]);
    for (const { drive } of engine.bays())
      expect(await engine.client.inspect({ path: drive?.path ?? "" })).toMatchObject({ table: "none" });
    await expect(startBays(engine, media)).rejects.toMatchObject({ code: "disk-full" });
    expect(await engine.client.batchUnits({ batch: before.batch })).toEqual(kept);

    makeRoom();
    await expect
      .poll(async () => (await engine.client.batchUnits({ batch })).map(({ fault }) => fault?.code), {
        timeout: 20_000,
      })
      .toEqual(["disk-full", "disk-full"]);
    await slow(false);
    const again = await engine.client.retryFailed({ batch });
    expect(await engine.endings(again.jobs)).toEqual(["done", "done"]);
    await restart();
    expect(await engine.client.batchUnits({ batch: before.batch })).toEqual(kept);
    expect((await engine.client.batchUnits({ batch })).map(({ ending }) => ending)).toEqual([
      "failed",
      "failed",
      "done",
      "done",
    ]);
  });

  test("for a master, the drives fail with how much it takes, no half master stays, and a retry succeeds", async () => {
    const media = await openHome(120, ["training"]);
    const makeRoom = fill(MEDIUM_BYTES / 2);
    const { batch, jobs } = await startBays(engine, media);
    expect(await engine.endings(jobs)).toEqual(["failed", "failed"]);
    const units = await engine.client.batchUnits({ batch });
    expect(units.map(({ fault }) => fault?.code)).toEqual(["disk-full", "disk-full"]);
    expect(units[0]?.fault?.message).toMatch(/needs \d+ MB on the station's disk; \d+ MB are free/);
    expect(halfMasters()).toEqual([]);
    makeRoom();
    const again = await engine.client.retryFailed({ batch });
    expect(await engine.endings(again.jobs)).toEqual(["done", "done"]);
  });

  test("a medium is not taken in, and the library stays as it was", async () => {
    await openHome(60, ["training", "masters"]);
    const before = engine.media();
    const makeRoom = fill(1 << 20);
    await engine.client.importMedia({ path: makeTestMedium(dir, { name: "Another", files: 50 }) });
    const failed = await engine.until(() => engine.events.find(({ type }) => type === "task-failed"));
    expect(failed).toMatchObject({ code: "disk-full" });
    expect(engine.media()).toEqual(before);
    makeRoom();
  });

  async function restart(): Promise<void> {
    await engine[Symbol.asyncDispose]();
    engine = await startEngine(home, ARGS, { stderr: log });
  }
});
