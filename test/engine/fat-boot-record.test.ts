import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import { FatImage, type FatShape } from "../support/fat-image.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.fat", "mcopy", "fsck.vfat"]);
const NAME = "BOOTMGR    ";
let folder = "";
let code: Uint8Array = new Uint8Array();

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "fat-boot-record-"));
  code = disk.assemble("checksum-payload", folder);
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
const runsFrom = (startLba: number, sizeBytes: number) =>
  `PAYLOAD RUNS drive=00000080 hidden=${hex(startLba)} size=${hex(sizeBytes)}`;

/** What the payload or the boot code said last. */
async function boot(diskPath: string): Promise<string> {
  const { serial } = await bootBios(diskPath);
  return /(PAYLOAD|HANDED OVER|FAT boot:|MBR:).*/.exec(serial)?.[0].trimEnd() ?? serial;
}

let count = 0;
/** A bootable drive with these bytes as \BOOTMGR, behind other files when there are any. */
function driveWith(bootmgr: Uint8Array, shape: FatShape, others: readonly string[] = [], name = "bootmgr") {
  const source = join(folder, `source-${count++}`);
  mkdirSync(source);
  writeFileSync(join(source, name), bootmgr);
  const drive = FatImage.format(`${source}.disk`, shape);
  if (others.length > 0) drive.copyIn(...others);
  drive.copyIn(join(source, name));
  drive.makeBootable();
  return drive;
}

async function starts(drive: FatImage): Promise<string> {
  const said = await boot(drive.path);
  rmSync(drive.path);
  return said;
}

describe.skipIf(skip)("a drive with a FAT32 system partition starts \\BOOTMGR by BIOS", () => {
  test.concurrent.for([
    { clusterBytes: 512, bootmgrBytes: 288, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 512, bootmgrBytes: 413_736, startLba: 63, name: "BOOTMGR" },
    { clusterBytes: 1024, bootmgrBytes: 65_536, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 2048, bootmgrBytes: 65_540, startLba: 206_848, name: "BootMgr" },
    { clusterBytes: 4096, bootmgrBytes: 523_000, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 8192, bootmgrBytes: 131_072, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 16_384, bootmgrBytes: 300_000, startLba: 4_000_000_000, name: "bootmgr" },
    { clusterBytes: 32_768, bootmgrBytes: 413_736, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 65_536, bootmgrBytes: 300_000, startLba: 2048, name: "bootmgr" },
  ])(
    "clusters of $clusterBytes bytes, $name with $bootmgrBytes bytes, from sector $startLba",
    async ({ clusterBytes, bootmgrBytes, startLba, name }) => {
      const payload = disk.payloadOf(code, bootmgrBytes);
      const drive = driveWith(payload, { clusterBytes, startLba }, [], name);
      expect(await starts(drive)).toBe(runsFrom(startLba, bootmgrBytes));
    },
  );

  test.concurrent.for([
    { clusterBytes: 512, bootmgrBytes: 413_736 },
    { clusterBytes: 4096, bootmgrBytes: 300_000 },
  ])(
    "in pieces of $clusterBytes bytes, behind hundreds of files in a root directory in pieces",
    async (shape) => {
      const drive = driveWith(
        disk.payloadOf(code, shape.bootmgrBytes),
        { ...shape, startLba: 2048 },
        crowd(shape.clusterBytes),
      );
      drive.scatterFile(NAME);
      drive.scatterRoot();
      expect(drive.chain(drive.rootCluster).length).toBeGreaterThan(4);
      expect(await starts(drive)).toBe(runsFrom(2048, shape.bootmgrBytes));
    },
  );

  test.concurrent("on a volume that is named BOOTMGR itself", async () => {
    const shape = { clusterBytes: 1024, startLba: 2048, label: "BOOTMGR" };
    expect(await starts(driveWith(disk.payloadOf(code, 5000), shape))).toBe(runsFrom(2048, 5000));
  });

  test.concurrent("by its second table, where the volume says that the first is not kept", async () => {
    const drive = driveWith(disk.payloadOf(code, 40_000), { clusterBytes: 1024, startLba: 2048 });
    for (const cluster of drive.chain(drive.firstCluster(NAME))) drive.link(cluster, 0, [0]);
    drive.editBootSector((_, view) => view.setUint16(40, 0x81, true));
    expect(await starts(drive)).toBe(runsFrom(2048, 40_000));
  });

  test.concurrent("from the backup boot sector alone, put back as a repair would", async () => {
    const drive = driveWith(disk.payloadOf(code, 40_000), { clusterBytes: 1024, startLba: 2048 });
    for (const sector of [0, 2, 3, 4, 5])
      disk.writeAt(drive.path, drive.startBytes + sector * 512, drive.read((6 + sector) * 512, 512));
    expect(await starts(drive)).toBe(runsFrom(2048, 40_000));
  });

  test.concurrent(
    "on a BIOS that refuses reads across 64 KB, takes 127 sectors at most and fails at first",
    async () => {
      const drive = driveWith(disk.payloadOf(code, 523_000), { clusterBytes: 65_536, startLba: 2048 });
      disk.writeAt(drive.path, 0, disk.assemble("strict-bios", folder));
      expect(await starts(drive)).toBe(runsFrom(2048, 523_000));
    },
  );

  test("and other programs find nothing to repair", () => {
    const drive = driveWith(disk.payloadOf(code, 40_000), { clusterBytes: 1024, startLba: 2048 });
    drive.scatterFile(NAME);
    const volume = `${drive.path}.volume`;
    const from = `iflag=skip_bytes skip=${drive.startBytes} bs=1M conv=sparse status=none`;
    disk.tool("dd", [`if=${drive.path}`, `of=${volume}`, ...from.split(" ")]);
    const lines = disk.tool("fsck.vfat", ["-n", volume]).trim().split("\n");
    expect(lines).toEqual([expect.stringMatching(/^fsck.fat/), expect.stringMatching(/: 2 files, /)]);
    for (const path of [drive.path, volume]) rmSync(path);
  });
});

