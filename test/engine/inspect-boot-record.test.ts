import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bootRecordWarnings } from "../../electron/engine/inspect-boot-record.ts";
import * as disk from "../support/boot-disk.ts";
import { FatImage } from "../support/fat-image.ts";
import * as ntfs from "../support/ntfs-patch.ts";

const START_LBA = 2048;
const DATA = 0x80;
const skip = disk.missingTool(["mkfs.ntfs", "ntfscp", "mkfs.fat", "mcopy"]);
let dir = "";
let fat: FatImage;

beforeAll(() => {
  if (skip) return;
  dir = mkdtempSync(join(tmpdir(), "inspect-boot-record-"));
  const volume = join(dir, "ntfs");
  disk.makeVolume(volume, { clusterBytes: 4096, sizeBytes: 24 * 2 ** 20, startLba: START_LBA });
  disk.copyIn(volume, "bootmgr", new Uint8Array(50_000).fill(7));
  disk.makeBootable(volume);
  writeFileSync(join(dir, "bootmgr"), "a boot manager");
  mkdirSync(join(dir, "folder", "bootmgr"), { recursive: true });
  fat = FatImage.format(join(dir, "fat"), { clusterBytes: 512, startLba: START_LBA });
  fat.copyIn(join(dir, "bootmgr"));
  fat.makeBootable();
});
afterAll(() => {
  if (dir) rmSync(dir, { recursive: true, force: true });
});

const NTFS_CASES: [what: string, change: (path: string) => void | Promise<void>, says: string[]][] = [
  ["as it was staged", () => {}, []],
  [
    "moved to another place",
    (path) => {
      ntfs.editBootSector(path, (_, view) => view.setUint32(0x1c, 63, true));
      disk.makeBootable(path);
    },
    [
      "The boot record of the active volume looks for it at sector 63, and it begins at sector 2048: it will find nothing.",
    ],
  ],
  [
    "with a boot sector that was changed alone",
    (path) => ntfs.editBootSector(path, (sector) => (sector[0x54] = 0)),
    ["The backup boot sector of the active volume is not equal to its first sector."],
  ],
  [
    "whose \\bootmgr is compressed",
    (path) => inBootmgr(path, (_, view) => view.setUint16(ntfs.attributeAt(view, DATA) + 0x0c, 1, true)),
    ["\\bootmgr is stored compressed, encrypted or sparse: a boot record may not read it."],
  ],
  [
    "whose \\bootmgr was made by compact /exe",
    (path) => inBootmgr(path, (block) => ntfs.setAttributes(block, [reparsePoint(0x80000017), emptyData()])),
    ["\\bootmgr is packed by Windows (compact /exe): a boot record cannot read it."],
  ],
  [
    "whose \\bootmgr is a link",
    (path) => inBootmgr(path, (block) => ntfs.setAttributes(block, [reparsePoint(0xa000000c), emptyData()])),
    ["\\bootmgr is a link: a boot record does not follow it."],
  ],
  [
    "whose \\bootmgr is empty",
    (path) => inBootmgr(path, (block) => ntfs.setAttributes(block, [emptyData()])),
    ["\\bootmgr is empty."],
  ],
];

async function inBootmgr(path: string, edit: ntfs.Edit): Promise<void> {
  await ntfs.editRecord(path, await ntfs.fileNumber(path, "bootmgr"), edit);
}

function resident(type: number, value: Uint8Array): Uint8Array {
  const attribute = new Uint8Array((0x18 + value.length + 7) & ~7);
  const view = new DataView(attribute.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, attribute.length, true);
  view.setUint32(0x10, value.length, true);
  view.setUint16(0x14, 0x18, true);
  attribute.set(value, 0x18);
  return attribute;
}

const emptyData = () => resident(DATA, new Uint8Array());

function reparsePoint(tag: number): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setUint32(0, tag, true);
  return resident(0xc0, value);
}

const FAT_CASES: [what: string, change: (drive: FatImage) => void, says: string[]][] = [
  ["as it was staged", () => {}, []],
  [
    "moved to another place",
    (drive) => {
      drive.editBootSector((_, view) => view.setUint32(0x1c, 63, true));
      drive.makeBootable();
    },
    [
      "The boot record of the active volume looks for it at sector 63, and it begins at sector 2048: it will find nothing.",
    ],
  ],
  [
    "with a boot sector that was changed alone",
    (drive) => drive.editBootSector((sector) => (sector[0x5a] = 0)),
    ["The backup boot sector of the active volume is not equal to its first sector."],
  ],
  [
    "without \\bootmgr",
    (drive) => drive.editEntry("BOOTMGR    ", (entry) => (entry[0] = 0xe5)),
    ["There is no \\bootmgr on the active volume."],
  ],
  [
    "with a folder of that name",
    (drive) => drive.editEntry("BOOTMGR    ", (entry) => (entry[11] = 0x10)),
    ["\\bootmgr is a folder."],
  ],
];

describe.skipIf(skip)("inspect tells what of a start by BIOS cannot work", () => {
  test.each(NTFS_CASES)("of an NTFS volume %s", async (what, change, says) => {
    const path = join(dir, what.replaceAll(/\W/g, "-"));
    copyFileSync(join(dir, "ntfs"), path);
    await change(path);
    const read = async ({ offset, length }: { offset: number; length: number }) =>
      disk.readAt(path, offset, length);
    expect(await bootRecordWarnings(read, START_LBA * 512, "NTFS")).toEqual(says);
  });

  test.each(FAT_CASES)("of a FAT32 volume %s", async (what, change, says) => {
    const path = join(dir, `fat ${what.replaceAll(/\W/g, "-")}`);
    copyFileSync(fat.path, path);
    const drive = new FatImage(path, fat.startBytes);
    change(drive);
    const read = async ({ offset, length }: { offset: number; length: number }) => drive.read(offset, length);
    expect(await bootRecordWarnings(read, START_LBA * 512, "FAT32")).toEqual(says);
  });
});
