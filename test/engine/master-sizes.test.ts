import { spawnSync } from "node:child_process";
import { chmodSync, openSync, readdirSync, statSync, utimesSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { volumeInfo } from "../../electron/engine/boot/ntfs.ts";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { openMasters, type MastersOptions } from "../../electron/engine/machine/masters.ts";
import type { VolumeRecipe } from "../../electron/engine/staging/masters.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { hashesOf, recipeOf, smallMedium, sorted, writeParts, type SmallMedium } from "../support/masters.ts";
import { tempDir } from "../support/temp-dir.ts";

const MIB = 2 ** 20;
const missing = missingTool(["wimlib-imagex", "mkfs.ntfs", "ntfsfix", "ntfsresize", "7z", "tsk_recover"]);
const never = new AbortController().signal;
const { bootRecords } = bootCode();
const record = bootRecords.NTFS;
const large = (more: Partial<VolumeRecipe> = {}) => recipeOf({ sizeBytes: 240 * MIB, ...more });

describe.skipIf(missing)(`masters for drives of many sizes${missing ? ` (${missing})` : ""}`, () => {
  let medium: SmallMedium;
  beforeAll(() => {
    medium = smallMedium(8 * MIB);
  });
  afterAll(() => medium.remove());

  /** Masters, and for each time that an image was unpacked the volume it was for. */
  async function open(more: Partial<MastersOptions> = {}) {
    const unpacked: string[] = [];
    let doing = "";
    const masters = await openMasters({
      dir: join(tempDir(), "masters"),
      mediaPath: () => medium.wim,
      limitBytes: () => 2 ** 40,
      bootRecords,
      onBuild(news) {
        if (news.doing === "Unpacking the image" && doing !== news.doing) unpacked.push(news.subject);
        doing = news.doing;
      },
      ...more,
    });
    return { masters, unpacked };
  }

  test.each([
    [512, 4096, 240 * MIB, record.sha256],
    [512, 4096, 20_000 * MIB, record.sha256],
    [512, 512, 500 * MIB, null],
    [4096, 4096, 3000 * MIB, null],
    [4096, 65_536, 20_000 * MIB, null],
  ] as const)(
    "with %i-byte sectors and clusters of %i every reader agrees on a volume of %i bytes that was fitted",
    async (sectorBytes, clusterBytes, sizeBytes, bootRecord) => {
      const { masters } = await open();
      const recipe = recipeOf({ sectorBytes, clusterBytes, sizeBytes, bootRecord, hiddenSectors: 411_648 });
      const master = await masters.volume(recipe, never);
      onTestFinished(() => master.release());
      expect(master.files).toHaveLength(2);
      const drive = await writeParts(master);
      expect(spawnSync("ntfsfix", ["-n", drive], { encoding: "utf8" }).stdout).toContain(
        "processed successfully",
      );
      expect(tool("ntfsinfo", ["-m", drive])).toMatch(/Volume Flags: 0x0000/);
      // Counts every cluster of every file and compares with the map of used clusters.
      expect(tool("ntfsresize", ["--info", "--force", "--no-progress-bar", drive])).toContain(
        "You might resize",
      );
      expect(hashesOf(drive, sectorBytes)).toEqual(sorted(medium.hashes));
      if (sectorBytes === 512) expect(tool("7z", ["t", drive])).toContain("Everything is Ok");
      const backup = sizeBytes - sectorBytes;
      expect(master.serialOffsets).toEqual([0x48, backup + 0x48]);
      const first = await master.read({ offset: 0, length: sectorBytes });
      expect(await master.read({ offset: backup, length: sectorBytes })).toEqual(first);
      expect(Buffer.from(first).readUInt32LE(0x1c)).toBe(411_648);
      expect((await volumeInfo((range) => master.read(range))).flags).toBe(0);
    },
  );

  test("their medium is unpacked once for each sector size, however many sizes and places there are", async () => {
    const { masters, unpacked } = await open();
    const sizes = [240, 256, 500, 512, 20_000].map((size) => size * MIB);
    const recipes = [512, 4096].flatMap((sectorBytes) =>
      sizes.map((sizeBytes, n) =>
        large({ sectorBytes: sectorBytes === 512 ? 512 : 4096, sizeBytes, hiddenSectors: 2048 * (n + 1) }),
      ),
    );
    const held = await Promise.all(recipes.map((recipe) => masters.volume(recipe, never)));
    expect(new Set(held.map(({ key }) => key)).size).toBe(10);
    expect(new Set(held.map(({ files: [, base] }) => base)).size).toBe(2);
    expect(unpacked).toHaveLength(2);
    for (const master of held) master.release();
  });

  test("one for another size takes next to nothing of the station's disk", async () => {
    const { masters } = await open();
    (await masters.volume(large({ sizeBytes: 20_000 * MIB }), never)).release();
    const sizes = masters.list().map(({ allocatedBytes }) => allocatedBytes);
    expect(Math.min(...sizes)).toBeLessThan(MIB);
  });

  test("a volume that the content just fits into is built as it is", async () => {
    const { masters, unpacked } = await open();
    const master = await masters.volume(recipeOf({ sizeBytes: 48 * MIB }), never);
    expect([master.files, unpacked.length]).toEqual([[master.key], 1]);
    master.release();
  });

  test("the next engine finds base and fitted volume, and unpacks nothing", async () => {
    const dir = join(tempDir(), "masters");
    const { masters } = await open({ dir });
    const first = await masters.volume(large(), never);
    first.release();
    const later = await open({ dir });
    const second = await later.masters.volume(large(), never);
    expect({ ...second, read: null, release: null }).toEqual({ ...first, read: null, release: null });
    const other = await later.masters.volume(large({ sizeBytes: 300 * MIB }), never);
    expect([other.files[1], later.unpacked]).toEqual([first.files[1], []]);
    second.release();
    other.release();
  });

  test("a fitted volume whose base is gone or changed is not believed", async () => {
    const dir = join(tempDir(), "masters");
    const { masters, unpacked } = await open({ dir });
    const first = await masters.volume(large(), never);
    first.release();
    const baseFile = masters.pathOf(first.files[1] ?? "");
    chmodSync(baseFile, 0o644);
    writeSync(openSync(baseFile, "r+"), "changed", 5 * MIB);
    utimesSync(baseFile, new Date(0), new Date(0));
    (await masters.volume(large(), never)).release();
    expect(unpacked).toHaveLength(2);
    utimesSync(baseFile, new Date(0), new Date(0));
    const later = await open({ dir });
    expect([later.masters.list(), readdirSync(dir)]).toEqual([[], []]);
  });

  test("a base stays while a fitted volume of it is held, and goes with its medium", async () => {
    const dir = join(tempDir(), "masters");
    const { masters } = await open({ dir, limitBytes: () => 0 });
    const master = await masters.volume(large(), never);
    (await masters.volume(recipeOf({ image: null, sizeBytes: 32 * MIB }), never)).release();
    expect(masters.list().map(({ held }) => held)).toEqual([true, true]);
    await masters.drop("medium");
    expect(statSync(masters.pathOf(master.files[1] ?? "")).size).toBeGreaterThan(MIB);
    expect((await master.read({ offset: 0, length: 8192 })).length).toBe(8192);
    master.release();
    await expect.poll(() => readdirSync(dir)).toEqual([]);
  });
});
