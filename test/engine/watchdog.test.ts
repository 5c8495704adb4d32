import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { familyOf } from "../support/proc.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const MIB = 2 ** 20;
const AT = 106 * MIB;
let dir: string;
let engine: EngineProcess;
let media: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "prestage-watchdog-"));
  mkdirSync(join(dir, "home"));
  engine = await startEngine(join(dir, "home"), [
    "--bays",
    "2",
    "--bay-size",
    "520M",
    "--stall-seconds",
    "12",
  ]);
  media = (await importInto(engine, makeTestMedium(dir, { files: 40 }))).id;
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => engine.client.setCharacter({ bay: 1, character: { kind: "healthy" } }));
afterEach(() => engine.client.setCharacter({ bay: 1, character: { kind: "healthy" } }));

const eventsOf = async (job: string) => (await engine.client.jobEvents({ job })).map(({ event }) => event);

test("a drive that fails one request twice is done, with the retries told and recorded", async () => {
  await engine.client.setCharacter({ bay: 1, character: { kind: "flaky", atByte: AT, times: 2 } });
  const { jobs } = await startBays(engine, media);
  expect(await engine.endings(jobs, 150_000)).toEqual(["done", "done"]);
  const [first = "", second = ""] = jobs;
  const retried = (await eventsOf(first)).filter((event) => event.type === "retried");
  expect(retried.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(new Set(retried.map(({ phase }) => phase))).toEqual(new Set(["write"]));
  expect((await eventsOf(second)).filter(({ type }) => type === "retried")).toEqual([]);
});

test("a drive that fails one request again and again fails, in words", async () => {
  await engine.client.setCharacter({ bay: 1, character: { kind: "flaky", atByte: AT, times: 50 } });
  const { batch, jobs } = await startBays(engine, media, { only: [1] });
  expect(await engine.endings(jobs, 150_000)).toEqual(["failed"]);
  const [unit] = await engine.client.batchUnits({ batch });
  expect(unit?.fault?.code).toBe("drive-write-failed");
});

test("a writer that is stuck is replaced, and the drive is done and right", async () => {
  await engine.client.setCharacter({ bay: 1, character: { kind: "stalling", atByte: AT, writers: 1 } });
  const { jobs } = await startBays(engine, media);
  expect(await engine.endings(jobs, 150_000)).toEqual(["done", "done"]);
  const met = (await eventsOf(jobs[0] ?? ""))
    .map(({ type }) => type)
    .filter((type) => /slow|resumed/.test(type));
  // On a busy computer a request may be late besides: slow is told first, however often.
  expect(met[0]).toBe("slow");
  expect(met).toContain("resumed");
  expect(await eventsOf(jobs[1] ?? "")).not.toContainEqual(expect.objectContaining({ type: "resumed" }));
  const path = engine.bays()[0]?.drive?.path ?? "";
  expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true, ending: "done" });
});

test("a writer that somebody ends on this computer is replaced, and the drive is done and right", async () => {
  await engine.client.setCharacter({ bay: 1, character: { kind: "slow", bytesPerSecond: 30 * MIB } });
  const { jobs } = await startBays(engine, media, { only: [1] });
  const [job = ""] = jobs;
  const writes = await engine.until(() =>
    engine.events.some(
      (event) =>
        event.type === "job" &&
        event.job === job &&
        event.event.type === "phase-started" &&
        event.event.phase === "write",
    ),
  );
  expect(writes).toBe(true);
  process.kill(writerOf(engine), "SIGKILL");
  expect(await engine.endings(jobs, 150_000)).toEqual(["done"]);
  expect((await eventsOf(job)).filter(({ type }) => type === "resumed")).toHaveLength(1);
  const path = engine.bays()[0]?.drive?.path ?? "";
  expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true, ending: "done" });
});

/** The one process of the engine's that writes a drive. */
function writerOf({ child }: EngineProcess): number {
  const writers = familyOf(child.pid ?? 0).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("writer/child.ts"),
  );
  expect(writers).toHaveLength(1);
  return writers[0] ?? 0;
}
