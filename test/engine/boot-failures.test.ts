import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import * as ntfs from "../support/ntfs-patch.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const MB = 1024 * 1024;
const VOLUME_BYTES = 24 * MB;
const START_LBA = 2048;
const MFT_MIRROR = 1; // has clusters, but they are not \bootmgr's
const STANDARD_INFORMATION = 0x10;
const DATA = 0x80;
const INDEX_ROOT = 0x90;
const REPARSE_POINT = 0xc0;

const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.ntfs", "ntfscp", "wimlib-imagex", "dd"]);
let folder = "";
let code: Uint8Array = new Uint8Array();

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "boot-failures-"));
  code = disk.assemble("checksum-payload", folder);
  volumeWith("good.volume", (path) => disk.copyIn(path, "bootmgr", disk.payloadOf(code, 300_000)));
  volumeWith("bare.volume", () => {});
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function volumeWith(name: string, fill: (path: string) => void): void {
  const path = join(folder, name);
  disk.makeVolume(path, { clusterBytes: 4096, sizeBytes: VOLUME_BYTES, startLba: START_LBA });
  fill(path);
  disk.makeBootable(path);
}

interface Case {
  what: string;
  says: string;
  /** A volume that boots by default. */
  from?: "bare.volume";
  volume?: (path: string) => void | Promise<void>;
  floppy?: boolean;
}

const bootmgrRecord = async (path: string, edit: ntfs.Edit) =>
  ntfs.editRecord(path, await ntfs.fileNumber(path, "bootmgr"), edit);
const inBootmgr = (edit: ntfs.Edit) => (path: string) => bootmgrRecord(path, edit);
const inBootSector = (edit: ntfs.Edit) => (path: string) => ntfs.editBootSector(path, edit);
const inRecord = (number: number, edit: ntfs.Edit) => (path: string) => ntfs.editRecord(path, number, edit);

/** Makes the first attribute of one type one of another. */
const retype =
  (from: number, to: number): ntfs.Edit =>
  (_, view) =>
    view.setUint32(ntfs.attributeAt(view, from), to, true);

const holes = (count: number) => Array.from({ length: count }, () => ({ clusters: 1, lcn: null }));

const cases: Case[] = [
  {
    what: "the drive is too old for sector numbers",
    says: "no INT13 extensions",
    floppy: true,
  },
  {
    what: "the volume believes to begin behind the end of the drive",
    says: "disk read error",
    volume: inBootSector((_, view) => view.setUint32(0x1c, 0xfff00000, true)),
  },
  {
    what: "the volume believes to begin elsewhere on the drive",
    says: "boot record incomplete",
    volume: inBootSector((_, view) => view.setUint32(0x1c, 0, true)),
  },
  {
    what: "only the boot record's first sector was written",
    says: "boot record incomplete",
    volume: (path) => disk.writeAt(path, 512, new Uint8Array(8192 - 512)),
  },
  ...geometries(),
  {
    what: "$MFT does not describe itself",
    says: "MFT unreadable",
    volume: inRecord(0, retype(DATA, 0x81)),
  },
  {
    what: "the root directory has no index",
    says: "root directory unreadable",
    volume: inRecord(5, retype(INDEX_ROOT, 0x91)),
  },
  {
    what: "an index entry has no length",
    says: "root index damaged",
    volume: (path) => ntfs.editRootIndex(path, (_, view) => setFirstEntry(view, 8, 0)),
  },
  {
    what: "an index entry is longer than its block",
    says: "root index damaged",
    volume: (path) => ntfs.editRootIndex(path, (_, view) => setFirstEntry(view, 8, 0xfff8)),
  },
  {
    what: "an index block is not the one that was asked for",
    says: "root index damaged",
    volume: (path) => ntfs.editRootIndex(path, (_, view) => view.setUint32(0x10, 77, true)),
  },
  {
    what: "an index block lies in itself",
    says: "root index damaged",
    volume: (path) => ntfs.editRootIndex(path, nestInItself),
  },
  {
    what: "\\bootmgr's file record was written in part",
    says: "damaged NTFS record",
    volume: async (path) => ntfs.tearRecord(path, await ntfs.fileNumber(path, "bootmgr")),
  },
  {
    what: "\\bootmgr's file record is not in use",
    says: "damaged NTFS record",
    volume: inBootmgr((_, view) => view.setUint16(0x16, 0, true)),
  },
  {
    what: "an attribute reaches beyond its file record",
    says: "damaged NTFS record",
    volume: inBootmgr((_, view) => view.setUint32(ntfs.attributeAt(view, DATA) + 4, 0x1000, true)),
  },
  {
    what: "\\bootmgr's attribute list names another file's record",
    says: "bad attribute list",
    volume: inBootmgr((block) =>
      ntfs.setAttributes(block, [ntfs.attributeList([{ type: DATA, lowestVcn: 0, record: MFT_MIRROR }])]),
    ),
  },
  {
    what: "the pieces of \\bootmgr leave a gap",
    says: "bad attribute list",
    volume: (path) => ntfs.spreadData(path, "bootmgr", [holes(3), holes(3)], 300_000, 1),
  },
  {
    what: "\\bootmgr's clusters lie outside the volume",
    says: "damaged cluster runs",
    volume: inBootmgr((block) =>
      ntfs.setAttributes(block, [ntfs.dataPiece([{ clusters: 80, lcn: VOLUME_BYTES / 4096 }], 0, 300_000)]),
    ),
  },
  {
    what: "\\bootmgr has fewer clusters than bytes",
    says: "cluster runs too short",
    volume: inBootmgr((block) =>
      ntfs.setAttributes(block, [ntfs.dataPiece([{ clusters: 73, lcn: 100 }], 0, 300_000)]),
    ),
  },
  {
    what: "\\bootmgr is in more pieces than there is room for",
    says: "too many cluster runs",
    volume: (path) =>
      ntfs.spreadData(
        path,
        "bootmgr",
        Array.from({ length: 6 }, () => holes(260)),
        300_000,
      ),
  },
  { what: "there is no \\bootmgr", says: "BOOTMGR is missing", from: "bare.volume" },
  { what: "\\bootmgr is a directory", says: "BOOTMGR is missing", from: "bare.volume", volume: addDirectory },
  {
    what: "\\bootmgr is empty",
    says: "BOOTMGR is missing",
    from: "bare.volume",
    volume: (path) => disk.copyIn(path, "bootmgr", new Uint8Array()),
  },
  {
    what: "\\bootmgr is compressed",
    says: "BOOTMGR is compressed or encrypted",
    volume: inBootmgr((_, view) => view.setUint16(ntfs.attributeAt(view, DATA) + 0x0c, 0x0001, true)),
  },
  {
    what: "\\bootmgr is encrypted",
    says: "BOOTMGR is compressed or encrypted",
    volume: inBootmgr((_, view) => view.setUint16(ntfs.attributeAt(view, DATA) + 0x0c, 0x4000, true)),
  },
  {
    what: "\\bootmgr is a link, or packed by Windows",
    says: "BOOTMGR is a link or WOF-compressed",
    volume: inBootmgr(retype(STANDARD_INFORMATION, REPARSE_POINT)),
  },
  {
    what: "\\bootmgr has 700 000 bytes",
    says: "BOOTMGR is too large",
    from: "bare.volume",
    volume: (path) => disk.copyIn(path, "bootmgr", disk.payloadOf(code, 700_000)),
  },
];

