import { hasTextAt, viewOf, type ReadBytes } from "./byte-range.ts";
import { crc32 } from "./crc32.ts";
import { guidAt } from "./guid.ts";

/** Reads GUID partition tables; `gpt-write.ts` writes them. Source of the layout: UEFI specification, chapter 5.3. */
const HEADER_BYTES = 92;
/** A table as large as this is none: 128 entries of 128 bytes are the rule. */
const MAX_ENTRIES_BYTES = 1024 * 1024;

export interface GptPartition {
  /** Its slot, from 1. */
  number: number;
  typeGuid: string; // "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
  partitionGuid: string;
  startBytes: number;
  sizeBytes: number;
  name: string;
}

export interface GptHeader {
  thisLba: number;
  otherLba: number;
  diskGuid: string;
  entriesLba: number;
  entryCount: number;
  entryBytes: number;
  entriesCrc32: number;
}

export interface Gpt {
  diskGuid: string;
  partitions: GptPartition[];
}

/** Both copies of a drive's table; null for one that is absent or whose checksums do not hold. */
export async function readGpt(
  read: ReadBytes,
  driveBytes: number,
  sectorBytes: number,
): Promise<{ primary: Gpt | null; backup: Gpt | null }> {
  const lastLba = Math.floor(driveBytes / sectorBytes) - 1;
  if (lastLba < 2) return { primary: null, backup: null };
  return {
    primary: await readCopy(read, 1, lastLba, sectorBytes),
    backup: await readCopy(read, lastLba, lastLba, sectorBytes),
  };
}

async function readCopy(
  read: ReadBytes,
  lba: number,
  lastLba: number,
  sectorBytes: number,
): Promise<Gpt | null> {
  const sector = await read({ offset: lba * sectorBytes, length: sectorBytes });
  const header = decodeGptHeader(sector, lba);
  if (!header) return null;
  const tableBytes = header.entryCount * header.entryBytes;
  const length = Math.ceil(tableBytes / sectorBytes) * sectorBytes;
  if (header.entriesLba + length / sectorBytes > lastLba + 1) return null;
  const entries = await read({ offset: header.entriesLba * sectorBytes, length });
  const partitions = decodeGptEntries(entries.subarray(0, tableBytes), header, sectorBytes);
  return partitions && { diskGuid: header.diskGuid, partitions };
}

/** Null unless this is a header for this very place and its checksum holds. */
export function decodeGptHeader(sector: Uint8Array, lba: number): GptHeader | null {
  if (sector.length < 512 || !hasTextAt(sector, 0, "EFI PART")) return null;
  const view = viewOf(sector);
  const headerBytes = view.getUint32(12, true);
  if (headerBytes < HEADER_BYTES || headerBytes > sector.length) return null;
  const counted = sector.slice(0, headerBytes);
  viewOf(counted).setUint32(16, 0, true);
  if (crc32(counted) !== view.getUint32(16, true)) return null;
  const header: GptHeader = {
    thisLba: Number(view.getBigUint64(24, true)),
    otherLba: Number(view.getBigUint64(32, true)),
    diskGuid: guidAt(view, 56),
    entriesLba: Number(view.getBigUint64(72, true)),
    entryCount: view.getUint32(80, true),
    entryBytes: view.getUint32(84, true),
    entriesCrc32: view.getUint32(88, true),
  };
  const { thisLba, entriesLba, entryCount, entryBytes } = header;
  const plausible = thisLba === lba && entriesLba >= 2 && Number.isSafeInteger(entriesLba);
  const sized = entryBytes >= 128 && entryBytes % 8 === 0 && entryCount * entryBytes <= MAX_ENTRIES_BYTES;
  return plausible && sized ? header : null;
}

/** Null when the entries' checksum does not hold. */
export function decodeGptEntries(
  bytes: Uint8Array,
  { entryCount, entryBytes, entriesCrc32 }: GptHeader,
  sectorBytes: number,
): GptPartition[] | null {
  if (bytes.length !== entryCount * entryBytes || crc32(bytes) !== entriesCrc32) return null;
  const view = viewOf(bytes);
  const partitions: GptPartition[] = [];
  for (let index = 0; index < entryCount; index++) {
    const at = index * entryBytes;
    const used = bytes.subarray(at, at + 16).some((byte) => byte !== 0);
    if (used) partitions.push(partitionAt(view, at, index + 1, sectorBytes));
  }
  return partitions;
}

function partitionAt(view: DataView, at: number, number: number, sectorBytes: number): GptPartition {
  const first = Number(view.getBigUint64(at + 32, true));
  const last = Number(view.getBigUint64(at + 40, true));
  const units = Array.from({ length: 36 }, (_, index) => view.getUint16(at + 56 + index * 2, true));
  const end = units.indexOf(0);
  return {
    number,
    typeGuid: guidAt(view, at),
    partitionGuid: guidAt(view, at + 16),
    startBytes: first * sectorBytes,
    sizeBytes: Math.max(0, last - first + 1) * sectorBytes,
    name: String.fromCharCode(...(end < 0 ? units : units.slice(0, end))),
  };
}
