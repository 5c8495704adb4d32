import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../support/boot-disk.ts";
import { makeBootMedium } from "../support/boot-medium.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { makeLoop, whyNoLoops, type LoopDevice } from "../support/loop-device.ts";
import * as seen from "../support/staged-drive.ts";

const skip = whyNoLoops() ?? missingTool(["sfdisk", "mkfs.fat", "mcopy", "fsck.vfat"]);
const shapes = [
  { sizeBytes: 240_057_409_536, sectorBytes: 512 },
  { sizeBytes: 256_060_514_304, sectorBytes: 512 },
  { sizeBytes: 240_057_409_536, sectorBytes: 4096 },
  { sizeBytes: 512_110_190_592, sectorBytes: 4096 },
];

/** What is read of a master's sidecar here. */
interface Master {
  fit: unknown;
  recipe: { image: unknown; sectorBytes: number };
}

describe.skipIf(skip)(`unequal drives in one batch${skip ? ` (${skip})` : ""}`, () => {
  let dir: string;
  let engine: EngineProcess;
  let loops: LoopDevice[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "prestage-unequal-"));
    loops = shapes.map((shape) => makeLoop(shape));
    engine = await startEngine(join(dir, "home"), ["--bench", "real", "--allow-loop"]);
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    for (const loop of loops) loop.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  test("240 GB beside 256 GB, 512e beside 4Kn: all are done, and the medium was unpacked once for each sector size", async () => {
    const { id } = await importInto(engine, makeBootMedium(dir, "hybrid").wim);
    const bays = await Promise.all(
      loops.map(async ({ path }) => {
        const found = await engine.until(() => engine.bays().find(({ drive }) => drive?.path === path));
        return { bay: found.bay, identity: found.drive?.identity ?? "", unitSerial: `UNIT-${found.bay}` };
      }),
    );
    const { jobs } = await engine.client.start({
      media: id,
      sequence: "builtin:uefi",
      batch: { create: { target: null, operator: "Operator", note: "" } },
      bays,
      oldData: "keep",
    });
    expect(await engine.endings(jobs)).toEqual(["done", "done", "done", "done"]);
    const masters = readdirSync(join(dir, "home/masters"))
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(dir, "home/masters", name), "utf8")) as Master);
    const withImage = masters.filter(({ recipe }) => recipe.image !== null);
    const unpacked = withImage.filter(({ fit }) => fit === null);
    expect(unpacked.map(({ recipe }) => recipe.sectorBytes).toSorted((a, b) => a - b)).toEqual([512, 4096]);
    expect(withImage.length - unpacked.length).toBe(4);
  });

  test.each(shapes.map((shape, n) => ({ ...shape, n })))(
    "the drive of $sizeBytes bytes with $sectorBytes-byte sectors has a volume to its end and is equal to its record",
    async ({ sizeBytes, sectorBytes, n }) => {
      const path = loops[n]?.path ?? "";
      const volume = seen.tableOf(loops[n]?.file ?? "", sectorBytes).partitions.at(-1);
      expect(sizeBytes - (volume?.startBytes ?? 0) - (volume?.sizeBytes ?? 0)).toBeLessThanOrEqual(
        3 * 2 ** 20,
      );
      expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true });
    },
  );
});
