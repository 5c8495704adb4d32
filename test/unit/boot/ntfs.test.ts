import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadBytes } from "../../../electron/engine/boot/byte-range.ts";
import { readNtfsBoot, requireNtfsBoot } from "../../../electron/engine/boot/ntfs-boot.ts";
import { usedExtents } from "../../../electron/engine/boot/ntfs-extents.ts";
import { findFile, readFile, volumeInfo, WOF_REPARSE_TAG } from "../../../electron/engine/boot/ntfs.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { fixtureVolume, readerOf } from "../../support/ntfs/volume.ts";

const original = fixtureVolume();
const read = readerOf(original);
const plain = { directory: false, compressed: false, encrypted: false, sparse: false, reparseTag: null };
const padded = (n: number) => `${String(n).padEnd(511)}\n`;

describe("an NTFS volume", () => {
  test("tells its shape in its boot sector", async () => {
    expect(await readNtfsBoot(read)).toEqual({
      sectorBytes: 512,
      clusterBytes: 512,
      totalSectors: 7599,
      totalClusters: 7599,
      backupBootOffset: 7599 * 512,
      mftLcn: 32,
      fileRecordBytes: 1024,
      indexBlockBytes: 4096,
      hiddenSectors: 2048,
      serial: "3500102B0690886E",
    });
  });

  test("tells its label, its version and that it is clean", async () => {
    expect(await volumeInfo(read)).toEqual({ label: "Fixture", version: "3.1", flags: 0 });
  });

  test.each([
    ["Hello.txt", { ...plain, sizeBytes: 6, resident: true }],
    ["\\HELLO.TXT", { ...plain, sizeBytes: 6, resident: true }],
    ["/boot/one MORE name of hello, 30", { ...plain, sizeBytes: 6, resident: true }],
    ["Boot\\ärger.txt", { ...plain, sizeBytes: 6, resident: true }],
    ["Many\\file 998", { ...plain, sizeBytes: 1024, resident: false }],
    ["boot", { ...plain, directory: true, sizeBytes: 0, resident: false }],
    ["Boot/Fragments.bin", { ...plain, sizeBytes: 300 * 512, resident: false }],
    ["Sparse.bin", { ...plain, sizeBytes: 6 * 1024 * 1024, resident: false, sparse: true }],
    ["packed/Compressed.txt", { ...plain, sizeBytes: 13893, resident: false, compressed: true }],
    ["Reparse.txt", { ...plain, sizeBytes: 4, resident: true, reparseTag: WOF_REPARSE_TAG }],
    ["Many/File 997", null],
    ["Hello.tx", null],
    ["Hello.txt/below", null],
    ["none/below", null],
  ])("tells how %s lies on it", async (path, found) => {
    expect(await findFile(read, path)).toEqual(found);
  });

  test("gives a file in many fragments whole", async () => {
    const expected = Array.from({ length: 300 }, (_, n) => padded(n + 1)).join("");
    expect(Buffer.from((await readFile(read, "Boot/Fragments.bin")) ?? []).toString()).toBe(expected);
  });

  test("gives a file whose runs fill several records whole, its holes as zeros", async () => {
    const expected = Buffer.alloc(6 * 1024 * 1024);
    for (let n = 0; n <= 300; n++) expected.write(padded(n), n * 40 * 512);
    const found = (await readFile(read, "Sparse.bin")) ?? new Uint8Array();
    expect(sha256(found)).toBe(sha256(expected));
  });

  test("does not give packed bytes for a file's own", async () => {
    await expect(readFile(read, "packed/Compressed.txt")).rejects.toMatchObject({
      code: "media-unsupported",
    });
    await expect(readFile(read, "Sparse.bin", 1000)).rejects.toMatchObject({ code: "media-unsupported" });
    expect(await readFile(read, "boot")).toBe(null);
  });

  test("has its used clusters as many as its own tools count, and the backup boot sector behind them", async () => {
    const extents = await usedExtents(read, await requireNtfsBoot(read), 0);
    const backup = extents.at(-1);
    expect(extents.every(({ offset, length }) => offset % 4096 === 0 && length % 4096 === 0)).toBe(true);
    expect(extents.slice(1).every(({ offset }, n) => offset > end(extents[n]))).toBe(true);
    expect(end(backup)).toBe(original.length);
    expect(clustersIn(extents)).toBeGreaterThanOrEqual(7599 - 961);
  });

  test("keeps its used parts apart or together by the gap that is allowed", async () => {
    const boot = await requireNtfsBoot(read);
    expect(await usedExtents(read, boot, original.length)).toEqual([{ offset: 0, length: original.length }]);
  });
});

