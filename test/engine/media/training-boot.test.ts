import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyIn, makeBootable, makeDisk, makeVolume, missingTool, tool } from "../../support/boot-disk.ts";
import { bootBios, qemuMissing } from "../../support/qemu.ts";

const SOURCES = join(import.meta.dirname, "../../../resources/boot-code");
const skipBoot = qemuMissing ?? missingTool(["mkfs.ntfs", "ntfscp"]);
const FIRMWARE = "/usr/share/OVMF/OVMF_CODE.fd";
const skipUefi =
  qemuMissing ??
  missingTool(["mkfs.fat", "mcopy"]) ??
  (existsSync(FIRMWARE) ? null : "ovmf is not installed");
const code = readFileSync(join(SOURCES, "training-bootmgr.bin"));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "training-bootmgr-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(missingTool(["nasm"])).for([
  ["training-bootmgr.bin", "training-bootmgr.asm"],
  ["training-bootx64.efi", "training-bootx64.asm"],
] as const)("%s is what its source assembles to", ([binary, source]) => {
  const built = join(folder, binary);
  tool("nasm", ["-w+all", "-w+error", "-f", "bin", "-o", built, source], { cwd: SOURCES });
  expect(readFileSync(built).equals(readFileSync(join(SOURCES, binary)))).toBe(true);
});

test.skipIf(skipBoot)(
  "a drive with \\bootmgr says on screen and on COM1 that the boot chain works",
  async () => {
    const [volume, disk] = [join(folder, "volume.img"), join(folder, "disk.img")];
    const sizeBytes = 32 << 20;
    makeVolume(volume, { clusterBytes: 4096, sizeBytes, startLba: 2048 });
    const bootmgr = Buffer.alloc(420_000, 0xcc);
    bootmgr.set(code);
    copyIn(volume, "bootmgr", bootmgr);
    makeBootable(volume);
    makeDisk(disk, volume, 2048, sizeBytes);
    const { serial, exitCode } = await bootBios(disk);
    const said = serial.split("PRESTAGE TRAINING MEDIUM: the boot chain works\r\n").length - 1;
    expect({ said, exitCode }).toEqual({ said: 2, exitCode: 33 });
  },
);

test.skipIf(skipUefi)("a drive with bootx64.efi says the same to a PC that starts by UEFI", () => {
  const disk = join(folder, "esp.img");
  writeFileSync(disk, "");
  truncateSync(disk, 64 << 20);
  tool("mkfs.fat", ["-F", "32", disk]);
  tool("mmd", ["-i", disk, "::EFI", "::EFI/Boot"]);
  tool("mcopy", ["-i", disk, join(SOURCES, "training-bootx64.efi"), "::EFI/Boot/bootx64.efi"]);
  const computer =
    "-accel tcg -machine q35 -m 256 -display none -vga none -net none -no-reboot -serial stdio";
  const ends = "-monitor none -device isa-debug-exit,iobase=0xf4,iosize=1";
  const firmware = `if=pflash,format=raw,readonly=on,file=${FIRMWARE}`;
  const drive = `file=${disk},format=raw,if=virtio,snapshot=on`;
  const run = spawnSync(
    "qemu-system-x86_64",
    [...`${computer} ${ends}`.split(" "), "-drive", firmware, "-drive", drive],
    {
      encoding: "latin1",
      timeout: 120_000,
    },
  );
  const said = run.stdout.split("PRESTAGE TRAINING MEDIUM: the boot chain works\r\n").length - 1;
  expect({ said, status: run.status }).toEqual({ said: 2, status: 33 });
});
