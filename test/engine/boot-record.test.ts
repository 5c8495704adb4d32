import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as disk from "../support/boot-disk.ts";
import * as ntfs from "../support/ntfs-patch.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";

const VOLUME_BYTES = 48 * 1024 * 1024;
const skip = qemuMissing ?? disk.missingTool(["nasm", "mkfs.ntfs", "ntfscp", "dd"]);
const noWimlib = disk.missingTool(["wimlib-imagex"]);
let folder = "";
let crowd = "";
let code: Uint8Array = new Uint8Array();

beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "boot-record-"));
  code = disk.assemble("checksum-payload", folder);
  if (!noWimlib) crowd = captureCrowd();
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
  return /(PAYLOAD|HANDED OVER|NTFS boot:|MBR:).*/.exec(serial)?.[0].trimEnd() ?? serial;
}

async function bootVolume(volume: string, startLba = 2048, sizeBytes = VOLUME_BYTES): Promise<string> {
  disk.makeBootable(volume);
  disk.makeDisk(`${volume}.disk`, volume, startLba, sizeBytes);
  const said = await boot(`${volume}.disk`);
  rmSync(`${volume}.disk`);
  rmSync(volume);
  return said;
}

describe.skipIf(skip)("a drive starts \\bootmgr by BIOS", () => {
  test.concurrent.for([
    { clusterBytes: 512, bootmgrBytes: 5_000, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 1024, bootmgrBytes: 65_536, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 2048, bootmgrBytes: 65_540, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 413_736, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 288, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 4096, bootmgrBytes: 5_000, startLba: 2048, name: "BootMgr" },
    { clusterBytes: 4096, bootmgrBytes: 300_000, startLba: 4_000_000_000, name: "bootmgr" },
    { clusterBytes: 8192, bootmgrBytes: 131_072, startLba: 2048, name: "BOOTMGR" },
    { clusterBytes: 16_384, bootmgrBytes: 300_000, startLba: 206_848, name: "bootmgr" },
    { clusterBytes: 32_768, bootmgrBytes: 523_000, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 65_536, bootmgrBytes: 413_736, startLba: 2048, name: "bootmgr" },
    { clusterBytes: 131_072, bootmgrBytes: 65_540, startLba: 206_848, name: "bootmgr" },
  ])(
    "clusters of $clusterBytes bytes, $name with $bootmgrBytes bytes, from sector $startLba",
    async ({ clusterBytes, bootmgrBytes, startLba, name }) => {
      const volume = join(folder, `${clusterBytes}-${bootmgrBytes}-${startLba}-${name}`);
      disk.makeVolume(volume, { clusterBytes, sizeBytes: VOLUME_BYTES, startLba });
      disk.copyIn(volume, name, disk.payloadOf(code, bootmgrBytes));
      expect(await bootVolume(volume, startLba)).toBe(runsFrom(startLba, bootmgrBytes));
    },
  );

  test.skipIf(noWimlib).concurrent.for([512, 4096, 65_536])(
    "among 4000 others in the root directory, with clusters of %i bytes",
    async (clusterBytes) => {
      const volume = join(folder, `root-${clusterBytes}`);
      disk.makeVolume(volume, { clusterBytes, sizeBytes: VOLUME_BYTES, startLba: 2048 });
      disk.tool("wimlib-imagex", ["apply", crowd, "1", volume]);
      expect(await bootVolume(volume)).toBe(runsFrom(2048, 70_000));
    },
  );

  test.concurrent("in pieces that an attribute list names, without a mount", async () => {
    const volume = plain("spread", 300_000);
    const payload = disk.payloadOf(code, 300_000);
    const pieces = [6000, 5900, 6100, 5950].map((lcn) => [
      { lcn, clusters: 10 },
      { lcn: lcn + 20, clusters: 9 },
    ]);
    let at = 0;
    for (const { lcn, clusters } of pieces.flat()) {
      disk.writeAt(volume, lcn * 4096, payload.subarray(at, at + clusters * 4096));
      at += clusters * 4096;
    }
    await ntfs.spreadData(volume, "bootmgr", pieces, 300_000);
    expect(await bootVolume(volume)).toBe(runsFrom(2048, 300_000));
  });

  test.concurrent("whose end was never written to and reads as zeros, whatever is on the disk", async () => {
    const volume = plain("zeros", 300_000, 201_000);
    const number = await ntfs.fileNumber(volume, "bootmgr");
    const { runs } = await ntfs.layOf(volume, number);
    const lcn = runs[0]?.lcn ?? 0;
    disk.writeAt(volume, lcn * 4096 + 201_000, new Uint8Array(99_000).fill(0xa5));
    await ntfs.editRecord(volume, number, (block) =>
      ntfs.setAttributes(block, [ntfs.dataPiece(runs, 0, 300_000, 201_000)]),
    );
    expect(await bootVolume(volume)).toBe(runsFrom(2048, 300_000));
  });

  test.concurrent("with a hole over a 64 KB boundary", async () => {
    const volume = plain("hole", 300_000, 61_440);
    const number = await ntfs.fileNumber(volume, "bootmgr");
    const lcn = (await ntfs.layOf(volume, number)).runs[0]?.lcn ?? 0;
    const runs = [
      { lcn, clusters: 15 },
      { lcn: null, clusters: 59 },
    ];
    await ntfs.editRecord(volume, number, (block) =>
      ntfs.setAttributes(block, [ntfs.dataPiece(runs, 0, 300_000)]),
    );
    expect(await bootVolume(volume)).toBe(runsFrom(2048, 300_000));
  });

  test.concurrent(
    "on a BIOS that refuses reads across 64 KB, takes 127 sectors at most and fails at first",
    async () => {
      const volume = plain("strict", 523_000);
      disk.makeBootable(volume);
      disk.makeDisk(`${volume}.disk`, volume, 2048, VOLUME_BYTES);
      disk.writeAt(`${volume}.disk`, 0, disk.assemble("strict-bios", folder));
      expect(await boot(`${volume}.disk`)).toBe(runsFrom(2048, 523_000));
    },
  );

  test.concurrent("at the far end of a volume of 1.5 TiB that is a drive without partitions", async () => {
    const volume = join(folder, "far");
    const sizeBytes = 1.5 * 1024 ** 4;
    const lcn = sizeBytes / 4096 - 201;
    disk.makeVolume(volume, { clusterBytes: 4096, sizeBytes, startLba: 0 });
    disk.copyIn(volume, "bootmgr", disk.payloadOf(code, 5_000));
    disk.writeAt(volume, lcn * 4096, disk.payloadOf(code, 300_000));
    await ntfs.editRecord(volume, await ntfs.fileNumber(volume, "bootmgr"), (block) =>
      ntfs.setAttributes(block, [ntfs.dataPiece([{ lcn, clusters: 74 }], 0, 300_000)]),
    );
    disk.makeBootable(volume);
    expect(await boot(volume)).toBe(runsFrom(0, 300_000));
  });
});

