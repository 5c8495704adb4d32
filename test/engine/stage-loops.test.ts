import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Parsed } from "../../shared/contract.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeLoop, whyNoLoops, type LoopDevice } from "../support/loop-device.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const MIB = 2 ** 20;
const OLD = Buffer.alloc(4096, "OLD DATA");

describe.skipIf(whyNoLoops() !== null)("real block devices", () => {
  let dir: string;
  let engine: EngineProcess;
  let media: string;
  let loops: LoopDevice[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "prestage-loops-"));
    loops = [400, 520, 333].map((megabytes) => makeLoop({ sizeBytes: megabytes * MIB + 512 * 7 }));
    engine = await startEngine(join(dir, "home"), ["--bench", "real", "--allow-loop"]);
    media = (await importInto(engine, makeTestMedium(dir))).id;
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    for (const loop of loops) loop.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const bayOf = ({ path }: LoopDevice) =>
    engine.until(() => engine.bays().find(({ drive }) => drive?.path === path));
  const request = async (some: LoopDevice[], oldData: Parsed<"start">["oldData"]) => ({
    media,
    sequence: "builtin:bios",
    batch: { create: { target: null, operator: "Operator", note: "" } },
    bays: await Promise.all(
      some.map(async (loop) => {
        const { bay, drive } = await bayOf(loop);
        return { bay, identity: drive?.identity ?? "", unitSerial: `UNIT-${bay}` };
      }),
    ),
    oldData,
  });

  test("three drives of three sizes, none of them a whole number of blocks, are staged at once", async () => {
    const { jobs } = await engine.client.start(await request(loops, "discard"));
    expect(await engine.endings(jobs)).toEqual(["done", "done", "done"]);
    for (const { path } of loops) {
      const found = JSON.parse(execFileSync("sfdisk", ["--json", path], { encoding: "utf8" })) as {
        partitiontable: { label: string; partitions: { start: number; type: string; bootable?: boolean }[] };
      };
      expect(found.partitiontable.label).toBe("dos");
      expect(
        found.partitiontable.partitions.map(({ start, type, bootable }) => [start, type, bootable ?? false]),
      ).toEqual([
        [2048, "7", false],
        [206_848, "7", true],
      ]);
      expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true });
    }
  });

  test.each([
    ["overwrite", false],
    ["keep", true],
  ] as const)(
    "old data: after %s, what lay on unused space is still there: %s",
    async (oldData, stillThere) => {
      const [loop] = loops;
      if (!loop) throw new Error("no loop");
      const at = 380 * MIB; // behind all content
      put(loop.path, at, OLD);
      const { batch, jobs } = await engine.client.start(await request([loop], oldData));
      expect(await engine.endings(jobs)).toEqual(["done"]);
      expect(take(loop.path, at).equals(OLD)).toBe(stillThere);
      expect(await engine.client.batchUnits({ batch })).toMatchObject([{ oldData }]);
    },
  );

  test("what an old GPT left at the end of a drive is gone, whatever the policy", async () => {
    const [, loop] = loops;
    if (!loop) throw new Error("no loop");
    execFileSync("sgdisk", ["--zap-all", loop.path], { stdio: "ignore" });
    execFileSync("sgdisk", ["--clear", "--new=1:2048:4095", loop.path], { stdio: "ignore" });
    const { jobs } = await engine.client.start(await request([loop], "keep"));
    expect(await engine.endings(jobs)).toEqual(["done"]);
    expect(execFileSync("gdisk", ["-l", loop.path], { encoding: "utf8", input: "" })).toMatch(
      /GPT: not present/,
    );
  });

  test("a drive that another program holds fails as busy, and nothing is written", async () => {
    const [, , loop] = loops;
    if (!loop) throw new Error("no loop");
    const wanted = await request([loop], "keep");
    const fd = openSync(loop.path, constants.O_RDWR | constants.O_EXCL);
    const { jobs } = await engine.client.start(wanted);
    expect(await engine.endings(jobs)).toEqual(["failed"]);
    closeSync(fd);
    const failed = engine.events.findLast((event) => event.type === "job" && event.event.type === "failed");
    expect(failed).toMatchObject({ event: { fault: { code: "drive-busy" } } });
  });

  test("a drive that is detached while it is waited for is another drive when it comes back", async () => {
    const [loop] = loops;
    if (!loop) throw new Error("no loop");
    const wanted = await request([loop], "keep");
    loop.detach();
    loop.attachAgain();
    await expect(engine.client.start(wanted)).rejects.toMatchObject({ code: "drive-swapped" });
  });
});

function put(path: string, offset: number, bytes: Buffer): void {
  const fd = openSync(path, "r+");
  writeSync(fd, bytes, 0, bytes.length, offset);
  closeSync(fd);
  execFileSync("sync");
}

function take(path: string, offset: number): Buffer {
  execFileSync("blockdev", ["--flushbufs", path]);
  const fd = openSync(path, "r");
  const bytes = Buffer.alloc(OLD.length);
  readSync(fd, bytes, 0, bytes.length, offset);
  closeSync(fd);
  return bytes;
}
