import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const VOLUME_BYTES = 8 * 1024 * 1024;
const START_LBA = 2048;
const TABLE = 446;
const skip = qemuMissing ?? disk.missingTool(["mkfs.ntfs", "dd"]);
let folder = "";

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "mbr-failures-"));
  const volume = join(folder, "volume");
  disk.makeVolume(volume, { clusterBytes: 4096, sizeBytes: VOLUME_BYTES, startLba: START_LBA });
  disk.makeBootable(volume);
  disk.makeDisk(join(folder, "good.disk"), volume, START_LBA, VOLUME_BYTES);
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface Case {
  what: string;
  says: string;
  /** The first sector of a drive whose first partition is active. */
  mbr?: (mbr: Uint8Array) => void;
  disk?: (path: string) => void;
  floppy?: boolean;
}

const cases: Case[] = [
  { what: "no partition is active", says: "no active partition", mbr: (mbr) => (mbr[TABLE] = 0) },
  {
    what: "two partitions are active",
    says: "invalid partition table",
    mbr: (mbr) => mbr.copyWithin(TABLE + 16, TABLE, TABLE + 16),
  },
  {
    what: "a partition is neither active nor inactive",
    says: "invalid partition table",
    mbr: (mbr) => (mbr[TABLE] = 0x01),
  },
  {
    what: "the active partition begins at sector 0",
    says: "invalid partition table",
    mbr: (mbr) => mbr.fill(0, TABLE + 8, TABLE + 12),
  },
  { what: "the drive is too old for sector numbers", says: "no INT13 extensions", floppy: true },
  {
    what: "the active partition begins behind the end of the drive",
    says: "disk read error",
    mbr: (mbr) => (mbr[TABLE + 11] = 0x7f),
  },
  {
    what: "the active partition was never made bootable",
    says: "partition has no boot record",
    disk: (path) => disk.writeAt(path, START_LBA * 512 + 510, new Uint8Array(2)),
  },
];

async function lastWords({ what, mbr: edit, disk: change, floppy = false }: Case): Promise<string> {
  const path = join(folder, what.replaceAll(/\W/g, "-"));
  copyFileSync(join(folder, "good.disk"), path);
  const mbr = disk.readAt(path, 0, 512);
  edit?.(mbr);
  disk.writeAt(path, 0, mbr);
  change?.(path);
  if (floppy) disk.makeFloppy(path, path, 0);
  const { serial } = await bootBios(path, { floppy });
  return serial.slice(serial.indexOf("MBR: "));
}

describe.skipIf(skip)("the MBR says why it cannot start", () => {
  for (const one of cases)
    test.concurrent(`${one.what}: ${one.says}`, async () => {
      expect(await lastWords(one)).toBe(`MBR: ${one.says}\r\nPress Ctrl+Alt+Del to restart\r\n`);
    });

  test("it starts the active partition, wherever it stands in the table", async () => {
    const path = join(folder, "fourth");
    copyFileSync(join(folder, "good.disk"), path);
    const mbr = disk.readAt(path, 0, 512);
    mbr.copyWithin(TABLE + 48, TABLE, TABLE + 16);
    // In its place one that is not active, and where nothing is.
    mbr.set([0, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], TABLE);
    disk.writeAt(path, 0, mbr);
    const { serial } = await bootBios(path);
    expect(serial.slice(serial.indexOf("NTFS"))).toBe(
      "NTFS boot: BOOTMGR is missing\r\nPress Ctrl+Alt+Del to restart\r\n",
    );
  });
});

test("each reason that the MBR can give is among these", () => {
  expect(disk.messagesIn("mbr.asm")).toEqual(new Set(cases.map(({ says }) => says)));
});