/** A volume with a \\bootmgr in one piece. */
function plain(name: string, bootmgrBytes: number, zerosFrom = bootmgrBytes): string {
  const volume = join(folder, name);
  disk.makeVolume(volume, { clusterBytes: 4096, sizeBytes: VOLUME_BYTES, startLba: 2048 });
  disk.copyIn(volume, "bootmgr", disk.payloadOf(code, bootmgrBytes, zerosFrom));
  return volume;
}

/** A medium whose root directory has \\bootmgr among thousands of files, some of them named almost like it. */
function captureCrowd(): string {
  const wim = join(folder, "crowd.wim");
  const tree = join(folder, "crowd");
  mkdirSync(tree);
  const almost = [
    "bootmg",
    "bootmgq",
    "bootmgr.x",
    "bootmgr~1",
    "bootmgrr",
    "BOOTMGS",
    "bootmgŕ",
    "böotmgr",
    "Ωmega",
  ];
  const others = Array.from({ length: 4000 }, (_, index) => `${index % 2 ? "a" : "n"} file number ${index}`);
  for (const name of [...almost, ...others]) writeFileSync(join(tree, name), "");
  writeFileSync(join(tree, "bootmgr"), disk.payloadOf(code, 70_000));
  disk.tool("wimlib-imagex", ["capture", tree, wim, "--compress=none", "--no-acls"]);
  return wim;
}

const GRUB = "/usr/lib/grub/i386-pc";
const noGrub =
  disk.missingTool(["grub-mkimage"]) ?? (existsSync(`${GRUB}/ntldr.mod`) ? null : "no grub-pc-bin");

describe.skipIf(skip ?? noGrub)("hand-over", () => {
  test("\\bootmgr finds the same state as when GRUB's ntldr command starts it", async () => {
    const volume = join(folder, "hand-over");
    disk.makeVolume(volume, { clusterBytes: 4096, sizeBytes: VOLUME_BYTES, startLba: 2048 });
    disk.copyIn(volume, "bootmgr", disk.assemble("hand-over-payload", folder));
    disk.makeBootable(volume);
    // mkfs.ntfs writes 80h, the very drive: whoever starts the volume has to put it there.
    ntfs.editBootSector(volume, (sector) => (sector[0x24] = 0));
    disk.makeDisk(`${volume}.ours`, volume, 2048, VOLUME_BYTES);
    disk.makeDisk(`${volume}.grub`, volume, 2048, VOLUME_BYTES);
    putGrub(`${volume}.grub`);
    const ours = await boot(`${volume}.ours`);
    expect(ours).toBe(
      "HANDED OVER edx=00000080 cs,ds,es,fs,gs,ss,sp= 2000 0000 0000 0000 0000 0000 7C00 df=0 a20=1 " +
        "bpb.drive=80 bpb.hidden=00000800 mark=AA55 mode=03 if=1",
    );
    // GRUB leaves interrupts off; \bootmgr is known to start either way.
    const exceptInterrupts = (line: string) => line.replace(/ if=\d$/, "");
    expect(exceptInterrupts(await boot(`${volume}.grub`))).toBe(exceptInterrupts(ours));
  });
});

/** GRUB between the MBR and the first partition, to start \\bootmgr as it would. */
function putGrub(diskPath: string): void {
  const config = join(folder, "grub.cfg");
  const core = join(folder, "core.img");
  writeFileSync(config, "search --no-floppy --file --set=root /bootmgr\nntldr /bootmgr\nboot\n");
  const modules = "biosdisk part_msdos ntfs ntldr search search_fs_file boot".split(" ");
  const image = ["-O", "i386-pc", "-p", "/boot/grub", "-c", config, "-o", core];
  disk.tool("grub-mkimage", [...image, ...modules]);
  disk.writeAt(diskPath, 0, readFileSync(`${GRUB}/boot.img`).subarray(0, 440));
  disk.writeAt(diskPath, 512, readFileSync(core));
}
