import { StagingFault } from "../../../shared/fault.ts";
import type { ByteRange, ReadBytes } from "./byte-range.ts";
import { damaged } from "./ntfs-bytes.ts";
import { findInDirectory, readUpperCase } from "./ntfs-index.ts";
import { DATA, REPARSE_POINT, VOLUME_INFORMATION, VOLUME_NAME, type FileRecord } from "./ntfs-record.ts";
import { NtfsVolume, type Stream } from "./ntfs-volume.ts";

const VOLUME_FILE = 3;
const ROOT_DIRECTORY = 5;
const COMPRESSED = 0x00ff;
const ENCRYPTED = 0x4000;
const SPARSE = 0x8000;

/** Reparse tag of a file that Windows keeps packed ("compact"): nothing but Windows itself can read it. */
export const WOF_REPARSE_TAG = 0x80000017;

export interface VolumeInfo {
  label: string;
  /** "3.1" */
  version: string;
  /** $VOLUME_INFORMATION flags; 0 means clean, 1 dirty. */
  flags: number;
}

/** @throws StagingFault media-corrupt */
export async function volumeInfo(read: ReadBytes): Promise<VolumeInfo> {
  const volume = await NtfsVolume.open(read);
  const record = await volume.record(VOLUME_FILE);
  const info = (await volume.stream(record, VOLUME_INFORMATION, ""))?.resident;
  const label = (await volume.stream(record, VOLUME_NAME, ""))?.resident;
  if (!info) throw damaged("it has no $VOLUME_INFORMATION");
  return {
    label: label ? label.text(0, Math.floor(label.length / 2)) : "",
    version: `${info.u8(8)}.${info.u8(9)}`,
    flags: info.u16(10),
  };
}

/** How a file lies on the volume; its unnamed $DATA is meant. */
export interface FileFound {
  directory: boolean;
  sizeBytes: number;
  resident: boolean;
  compressed: boolean;
  encrypted: boolean;
  sparse: boolean;
  reparseTag: number | null;
}

/**
 * Looks a file up by its path, whatever its case.
 * @param path "\sources\boot.wim"; slashes do as well
 * @returns null when there is no such file
 * @throws StagingFault media-corrupt
 */
export async function findFile(read: ReadBytes, path: string): Promise<FileFound | null> {
  const volume = await NtfsVolume.open(read);
  const record = await walk(volume, path);
  if (!record) return null;
  const data = await volume.stream(record, DATA, "");
  const flags = data?.flags ?? 0;
  return {
    directory: record.directory,
    sizeBytes: data?.sizeBytes ?? 0,
    resident: data !== null && data.resident !== null,
    compressed: (flags & COMPRESSED) !== 0,
    encrypted: (flags & ENCRYPTED) !== 0,
    sparse: (flags & SPARSE) !== 0,
    reparseTag: await reparseTag(volume, record),
  };
}

/**
 * Reads a whole file.
 * @returns null when there is no such file, or it is a directory
 * @throws StagingFault media-corrupt; media-unsupported when it is compressed, encrypted or larger than `maxBytes`
 */
export async function readFile(
  read: ReadBytes,
  path: string,
  maxBytes = 16 * 1024 * 1024,
): Promise<Uint8Array | null> {
  const volume = await NtfsVolume.open(read);
  const record = await walk(volume, path);
  const data = record && (await volume.stream(record, DATA, ""));
  if (!data) return null;
  if (data.flags & (COMPRESSED | ENCRYPTED))
    throw unsupported(`${path} is compressed or encrypted; it cannot be read here.`);
  if (data.sizeBytes > maxBytes)
    throw unsupported(`${path} has ${data.sizeBytes} bytes; ${maxBytes} is the most that is read here.`);
  return volume.readStream(data, 0, data.sizeBytes);
}

/**
 * Where on the volume a file's bytes lie, in the file's order: what is written there is what the file then says.
 * @returns null when there is no such file
 * @throws StagingFault media-corrupt; media-unsupported when its bytes lie inside its FILE record, are packed, or are
 * not all there: then no place on the volume is the file's own
 */
export async function fileRanges(read: ReadBytes, path: string): Promise<ByteRange[] | null> {
  const volume = await NtfsVolume.open(read);
  const record = await walk(volume, path);
  const data = record && (await volume.stream(record, DATA, ""));
  if (!data) return null;
  const plain = data.resident === null && data.initializedBytes === data.sizeBytes;
  if (!plain || data.flags & (COMPRESSED | ENCRYPTED | SPARSE))
    throw unsupported(`${path} does not lie in clusters of its own, so nothing can be laid over it.`);
  const { clusterBytes } = volume.boot;
  return data.runs.flatMap(({ vcn, lcn, clusters }) => {
    const left = data.sizeBytes - vcn * clusterBytes;
    if (lcn === null || left <= 0) return [];
    return [{ offset: lcn * clusterBytes, length: Math.min(clusters * clusterBytes, left) }];
  });
}

/** Where on the volume the FILE record of a file or folder lies; null when there is none. @throws as `findFile` */
export async function recordRange(read: ReadBytes, path: string): Promise<ByteRange | null> {
  const volume = await NtfsVolume.open(read);
  const record = await walk(volume, path);
  return record && volume.recordRange(record.number);
}

async function walk(volume: NtfsVolume, path: string): Promise<FileRecord | null> {
  const upperCase = await readUpperCase(volume);
  let record = await volume.record(ROOT_DIRECTORY);
  for (const name of path.split(/[\\/]/).filter((part) => part !== "")) {
    if (!record.directory) return null;
    const number = await findInDirectory(volume, record, name, upperCase);
    if (number === null) return null;
    record = await volume.record(number);
  }
  return record;
}

async function reparseTag(volume: NtfsVolume, record: FileRecord): Promise<number | null> {
  const stream: Stream | null = await volume.stream(record, REPARSE_POINT, "");
  if (!stream || stream.sizeBytes < 4) return null;
  const bytes = await volume.readStream(stream, 0, 4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function unsupported(message: string): StagingFault {
  return new StagingFault("media-unsupported", message);
}
