import { describe, expect, test } from "vitest";
import { requireNtfsBoot } from "../../../electron/engine/boot/ntfs-boot.ts";
import { usedExtents } from "../../../electron/engine/boot/ntfs-extents.ts";
import { growNtfs } from "../../../electron/engine/boot/ntfs-grow.ts";
import { readFile, volumeInfo } from "../../../electron/engine/boot/ntfs.ts";
import { fixtureVolume, readerOf } from "../../support/ntfs/volume.ts";

const original = fixtureVolume();
const read = readerOf(original);
const MIB = 2 ** 20;

describe("an NTFS volume that is grown", () => {
  test("says its new size and place, twice, and has the files it had", async () => {
    const grown = await growNtfs(read, 64 * MIB, 411_648);
    const boot = await requireNtfsBoot(grown.read);
    expect(boot).toMatchObject({ totalSectors: (64 * MIB) / 512 - 1, hiddenSectors: 411_648 });
    const first = await grown.read({ offset: 0, length: 512 });
    expect(await grown.read({ offset: 64 * MIB - 512, length: 512 })).toEqual(first);
    const file = "Boot/Fragments.bin";
    expect(await readFile(grown.read, file)).toEqual(await readFile(read, file));
    expect(await volumeInfo(grown.read)).toEqual({ label: "Fixture", version: "3.1", flags: 0 });
  });

  test("differs in a few blocks, whatever its size", async () => {
    const changed = async (sizeBytes: number) => {
      const ranges = (await growNtfs(read, sizeBytes, 2048)).changed();
      return ranges.reduce((sum, { length }) => sum + length, 0);
    };
    expect(await changed(original.length + 4096)).toBeLessThanOrEqual(6 * 4096);
    // The map of used clusters has a bit for each cluster, of 512 bytes here.
    expect(await changed(1024 * MIB)).toBeLessThanOrEqual((1024 * MIB) / 512 / 8 + 6 * 4096);
  });

  test("uses no more of it than before, but for a longer map and the backup boot sector", async () => {
    const sum = (ranges: { length: number }[]) => ranges.reduce((all, { length }) => all + length, 0);
    const before = sum(await usedExtents(read, await requireNtfsBoot(read), 0));
    const grown = await growNtfs(read, 64 * MIB, 2048);
    const after = sum(await usedExtents(grown.read, await requireNtfsBoot(grown.read), 0));
    expect(after - before).toBeLessThanOrEqual((64 * MIB) / 512 / 8 + 2 * 4096);
  });

  test("never shrinks", async () => {
    await expect(growNtfs(read, 2 * MIB, 2048)).rejects.toThrow(RangeError);
  });

  test("without a whole $Bitmap is refused as damaged", async () => {
    const broken = original.slice();
    broken.fill(0, 32 * 512 + 6 * 1024, 32 * 512 + 7 * 1024);
    await expect(growNtfs(readerOf(broken), 64 * MIB, 2048)).rejects.toMatchObject({ code: "media-corrupt" });
  });
});
