import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import { FatImage } from "../support/fat-image.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const NAME = "BOOTMGR    ";
const BAD_CLUSTER = 0x0ffffff7;
const LAST = 0x0fffffff;

const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.fat", "mcopy"]);
let folder = "";
let bare: FatImage;
let good: FatImage;

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "fat-boot-failures-"));
  const code = disk.assemble("checksum-payload", folder);
  for (const [name, length] of Object.entries({ good: 100_000, large: 700_000, empty: 0 })) {
    mkdirSync(join(folder, name));
    const bytes = length === 0 ? new Uint8Array() : disk.payloadOf(code, length);
    writeFileSync(join(folder, name, "bootmgr"), bytes);
  }
  mkdirSync(join(folder, "directory", "bootmgr"), { recursive: true });
  const shape = { clusterBytes: 1024, startLba: 2048 };
  bare = FatImage.format(join(folder, "bare.disk"), shape);
  bare.makeBootable();
  good = FatImage.format(join(folder, "good.disk"), shape);
  good.copyIn(join(folder, "good", "bootmgr"));
  good.makeBootable();
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface Case {
  what: string;
  says: string;
  /** A drive that boots by default; `bare` has no \BOOTMGR. */
  from?: "bare";
  change?: (drive: FatImage) => void;
  floppy?: boolean;
}

type Edit = Parameters<FatImage["editBootSector"]>[0];
const inBootSector = (edit: Edit) => (drive: FatImage) => drive.editBootSector(edit);
const inEntry = (edit: Edit) => (drive: FatImage) => drive.editEntry(NAME, edit);
/** Where \BOOTMGR's third cluster is followed by this. */
const thirdLeadsTo = (next: number) => (drive: FatImage) =>
  drive.link(drive.chain(drive.firstCluster(NAME))[2] ?? 0, next);
const withFile = (name: string) => (drive: FatImage) => drive.copyIn(join(folder, name, "bootmgr"));

const cases: Case[] = [
  { what: "the drive is too old for sector numbers", says: "no INT13 extensions", floppy: true },
  {
    what: "the volume believes to begin behind the end of the drive",
    says: "disk read error",
    change: inBootSector((_, view) => view.setUint32(0x1c, 0xfff00000, true)),
  },
  {
    what: "the volume believes to begin elsewhere on the drive",
    says: "boot record incomplete",
    change: inBootSector((_, view) => view.setUint32(0x1c, 0, true)),
  },
  {
    what: "only the boot record's first sector was written",
    says: "boot record incomplete",
    change: (drive) => drive.edit(2 * 512, 4 * 512, (bytes) => bytes.fill(0)),
  },
  ...geometries(),
  {
    what: "the root directory leads back into itself",
    says: "root directory damaged",
    from: "bare",
    change: (drive) => {
      drive.link(drive.rootCluster, drive.rootCluster);
      fillRoot(drive);
    },
  },
  {
    what: "the root directory begins before the first cluster",
    says: "damaged cluster chain",
    change: inBootSector((_, view) => view.setUint32(0x2c, 1, true)),
  },
  {
    what: "the root directory goes on in a bad cluster",
    says: "damaged cluster chain",
    from: "bare",
    change: (drive) => {
      drive.link(drive.rootCluster, BAD_CLUSTER);
      fillRoot(drive);
    },
  },
  {
    what: "\\BOOTMGR's chain leads to a free cluster",
    says: "damaged cluster chain",
    change: thirdLeadsTo(0),
  },
  {
    what: "\\BOOTMGR's chain leads out of the volume",
    says: "damaged cluster chain",
    change: thirdLeadsTo(0x00ffffff),
  },
  { what: "\\BOOTMGR has no cluster", says: "damaged cluster chain", change: inEntry(setCluster(0)) },
  {
    what: "\\BOOTMGR has fewer clusters than bytes",
    says: "cluster chain too short",
    change: thirdLeadsTo(LAST),
  },
  { what: "there is no \\BOOTMGR", says: "BOOTMGR is missing", from: "bare" },
  {
    what: "\\BOOTMGR was deleted",
    says: "BOOTMGR is missing",
    change: inEntry((entry) => (entry[0] = 0xe5)),
  },
  {
    what: "the full root directory has no \\BOOTMGR",
    says: "BOOTMGR is missing",
    from: "bare",
    change: fillRoot,
  },
  {
    what: "\\BOOTMGR is a directory",
    says: "BOOTMGR is a directory",
    from: "bare",
    change: withFile("directory"),
  },
  { what: "\\BOOTMGR is empty", says: "BOOTMGR is empty", from: "bare", change: withFile("empty") },
  {
    what: "\\BOOTMGR has 700 000 bytes",
    says: "BOOTMGR is too large",
    from: "bare",
    change: withFile("large"),
  },
];

function geometries(): Case[] {
  const wrong: [string, Edit][] = [
    ["sectors of 4096 bytes", (_, view) => view.setUint16(0x0b, 4096, true)],
    ["clusters of no sector", (block) => (block[0x0d] = 0)],
    ["clusters of 3 sectors", (block) => (block[0x0d] = 3)],
    ["clusters of 192 sectors", (block) => (block[0x0d] = 192)],
    ["no table", (block) => (block[0x10] = 0)],
    ["a table as of FAT16", (_, view) => view.setUint16(0x16, 200, true)],
    ["a newer version", (_, view) => view.setUint16(0x2a, 1, true)],
    ["no sectors", (_, view) => view.setUint32(0x20, 0, true)],
    ["more clusters than its table has entries", (_, view) => view.setUint32(0x20, 0xffffffff, true)],
    ["a table that is larger than the volume", (_, view) => view.setUint32(0x24, 0xf0000000, true)],
    ["that a fifth table is the one that is kept", (_, view) => view.setUint16(0x28, 0x84, true)],
  ];
  return wrong.map(([what, edit]) => ({
    what: `the volume says ${what}`,
    says: "unsupported volume geometry",
    change: inBootSector(edit),
  }));
}

function setCluster(cluster: number): Edit {
  return (_, view) => {
    view.setUint16(20, cluster >>> 16, true);
    view.setUint16(26, cluster & 0xffff, true);
  };
}

/** No entry of its first cluster is free any more. */
function fillRoot(drive: FatImage): void {
  const entry = Buffer.from("ANOTHER FIL", "latin1");
  drive.edit(drive.clusterAt(drive.rootCluster), drive.clusterBytes, (bytes) => {
    for (let at = 32; at < bytes.length; at += 32) bytes.set(entry, at);
  });
}

async function lastWords({ what, from, change, floppy = false }: Case): Promise<string> {
  const template = from === "bare" ? bare : good;
  const path = join(folder, what.replaceAll(/\W/g, "-"));
  copyFileSync(template.path, path);
  const drive = new FatImage(path, template.startBytes);
  change?.(drive);
  if (floppy) disk.makeFloppy(path, template.path, template.startBytes);
  const { serial } = await bootBios(path, { floppy });
  rmSync(path);
  return serial.slice(serial.indexOf("FAT boot: "));
}

describe.skipIf(skip)("the FAT boot record says why it cannot start", () => {
  for (const one of cases)
    test.concurrent(`${one.what}: ${one.says}`, async () => {
      expect(await lastWords(one)).toBe(`FAT boot: ${one.says}\r\nPress Ctrl+Alt+Del to restart\r\n`);
    });
});

test("each reason that the FAT boot record can give is among these", () => {
  expect(disk.messagesIn("boot-record/first-sector.asm", "fat/messages.asm")).toEqual(
    new Set(cases.map(({ says }) => says)),
  );
});
