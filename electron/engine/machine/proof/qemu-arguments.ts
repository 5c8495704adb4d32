import type { Firmware } from "../../../../shared/boot-finding.ts";
import type { ProofDisk } from "../../../../shared/proof.ts";

/** A computer to be started, as QEMU is told. */
export interface Computer {
  firmware: Firmware;
  disk: ProofDisk;
  sectorBytes: 512 | 4096;
  memoryMb: number;
  /** A block device, or a file. */
  blockDevice: boolean;
  /** The descriptor, in QEMU's own process, on which the drive is open for reading. */
  driveFd: number;
  qmpSocket: string;
  /** UEFI's program, and this computer's own copy of its variables. */
  uefi: { code: string; variables: string } | null;
  /** The only network; null for none. */
  netdev: string | null;
}

/**
 * `-accel tcg` always: machines that are virtual themselves may offer a KVM in which real mode crawls. The drive is
 * given as a descriptor that cannot write, and what the computer writes goes to a file that is gone with it.
 */
export function qemuArguments(computer: Computer): string[] {
  const { firmware, memoryMb, driveFd, qmpSocket, netdev } = computer;
  // On BIOS, what is shown as text comes out of the serial port too: that is how a refusal to start is told.
  const machine = firmware === "bios" ? "pc,graphics=off" : "pc";
  // For each call QEMU starts our relay, which is a Node and asks the system for more than QEMU may.
  const sandbox = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
  return [
    `-machine ${machine} -accel tcg -cpu qemu64 -m ${memoryMb} -nodefaults -display none -vga std`.split(" "),
    // The last picture is taken of a computer that has ended, too.
    "-serial stdio -monitor none -no-reboot -no-shutdown".split(" "),
    netdev ? [] : ["-sandbox", sandbox],
    ["-qmp", `unix:${comma(qmpSocket)},server=on,wait=off`],
    uefiArguments(computer),
    ["-add-fd", `set=1,fd=${driveFd}`],
    diskArguments(computer),
    netdev ? ["-netdev", netdev, "-device", "virtio-net-pci,netdev=n0,romfile="] : ["-nic", "none"],
  ].flat();
}

function uefiArguments({ uefi }: Computer): string[] {
  if (!uefi) return [];
  return [
    "-drive",
    `if=pflash,format=raw,unit=0,readonly=on,file=${comma(uefi.code)}`,
    "-drive",
    `if=pflash,format=raw,unit=1,file=${comma(uefi.variables)}`,
  ];
}

function diskArguments({ disk, sectorBytes, blockDevice }: Computer): string[] {
  const driver = blockDevice ? "host_device" : "file";
  const drive = `id=d0,if=none,driver=raw,file.driver=${driver},file.filename=/dev/fdset/1,snapshot=on`;
  const sectors = disk === "ide" ? "" : `,logical_block_size=${sectorBytes},physical_block_size=4096`;
  const devices: Record<ProofDisk, string> = {
    ide: "ide-hd,drive=d0,bootindex=1",
    virtio: `virtio-blk-pci,drive=d0,bootindex=1${sectors}`,
    nvme: `nvme,drive=d0,serial=prestage,bootindex=1${sectors}`,
  };
  return ["-drive", drive, "-device", devices[disk]];
}

/** In QEMU's options a comma begins the next one; two are one in a name. */
function comma(text: string): string {
  return text.replaceAll(",", ",,");
}
