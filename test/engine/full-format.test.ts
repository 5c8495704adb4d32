import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { missingTool } from "../support/boot-disk.ts";
import { importInto, startEngine } from "../support/engine-process.ts";
import {
  driveIn,
  fillDrive,
  importSteps,
  sectorsOf,
  startWith,
  tinyMedium,
} from "../support/own-sequence.ts";
import { BIOS, command, disk, image } from "../support/staging-sequences.ts";

const MIB = 2 ** 20;
const OLD = 0xaa;
const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);
const dir = mkdtempSync(join(tmpdir(), "prestage-full-format-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(missing)("a drive that was full of old data", () => {
  test("keeps none of it in a volume with a full format, and all of it in one with a quick one", async () => {
    await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "600M"]);
    const media = await importInto(engine, await tinyMedium(dir));
    const steps = disk({ ...BIOS, OSDPartitions1QuickFormat: "FALSE" }) + command("bootsect.exe /nt60 C:");
    const sequence = await importSteps(engine, dir, "full", steps + image());
    const { path, sizeBytes } = driveIn(engine, 1);
    fillDrive(path, sizeBytes, OLD);
    const { jobs } = await startWith(engine, media.id, sequence, [1]);
    expect(await engine.endings(jobs, 120_000)).toEqual(["done"]);
    const { partitions } = await engine.client.inspect({ path });
    const old = partitions.map((each) => sectorsOf(path, OLD, each.startBytes, each.sizeBytes));
    expect([old[0] ?? 0, old[1]]).toEqual([expect.any(Number), 0]);
    expect(old[0]).toBeGreaterThan((50 * MIB) / 512);
    expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true });
    const [unit] = await engine.client.findUnits({ text: "U1" });
    const clear = unit?.phases.find(({ phase }) => phase === "clear");
    expect(clear?.bytes).toBeGreaterThan((partitions[1]?.sizeBytes ?? 0) / 2);
  });
});
