import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ByteRange, ReadBytes } from "../../electron/engine/boot/byte-range.ts";
import { decodeFatBoot } from "../../electron/engine/boot/fat.ts";
import { readGpt } from "../../electron/engine/boot/gpt.ts";
import { decodeMbr, encodeMbr } from "../../electron/engine/boot/mbr.ts";
import { requireNtfsBoot } from "../../electron/engine/boot/ntfs-boot.ts";
import { usedExtents } from "../../electron/engine/boot/ntfs-extents.ts";
import { readFile, volumeInfo } from "../../electron/engine/boot/ntfs.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { makeLoop, whyNoLoops } from "../support/loop-device.ts";
import { tempDir } from "../support/temp-dir.ts";

const MIB = 1024 * 1024;
const missing = missingTool(["mkfs.ntfs", "ntfscp", "ntfscat", "sfdisk", "mkfs.fat"]);
const noLoops = whyNoLoops();

function sparseFile(name: string, sizeBytes: number): string {
  const file = join(tempDir(), name);
  writeFileSync(file, "");
  truncateSync(file, sizeBytes);
  return file;
}

function readerOf(file: string): ReadBytes {
  return ({ offset, length }) => {
    const fd = openSync(file, "r");
    const bytes = new Uint8Array(length);
    const read = readSync(fd, bytes, 0, length, offset);
    closeSync(fd);
    return Promise.resolve(bytes.subarray(0, read));
  };
}

describe.skipIf(missing)(`an NTFS volume made by mkfs.ntfs${missing ? ` (${missing})` : ""}`, () => {
  test.each([
    [512, 512],
    [512, 4096],
    [512, 65536],
    [4096, 4096],
    [4096, 65536],
    [4096, 1048576],
  ])(
    "with %i-byte sectors and clusters of %i has just the used parts that $Bitmap tells",
    async (sector, cluster) => {
      const sizeBytes = 96 * MIB + 3 * 4096;
      const file = volumeWithFiles(sector, cluster, sizeBytes);
      const read = readerOf(file);
      const boot = await requireNtfsBoot(read);
      const bitmap = spawnSync("ntfscat", ["-f", "-i", "6", file]).stdout;
      const extents = await usedExtents(read, boot, 0);
      expect(blocksOf(extents)).toEqual(blocksByBitmap(bitmap, cluster, boot.totalClusters, sizeBytes));
      expect({ ...boot, serial: "" }).toMatchObject({
        sectorBytes: sector,
        clusterBytes: cluster,
        hiddenSectors: 2048,
      });
      expect(await volumeInfo(read)).toEqual({ label: "Größe", version: "3.1", flags: 0 });
      expect(await readFile(read, "\\LARGE.bin")).toEqual(large);
    },
  );
});

const large = new Uint8Array(3 * MIB + 17).map((_, n) => n * 7 + (n >> 11));

function volumeWithFiles(sectorBytes: number, clusterBytes: number, sizeBytes: number): string {
  const file = sparseFile("volume.img", sizeBytes);
  const shape = ["-s", sectorBytes, "-c", clusterBytes, "-p", 2048, "-H", 255, "-S", 63].map(String);
  tool("mkfs.ntfs", ["-q", "-F", "-Q", ...shape, "-L", "Größe", file]);
  const source = `${file}.source`;
  writeFileSync(source, large);
  tool("ntfscp", ["-f", "-q", file, source, "/large.bin"]);
  for (let n = 0; n < 3; n++) {
    writeFileSync(source, new Uint8Array(n * 90_000 + 9000).fill(n));
    tool("ntfscp", ["-f", "-q", file, source, `/file ${n}`]);
  }
  return file;
}

function blocksOf(extents: ByteRange[]): number[] {
  return extents.flatMap(({ offset, length }) =>
    Array.from({ length: length / 4096 }, (_, n) => offset / 4096 + n),
  );
}

/** The same by the plainest way there is: bit after bit. */
function blocksByBitmap(bitmap: Uint8Array, cluster: number, clusters: number, sizeBytes: number): number[] {
  const blocks = new Set<number>([sizeBytes / 4096 - 1]);
  for (let n = 0; n < clusters; n++)
    if (((bitmap[n >> 3] ?? 0) >> (n & 7)) & 1)
      for (let at = n * cluster; at < (n + 1) * cluster; at += 512) blocks.add(Math.floor(at / 4096));
  return [...blocks].toSorted((a, b) => a - b);
}

const layout = {
  bootCode: new Uint8Array(440).fill(0x90),
  diskSignature: 0x5a5a1234,
  partitions: [
    { startBytes: MIB, sizeBytes: 100 * MIB, type: 7, active: false },
    { startBytes: 101 * MIB, sizeBytes: 800 * MIB, type: 7, active: true },
  ],
};

