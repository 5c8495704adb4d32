import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { qemuMissing } from "./qemu.ts";

const FIRMWARE = "/usr/share/OVMF/OVMF_CODE.fd";

/** Why no PC can be started by UEFI here, or null. */
export const uefiMissing: string | null =
  qemuMissing ?? (existsSync(FIRMWARE) ? null : "ovmf is not installed");

/** Starts a PC by UEFI from a disk image, which is never written to, and waits until its loader ends it. */
export function bootUefi(diskPath: string, sectorBytes = 512): { serial: string; exitCode: number | null } {
  const computer =
    "-accel tcg -machine q35 -m 256 -display none -vga none -net none -no-reboot -serial stdio";
  const ends = "-monitor none -device isa-debug-exit,iobase=0xf4,iosize=1";
  const sectors = `logical_block_size=${sectorBytes},physical_block_size=4096`;
  const { stdout, status } = spawnSync(
    "qemu-system-x86_64",
    [
      ...`${computer} ${ends}`.split(" "),
      "-drive",
      `if=pflash,format=raw,readonly=on,file=${FIRMWARE}`,
      "-drive",
      `id=d,file=${diskPath.replaceAll(",", ",,")},format=raw,if=none,snapshot=on`,
      "-device",
      `virtio-blk-pci,drive=d,${sectors}`,
    ],
    { encoding: "latin1", timeout: 150_000 },
  );
  return { serial: stdout, exitCode: status };
}
