import { open, type FileHandle } from "node:fs/promises";
import type { Inspection } from "../../shared/inspection.ts";
import type { Drive, Stamp } from "../../shared/drive.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { BcdDevice } from "./boot/bcd/device.ts";
import { decodeFatBoot } from "./boot/fat.ts";
import { readGpt } from "./boot/gpt.ts";
import { decodeMbr } from "./boot/mbr.ts";
import { decodeNtfsBoot } from "./boot/ntfs-boot.ts";
import { volumeInfo } from "./boot/ntfs.ts";
import { decodeStamp, STAMP_BYTES, STAMP_OFFSET } from "./boot/stamp.ts";
import { bootOn } from "./inspect-boot.ts";
import { fileReader } from "./machine/file-reader.ts";
import type { ByteRange, ReadBytes } from "./boot/byte-range.ts";

/** A drive or a disk image file, opened for reading only. */
export interface ReadableDrive extends AsyncDisposable {
  path: string;
  sizeBytes: number;
  sectorBytes: number;
  read: ReadBytes;
}

/**
 * Opens a drive or a file to look at it; nothing is ever written.
 * @throws StagingFault drive-gone, root-needed, bad-input (a folder)
 */
export async function openToRead(path: string, sectorBytes = 512): Promise<ReadableDrive> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (thrown) {
    throw openFault(path, thrown);
  }
  const stat = await handle.stat();
  if (!stat.isFile() && !stat.isBlockDevice()) {
    await handle.close();
    throw new StagingFault("bad-input", `${path} is neither a drive nor a disk image.`);
  }
  const read = fileReader(handle);
  return {
    path,
    sectorBytes,
    sizeBytes: stat.isFile() ? stat.size : await endOf(handle),
    read,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** A block device's own idea of its size: stat says 0, so the end is looked for by reading. */
async function endOf(handle: FileHandle): Promise<number> {
  const { blockSizeBytes } = await import("./machine/libc.ts");
  return blockSizeBytes(handle.fd);
}

function openFault(path: string, thrown: unknown): StagingFault {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code === "EACCES" || code === "EPERM")
    return new StagingFault("root-needed", `This user may not read ${path}.`, { cause: thrown });
  return new StagingFault("drive-gone", `There is nothing at ${path}.`, { cause: thrown });
}

/** The stamp of a drive in a bay; null when it cannot be read or is not there. A bay must never fail for it. */
export async function readStampOf(drive: Drive): Promise<Stamp | null> {
  try {
    await using opened = await openToRead(drive.path, drive.logicalSectorBytes);
    return await stampOf(opened);
  } catch {
    return null;
  }
}

export async function stampOf({ sizeBytes, read }: ReadableDrive): Promise<Stamp | null> {
  if (sizeBytes < STAMP_OFFSET + STAMP_BYTES) return null;
  return decodeStamp(await read({ offset: STAMP_OFFSET, length: STAMP_BYTES }));
}

/** What lies on a drive, as far as its first bytes and its volumes' first sectors tell. */
export async function inspectDrive(drive: ReadableDrive): Promise<Inspection> {
  const { path, sizeBytes, sectorBytes } = drive;
  const stamp = await stampOf(drive);
  const mbr = decodeMbr(await drive.read({ offset: 0, length: sectorBytes }), sectorBytes);
  const both = mbr === null || mbr.protectiveGpt ? await readGpt(drive.read, sizeBytes, sectorBytes) : null;
  const gpt = both?.primary ?? both?.backup ?? null;
  const found = gpt
    ? gpt.partitions.map((each) => ({ ...each, type: each.typeGuid, active: false }))
    : (mbr?.partitions ?? []).map((each) => ({ ...each, partitionGuid: null, type: hex(each.type, 2) }));
  const partitions = await Promise.all(
    found.map(async ({ number, startBytes, sizeBytes: length, type, active, partitionGuid }) => ({
      number,
      startBytes,
      sizeBytes: length,
      type,
      active,
      partitionGuid,
      ...(await volumeAt(drive, { offset: startBytes, length })),
    })),
  );
  const device = (startBytes: number, partitionGuid: string | null): BcdDevice =>
    gpt && partitionGuid
      ? { kind: "gpt-partition", diskGuid: gpt.diskGuid, partitionGuid }
      : { kind: "mbr-partition", diskSignature: mbr?.diskSignature ?? 0, offsetBytes: startBytes };
  const seen = partitions.map((each) => ({
    ...each,
    offset: each.startBytes,
    length: each.sizeBytes,
    device: device(each.startBytes, each.partitionGuid),
  }));
  const signature = mbr && !mbr.protectiveGpt ? hex(mbr.diskSignature, 8) : null;
  return {
    path,
    sizeBytes,
    table: gpt ? "gpt" : mbr ? "mbr" : "none",
    diskSignature: signature,
    diskGuid: gpt?.diskGuid ?? null,
    partitions,
    boot: await bootOn(drive.read, seen),
    stamp,
  };
}

async function volumeAt(drive: ReadableDrive, { offset, length }: ByteRange) {
  const read: ReadBytes = (range) =>
    drive.read({ offset: offset + range.offset, length: Math.min(range.length, length) });
  const sector = await read({ offset: 0, length: 4096 });
  const ntfs = decodeNtfsBoot(sector);
  if (ntfs) {
    const info = await volumeInfo(read).catch(() => null); // damaged inside: the boot sector alone still tells
    return { fileSystem: "NTFS", label: info?.label ?? null, volumeSerial: ntfs.serial };
  }
  const fat = decodeFatBoot(sector);
  if (fat) return { fileSystem: fat.type, label: fat.label, volumeSerial: fat.serial };
  return { fileSystem: null, label: null, volumeSerial: null };
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