/** Hundreds of files for the root directory, some of them named almost like \BOOTMGR. */
function crowd(clusterBytes: number): string[] {
  const tree = join(folder, `crowd-${clusterBytes}`);
  mkdirSync(tree);
  const almost = ["bootmg", "bootmgr.x", "bootmgrr", "BOOTMGS", "bootmgr~1", "bootmgr of another system"];
  const many = Array.from({ length: 400 }, (_, n) => `a long name of a file, number ${n}`);
  return [...almost, ...many].map((name) => {
    writeFileSync(join(tree, name), "");
    return join(tree, name);
  });
}

const GRUB = "/usr/lib/grub/i386-pc";
const noGrub =
  disk.missingTool(["grub-mkimage"]) ?? (existsSync(`${GRUB}/ntldr.mod`) ? null : "no grub-pc-bin");

describe.skipIf(skip ?? noGrub)("hand-over", () => {
  test("\\BOOTMGR finds the same state as when GRUB's ntldr command starts it", async () => {
    const payload = disk.assemble("hand-over-payload", folder, { DRIVE_AT: 0x7c40 });
    const make = () => {
      const drive = driveWith(payload, { clusterBytes: 1024, startLba: 2048 });
      // mkfs.fat writes 80h, the very drive: whoever starts the volume has to put it there.
      drive.editBootSector((sector) => (sector[0x40] = 0));
      return drive;
    };
    const [ours, grub] = [make(), make()];
    putGrub(grub.path);
    const said = await boot(ours.path);
    expect(said).toBe(
      "HANDED OVER edx=00000080 cs,ds,es,fs,gs,ss,sp= 2000 0000 0000 0000 0000 0000 7C00 df=0 a20=1 " +
        "bpb.drive=80 bpb.hidden=00000800 mark=AA55 mode=03 if=1",
    );
    // GRUB leaves interrupts off; \bootmgr is known to start either way.
    const exceptInterrupts = (line: string) => line.replace(/ if=\d$/, "");
    expect(exceptInterrupts(await boot(grub.path))).toBe(exceptInterrupts(said));
  });
});

/** GRUB between the MBR and the first partition, to start \\BOOTMGR as it would. */
function putGrub(diskPath: string): void {
  const config = join(folder, "grub.cfg");
  const core = join(folder, "core.img");
  writeFileSync(config, "search --no-floppy --file --set=root /bootmgr\nntldr /bootmgr\nboot\n");
  const modules = "biosdisk part_msdos fat ntldr search search_fs_file boot".split(" ");
  const image = ["-O", "i386-pc", "-p", "/boot/grub", "-c", config, "-o", core];
  disk.tool("grub-mkimage", [...image, ...modules]);
  disk.writeAt(diskPath, 0, readFileSync(`${GRUB}/boot.img`).subarray(0, 440));
  disk.writeAt(diskPath, 512, readFileSync(core));
}