function geometries(): Case[] {
  const wrong: [string, ntfs.Edit][] = [
    ["sectors of 4096 bytes", (_, view) => view.setUint16(0x0b, 4096, true)],
    ["clusters of no sector", (block) => (block[0x0d] = 0)],
    ["clusters of 3 sectors", (block) => (block[0x0d] = 3)],
    ["clusters of 2^100 sectors", (block) => (block[0x0d] = 156)],
    ["file records of no cluster", (block) => (block[0x40] = 0)],
    ["file records of 256 bytes", (block) => (block[0x40] = 0xf8)],
    ["file records of 8192 bytes", (block) => (block[0x40] = 0xf3)],
    ["2^32 sectors and more", (block) => (block[0x2c] = 1)],
    ["$MFT behind its end", (_, view) => view.setUint32(0x30, VOLUME_BYTES / 4096, true)],
  ];
  return wrong.map(([what, edit]) => ({
    what: `the volume says ${what}`,
    says: "unsupported volume geometry",
    volume: inBootSector(edit),
  }));
}

function setFirstEntry(view: DataView, at: number, value: number): void {
  const first = 0x18 + view.getUint32(0x18, true);
  view.setUint16(first + at, value, true);
}

/** The first entry becomes the last, with this same block as its child. */
function nestInItself(_: Uint8Array, view: DataView): void {
  setFirstEntry(view, 8, 0x18);
  setFirstEntry(view, 0x0c, 3);
  const child = 0x18 + view.getUint32(0x18, true) + 0x10;
  view.setUint32(child, 0, true);
  view.setUint32(child + 4, 0, true);
}

function addDirectory(path: string): void {
  const tree = join(folder, "directory");
  mkdirSync(join(tree, "bootmgr"), { recursive: true });
  disk.tool("wimlib-imagex", ["capture", tree, `${tree}.wim`, "--compress=none", "--no-acls"]);
  disk.tool("wimlib-imagex", ["apply", `${tree}.wim`, "1", path]);
}

async function lastWords({ what, from, volume, floppy = false }: Case): Promise<string> {
  const path = join(folder, what.replaceAll(/\W/g, "-"));
  const diskPath = `${path}.disk`;
  copyFileSync(join(folder, from ?? "good.volume"), path);
  await volume?.(path);
  if (floppy) disk.makeFloppy(diskPath, path, 0);
  else disk.makeDisk(diskPath, path, START_LBA, VOLUME_BYTES);
  const { serial } = await bootBios(diskPath, { floppy });
  rmSync(path);
  rmSync(diskPath);
  return serial.slice(serial.indexOf("NTFS boot: "));
}

describe.skipIf(skip)("the boot record says why it cannot start", () => {
  for (const one of cases)
    test.concurrent(`${one.what}: ${one.says}`, async () => {
      expect(await lastWords(one)).toBe(`NTFS boot: ${one.says}\r\nPress Ctrl+Alt+Del to restart\r\n`);
    });
});

test("each reason that the boot record can give is among these", () => {
  expect(disk.messagesIn("boot-record/first-sector.asm", "ntfs/messages.asm")).toEqual(
    new Set(cases.map(({ says }) => says)),
  );
});
