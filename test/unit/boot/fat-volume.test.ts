import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StagingFault } from "../../../shared/fault.ts";
import { fatClusterBytes } from "../../../electron/engine/boot/fat-size.ts";
import { FatVolume } from "../../../electron/engine/boot/fat-volume.ts";
import { decodeDirectory } from "../../../electron/engine/boot/fat-directory.ts";
import { readerOf } from "../../support/ntfs/volume.ts";

const MIB = 2 ** 20;
const SECTOR = 512;
const TABLE_SECTORS = 520;
const DATA_SECTOR = 32 + 2 * TABLE_SECTORS;

/** The first sectors of a FAT32 volume of 33 MiB and so much of its data: a root folder with a file in three pieces. */
function volume(): Uint8Array {
  const bytes = new Uint8Array((DATA_SECTOR + 16) * SECTOR);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("FAT32   "), 82);
  const words: [at: number, value: number][] = [
    [11, SECTOR],
    [14, 32],
    [48, 1],
    [50, 6],
    [510, 0xaa55],
  ];
  for (const [at, value] of words) view.setUint16(at, value, true);
  bytes.set([1], 13);
  bytes.set([2], 16);
  view.setUint32(28, 2048, true);
  view.setUint32(32, 67_584, true);
  view.setUint32(36, TABLE_SECTORS, true);
  view.setUint32(44, 2, true);
  const table: [cluster: number, next: number][] = [
    [0, 0x0ffffff8],
    [1, 0x0fffffff],
    [2, 0x0fffffff],
  ];
  table.push([3, 4], [4, 8], [8, 6], [6, 0x0fffffff]);
  for (const [cluster, next] of table) view.setUint32(32 * SECTOR + cluster * 4, next, true);
  const root = DATA_SECTOR * SECTOR;
  bytes.set(new TextEncoder().encode("BCD        "), root);
  bytes.set([0x20], root + 11);
  view.setUint16(root + 26, 3, true);
  view.setUint32(root + 28, 3 * SECTOR + 100, true);
  for (const [n, cluster] of [3, 4, 8, 6].entries())
    bytes.fill(n + 1, (DATA_SECTOR + cluster - 2) * SECTOR, (DATA_SECTOR + cluster - 1) * SECTOR);
  return bytes;
}

const at = (cluster: number) => (DATA_SECTOR + cluster - 2) * SECTOR;

test("a file in pieces is found where its clusters are, and what is used is what matters", async () => {
  const opened = await FatVolume.open(readerOf(volume()));
  expect(await opened.fileRanges("\\bcd")).toEqual([
    { offset: at(3), length: 2 * SECTOR },
    { offset: at(8), length: SECTOR },
    { offset: at(6), length: 100 },
  ]);
  const content = await opened.readFile("/BCD");
  expect([content?.[0], content?.[2 * SECTOR], content?.at(-1)]).toEqual([1, 3, 4]);
  expect([await opened.find("\\nothing"), await opened.find("\\bcd\\below")]).toEqual([null, null]);
  expect(opened.serialOffsets()).toEqual([67, 6 * SECTOR + 67]);
  const end = Math.ceil(at(9) / 4096) * 4096;
  expect(opened.usedExtents()).toEqual([{ offset: 0, length: end }]);
});

test("long names stand before their short ones, in pieces", () => {
  const bytes = new Uint8Array(4 * 32);
  const long = (entry: number, order: number, text: string) => {
    const units = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
    const view = new DataView(bytes.buffer, entry * 32);
    view.setUint8(0, order);
    view.setUint8(11, 0x0f);
    units.forEach((unit, n) => view.setUint16(unit, n < text.length ? text.charCodeAt(n) : 0, true));
  };
  long(0, 0x42, "ot.ini");
  long(1, 0x01, "a longer name");
  bytes.set(new TextEncoder().encode("ALONGE~1INI"), 64);
  expect(decodeDirectory(bytes)).toEqual([
    { name: "a longer nameot.ini", directory: false, firstCluster: 0, sizeBytes: 0 },
  ]);
});

describe("no volume crashes the reader or keeps it", () => {
  test("with some words changed", async () => {
    const places = fc.oneof(
      fc.nat(127),
      fc.integer({ min: 4096, max: 4110 }),
      fc.nat(volume().length / 4 - 1),
    );
    const change = fc.tuple(places, fc.oneof(fc.nat(0xffffffff), fc.nat(20)));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = volume();
        const view = new DataView(bytes.buffer);
        for (const [word, value] of changes) view.setUint32(word * 4, value, true);
        try {
          const opened = await FatVolume.open(readerOf(bytes));
          await opened.readFile("\\bcd");
        } catch (thrown) {
          if (!(thrown instanceof StagingFault)) throw thrown;
        }
      }),
      { numRuns: 400 },
    );
  });

  test("with a chain that bites its tail", async () => {
    const bytes = volume();
    new DataView(bytes.buffer).setUint32(32 * SECTOR + 6 * 4, 3, true);
    const opened = await FatVolume.open(readerOf(bytes));
    await expect(opened.fileRanges("\\bcd")).rejects.toMatchObject({ code: "media-corrupt" });
  });
});

test("clusters are as large as leaves enough of them; a volume too small is refused with what it needs", () => {
  expect([100, 260, 1024].map((size) => fatClusterBytes(size * MIB, 512))).toEqual([1024, 4096, 4096]);
  expect(fatClusterBytes(260 * MIB, 4096)).toBe(4096);
  expect(() => fatClusterBytes(100 * MIB, 4096)).toThrow(
    "A FAT32 volume of 100 MB is too small on a drive with 4096-byte sectors; it needs at least 257 MB.",
  );
});