describe("a hostile volume", () => {
  test("that is none is not taken for one", async () => {
    expect(await readNtfsBoot(readerOf(new Uint8Array(8192)))).toBe(null);
    expect(await readNtfsBoot(readerOf(new Uint8Array(3)))).toBe(null);
    await expect(volumeInfo(readerOf(new Uint8Array(8192)))).rejects.toMatchObject({ code: "media-corrupt" });
  });

  test("that was cut short is refused before its bitmap is believed", async () => {
    const short = readerOf(original.subarray(0, original.length - 4096));
    await expect(usedExtents(short, await requireNtfsBoot(short))).rejects.toMatchObject({
      code: "media-corrupt",
      message: `The NTFS volume is damaged: it ends before byte ${original.length}, where its own tables point.`,
    });
  });

  test("with a half-written file record is refused", async () => {
    const bytes = original.slice();
    bytes[32 * 512 + 510] = (bytes[32 * 512 + 510] ?? 0) ^ 1;
    await expect(volumeInfo(readerOf(bytes))).rejects.toMatchObject({
      message: "The NTFS volume is damaged: file record 0 was not written to the end.",
    });
  });

  test("with any bytes wrong in what is read of it ends in words, never in a crash or a loop", async () => {
    const offsets = await structureOffsets();
    const change = fc.record({
      at: fc.nat({ max: offsets.length - 1 }).map((n) => offsets[n] ?? 0),
      value: fc.nat({ max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = original.slice();
        for (const { at, value } of changes) bytes[at] = value;
        await readAll(readerOf(bytes));
      }),
      { numRuns: 100 },
    );
  });

  test("with random file records behind a right boot sector ends in words", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), async (record) => {
        const bytes = original.slice();
        bytes.set(record.subarray(8, 510), 32 * 512 + 8);
        await readAll(readerOf(bytes));
      }),
      { numRuns: 50 },
    );
  });
});

/** Every byte that is read of the boot sector, FILE records and index blocks, update sequences apart. */
async function structureOffsets(): Promise<number[]> {
  const ranges: { offset: number; length: number }[] = [];
  await readAll((range) => {
    ranges.push(range);
    return read(range);
  });
  const structures = ranges.filter(
    ({ offset, length }) => offset === 0 || length === 1024 || length === 4096,
  );
  const offsets = structures.flatMap(({ offset, length }) => Array.from({ length }, (_, n) => offset + n));
  return [...new Set(offsets)].filter((at) => original[at] !== 0 && at % 512 < 510);
}

/** Everything the reader can do; only a fault may come out. */
async function readAll(from: ReadBytes): Promise<void> {
  const attempts = [
    async () => usedExtents(from, await requireNtfsBoot(from)),
    () => volumeInfo(from),
    () => findFile(from, "Many/File 998"),
    () => readFile(from, "Sparse.bin"),
    () => readFile(from, "Boot/One more name of hello, 7"),
  ];
  for (const attempt of attempts)
    await attempt().catch((thrown: unknown) => {
      if (!(thrown instanceof StagingFault)) throw thrown;
    });
}

function end(range: { offset: number; length: number } | undefined): number {
  return range ? range.offset + range.length : 0;
}

function clustersIn(extents: { length: number }[]): number {
  return extents.reduce((sum, { length }) => sum + length / 512, 0);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