describe.skipIf(missing)(`a partition table of ours${missing ? ` (${missing})` : ""}`, () => {
  test("is to sfdisk what was meant, and equals its own byte for byte", () => {
    const file = sparseFile("drive.img", 1024 * MIB);
    writeFileSync(file, encodeMbr({ ...layout, sectorBytes: 512 }), { flag: "r+" });
    expect(sfdiskTable(file)).toEqual({
      label: "dos",
      id: "0x5a5a1234",
      partitions: [
        [2048, 204_800, "7", false],
        [206_848, 1_638_400, "7", true],
      ],
    });
    const theirs = sparseFile("theirs.img", 1024 * MIB);
    const script =
      "label: dos\nlabel-id: 0x5a5a1234\nstart=2048,size=204800,type=7\nstart=206848,size=1638400,type=7,bootable\n";
    spawnSync("sfdisk", ["-q", theirs], { input: script });
    const tableOf = (path: string) => firstSector(path).subarray(440).toString("hex");
    expect(tableOf(file)).toBe(tableOf(theirs));
    expect(decodeMbr(firstSector(theirs), 512)?.partitions).toEqual(
      layout.partitions.map((partition, index) => ({ number: index + 1, ...partition })),
    );
  });

  test.skipIf(noLoops)(
    `is to sfdisk what was meant on a drive with 4096-byte sectors${noLoops ? ` (${noLoops})` : ""}`,
    () => {
      const loop = makeLoop({ sizeBytes: 1024 * MIB, sectorBytes: 4096 });
      onTestFinished(() => loop.remove());
      writeFileSync(loop.path, encodeMbr({ ...layout, sectorBytes: 4096 }), { flag: "r+" });
      expect(sfdiskTable(loop.path).partitions).toEqual([
        [256, 25_600, "7", false],
        [25_856, 204_800, "7", true],
      ]);
    },
  );
});

function firstSector(path: string): Buffer {
  const fd = openSync(path, "r");
  const sector = Buffer.alloc(512);
  readSync(fd, sector);
  closeSync(fd);
  return sector;
}

function sfdiskTable(path: string) {
  const { partitiontable: table } = JSON.parse(tool("sfdisk", ["--json", path])) as SfdiskJson;
  return {
    label: table.label,
    id: table.id,
    partitions: table.partitions.map(({ start, size, type, bootable }) => [
      start,
      size,
      type,
      bootable ?? false,
    ]),
  };
}

interface SfdiskJson {
  partitiontable: {
    label: string;
    id: string;
    partitions: { start: number; size: number; type: string; bootable?: boolean }[];
  };
}

describe.skipIf(missing || noLoops)(
  `a GPT made by sfdisk${(missing ?? noLoops) ? ` (${missing ?? noLoops})` : ""}`,
  () => {
    test.each([512, 4096])("on a drive with %i-byte sectors is found in both places", async (sectorBytes) => {
      const loop = makeLoop({ sizeBytes: 64 * MIB, sectorBytes });
      onTestFinished(() => loop.remove());
      const start = MIB / sectorBytes;
      const size = (10 * MIB) / sectorBytes;
      const script = `label: gpt\nlabel-id: 00112233-4455-6677-8899-AABBCCDDEEFF\nstart=${start},size=${size},type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7,uuid=A0B0C0D0-0000-4000-8000-000000000001,name="Basic data"\n`;
      spawnSync("sfdisk", ["-q", "--no-reread", "--no-tell-kernel", loop.path], { input: script });
      const gpt = {
        diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
        partitions: [
          {
            number: 1,
            typeGuid: "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
            partitionGuid: "A0B0C0D0-0000-4000-8000-000000000001",
            startBytes: MIB,
            sizeBytes: 10 * MIB,
            name: "Basic data",
          },
        ],
      };
      expect(await readGpt(readerOf(loop.path), 64 * MIB, sectorBytes)).toEqual({
        primary: gpt,
        backup: gpt,
      });
      const first = await readerOf(loop.path)({ offset: 0, length: sectorBytes });
      expect(decodeMbr(first, sectorBytes)?.protectiveGpt).toBe(true);
    });
  },
);

describe.skipIf(missing)(`a FAT volume made by mkfs.fat${missing ? ` (${missing})` : ""}`, () => {
  test.each([
    [12, 4, 512],
    [16, 32, 512],
    [32, 300, 512],
    [32, 300, 4096],
  ])(
    "of %i bits and %i MiB with %i-byte sectors tells its kind, label and serial",
    async (bits, mebibytes, sector) => {
      const file = sparseFile("fat.img", mebibytes * MIB);
      const clusters = bits === 32 ? ["-s", "1"] : [];
      tool("mkfs.fat", [
        "-F",
        String(bits),
        "-S",
        String(sector),
        ...clusters,
        "-n",
        "SYSTEM",
        "-i",
        "1234ABCD",
        file,
      ]);
      const bytes = await readerOf(file)({ offset: 0, length: 512 });
      expect(decodeFatBoot(bytes)).toMatchObject({
        type: `FAT${bits}`,
        label: "SYSTEM",
        serial: "1234ABCD",
        sectorBytes: sector,
      });
      expect(decodeMbr(bytes, 512)).toBe(null);
    },
  );
});
