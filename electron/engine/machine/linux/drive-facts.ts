import type { Drive, SerialSource } from "../../../../shared/drive.ts";
import { nodePathOf } from "./block-nodes.ts";
import { portOf } from "./port.ts";
import type { KernelFiles } from "./sysfs.ts";

const SECTOR_BYTES = 512;

export interface ListOptions {
  /** Loop devices are drives too. */
  allowLoop: boolean;
}

/** Whether a name in /sys/block is a drive of its own, and not built on others, optical, or made of memory. */
export function isDrive(name: string, files: KernelFiles, { allowLoop }: ListOptions): boolean {
  const folder = `/sys/block/${name}`;
  if (name.startsWith("loop")) return allowLoop && files.text(`${folder}/loop/backing_file`) !== null;
  if (/^(ram|zram|sr|fd|dm-|md|nbd|mtdblock|mmcblk\d+(boot|rpmb))/.test(name)) return false;
  if (files.names(`${folder}/device`).length === 0) return false;
  if (files.text(`${folder}/hidden`) === "1") return false; // one way to a drive that has several
  const emptySlot = files.text(`${folder}/removable`) === "1" && files.number(`${folder}/size`) === 0;
  return !emptySlot;
}

/** The drive as /sys tells it, its uses left open. */
export function readFacts(name: string, files: KernelFiles): Drive {
  const folder = `/sys/block/${name}`;
  const realPath = files.real(folder);
  const common = {
    path: nodePathOf(name),
    sizeBytes: files.number(`${folder}/size`) * SECTOR_BYTES,
    logicalSectorBytes: files.number(`${folder}/queue/logical_block_size`) || SECTOR_BYTES,
    physicalSectorBytes: files.number(`${folder}/queue/physical_block_size`) || SECTOR_BYTES,
    diskseq: files.number(`${folder}/diskseq`) || null, // Linux 5.15
    rotational: files.text(`${folder}/queue/rotational`) === "1",
    removable: files.text(`${folder}/removable`) === "1",
    readOnly: files.text(`${folder}/ro`) === "1",
    uses: [],
  };
  const { sizeBytes, diskseq } = common;
  const backing = files.text(`${folder}/loop/backing_file`);
  if (backing !== null)
    return {
      ...common,
      kind: "loop",
      identity: `loop:${backing}|${diskseq ?? ""}|${sizeBytes}`,
      port: backing,
      model: "Loop device",
      serial: backing.split("/").at(-1) ?? backing,
      serialSource: "backing-file",
      wwid: null,
    };
  const { serial, serialSource } = readSerial(name, realPath, files);
  const wwid = readWwid(folder, files);
  return {
    ...common,
    kind: "disk",
    identity: `disk:${serial ?? ""}|${wwid ?? ""}|${sizeBytes}|${diskseq ?? ""}`,
    port: portOf(realPath, files),
    model: readModel(name, folder, files),
    serial,
    serialSource,
    wwid,
  };
}

interface Serial {
  serial: string | null;
  serialSource: SerialSource;
}

function readSerial(name: string, realPath: string, files: KernelFiles): Serial {
  const folder = `/sys/block/${name}`;
  if (name.startsWith("nvme")) return serial(files.text(`${folder}/device/serial`), "nvme");
  if (name.startsWith("vd")) return serial(files.text(`${folder}/serial`), "virtio");
  const own = unitSerialPage(files.bytes(`${folder}/device/vpd_pg80`));
  if (/\/usb\d+\//.test(realPath)) return serial(own ?? usbSerial(realPath, files), "usb-bridge");
  return serial(own, isAta(folder, files) ? "ata" : "scsi");
}

/** All zeros is what some bridges say when they do not know. */
function serial(text: string | null, source: SerialSource): Serial {
  const told = printable(text ?? "");
  return /^0*$/.test(told) ? { serial: null, serialSource: "none" } : { serial: told, serialSource: source };
}

/** SCSI vital product data, page 80h: four bytes of header, the last two of them the length (SPC-4, 7.8.18). */
function unitSerialPage(page: Uint8Array | null): string | null {
  if (!page || page.length < 4 || page[1] !== 0x80) return null;
  const length = ((page[2] ?? 0) << 8) | (page[3] ?? 0);
  return Buffer.from(page.subarray(4, 4 + length)).toString("latin1");
}

/** The serial of the nearest USB device above it. */
function usbSerial(realPath: string, files: KernelFiles): string | null {
  const device = /^.*\/\d+-[\d.]+(?=\/)/.exec(realPath)?.[0];
  return device === undefined ? null : files.text(`${device}/serial`);
}

function isAta(folder: string, files: KernelFiles): boolean {
  return files.text(`${folder}/device/vendor`) === "ATA";
}

function readModel(name: string, folder: string, files: KernelFiles): string {
  if (name.startsWith("vd")) return "Virtio disk";
  const told = files.text(`${folder}/device/model`) ?? files.text(`${folder}/device/name`) ?? "";
  const vendor =
    name.startsWith("sd") && !isAta(folder, files) ? files.text(`${folder}/device/vendor`) : null;
  return printable(`${vendor ?? ""} ${told}`).replace(/\s+/g, " ") || "Unknown model";
}

/** Null also for the all-zero names that some bridges give to every drive. */
function readWwid(folder: string, files: KernelFiles): string | null {
  const told = files.text(`${folder}/device/wwid`) ?? files.text(`${folder}/wwid`);
  const name = printable(told ?? "").replace(/\s+/g, " ");
  return /^([a-z0-9]+\.)?[0-]*$/.test(name) ? null : name;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "").trim();
}
