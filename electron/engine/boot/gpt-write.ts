import { StagingFault } from "../../../shared/fault.ts";
import { viewOf } from "./byte-range.ts";
import { crc32 } from "./crc32.ts";
import { guidBytes } from "./guid.ts";

/** Writes GUID partition tables. Source of the layout: UEFI specification, chapter 5. */
const HEADER_BYTES = 92;
const REVISION = 0x10000;
const ENTRIES = 128;
const ENTRY_BYTES = 128;
const NAME_UNITS = 36;
const PROTECTIVE = 0xee;

/** Partition types by what they are for. */
export const gptTypes = {
  esp: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
  msr: "E3C9E316-0B5C-4DB8-817D-F92DF00215AE",
  data: "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
  recovery: "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC",
} as const;

/** Bits of a partition's attributes, as Windows reads them. */
export const gptAttributes = { required: 1n, noDriveLetter: 1n << 63n } as const;

export interface GptPartitionToWrite {
  typeGuid: string;
  partitionGuid: string;
  startBytes: number;
  sizeBytes: number;
  /** At most 36 UTF-16 code units. */
  name: string;
  attributes: bigint;
}

export interface GptToWrite {
  diskGuid: string;
  driveBytes: number;
  sectorBytes: number;
  partitions: readonly GptPartitionToWrite[];
}

/** One stretch of the drive. */
export interface GptPart {
  offset: number;
  bytes: Uint8Array;
}

/** The parts of a GPT in the order in which they go onto a drive: what makes it valid comes last. */
export interface EncodedGpt {
  /** Entries and header at the drive's end: the header lies behind them, so one stretch holds both. */
  backup: GptPart;
  /** Header and entries from the second sector on. */
  primary: GptPart;
  /** The first sector: one entry of type EE over the whole drive, no boot code, no signature. */
  protectiveMbr: GptPart;
}

/** @throws StagingFault sequence-invalid when such a table cannot be written */
export function encodeGpt(gpt: GptToWrite): EncodedGpt {
  const { driveBytes, sectorBytes } = gpt;
  const lastLba = Math.floor(driveBytes / sectorBytes) - 1;
  const tableSectors = (ENTRIES * ENTRY_BYTES) / sectorBytes;
  const firstUsable = 2 + tableSectors;
  const lastUsable = lastLba - tableSectors - 1;
  check(gpt, firstUsable * sectorBytes, (lastUsable + 1) * sectorBytes);
  const entries = encodeEntries(gpt);
  const shared = { diskGuid: gpt.diskGuid, firstUsable, lastUsable, entriesCrc: crc32(entries) };

  const primary = new Uint8Array(sectorBytes + entries.length);
  primary.set(header({ ...shared, thisLba: 1, otherLba: lastLba, entriesLba: 2 }));
  primary.set(entries, sectorBytes);
  const backup = new Uint8Array(entries.length + sectorBytes);
  backup.set(entries);
  const backupAt = { thisLba: lastLba, otherLba: 1, entriesLba: lastUsable + 1 };
  backup.set(header({ ...shared, ...backupAt }), entries.length);
  return {
    backup: { offset: (lastUsable + 1) * sectorBytes, bytes: backup },
    primary: { offset: sectorBytes, bytes: primary },
    protectiveMbr: { offset: 0, bytes: protectiveMbr(lastLba, sectorBytes) },
  };
}

function encodeEntries({ partitions, sectorBytes }: GptToWrite): Uint8Array {
  const bytes = new Uint8Array(ENTRIES * ENTRY_BYTES);
  const view = viewOf(bytes);
  for (const [index, partition] of partitions.entries()) {
    const at = index * ENTRY_BYTES;
    const first = partition.startBytes / sectorBytes;
    bytes.set(guidBytes(partition.typeGuid), at);
    bytes.set(guidBytes(partition.partitionGuid), at + 16);
    view.setBigUint64(at + 32, BigInt(first), true);
    view.setBigUint64(at + 40, BigInt(first + partition.sizeBytes / sectorBytes - 1), true);
    view.setBigUint64(at + 48, partition.attributes, true);
    for (let n = 0; n < partition.name.length; n++)
      view.setUint16(at + 56 + n * 2, partition.name.charCodeAt(n), true);
  }
  return bytes;
}

interface HeaderFields {
  diskGuid: string;
  firstUsable: number;
  lastUsable: number;
  entriesCrc: number;
  thisLba: number;
  otherLba: number;
  entriesLba: number;
}

function header(fields: HeaderFields): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  bytes.set(new TextEncoder().encode("EFI PART"));
  view.setUint32(8, REVISION, true);
  view.setUint32(12, HEADER_BYTES, true);
  view.setBigUint64(24, BigInt(fields.thisLba), true);
  view.setBigUint64(32, BigInt(fields.otherLba), true);
  view.setBigUint64(40, BigInt(fields.firstUsable), true);
  view.setBigUint64(48, BigInt(fields.lastUsable), true);
  bytes.set(guidBytes(fields.diskGuid), 56);
  view.setBigUint64(72, BigInt(fields.entriesLba), true);
  view.setUint32(80, ENTRIES, true);
  view.setUint32(84, ENTRY_BYTES, true);
  view.setUint32(88, fields.entriesCrc, true);
  view.setUint32(16, crc32(bytes), true); // counted while this field is zero
  return bytes;
}

function protectiveMbr(lastLba: number, sectorBytes: number): Uint8Array {
  const sector = new Uint8Array(sectorBytes);
  const view = viewOf(sector);
  const at = 446;
  sector.set([0, 0x00, 0x02, 0x00, PROTECTIVE, 0xff, 0xff, 0xff], at); // as UEFI 5.2.3 has it
  view.setUint32(at + 8, 1, true);
  view.setUint32(at + 12, Math.min(lastLba, 0xffffffff), true);
  view.setUint16(510, 0xaa55, true);
  return sector;
}

function check({ partitions, sectorBytes, diskGuid }: GptToWrite, from: number, to: number): void {
  if (partitions.length > ENTRIES)
    throw invalid(`A GPT holds ${ENTRIES} partitions; the layout has ${partitions.length}.`);
  let end = from;
  for (const { startBytes, sizeBytes, name } of partitions.toSorted((a, b) => a.startBytes - b.startBytes)) {
    if (startBytes % sectorBytes !== 0 || sizeBytes % sectorBytes !== 0 || sizeBytes < sectorBytes)
      throw invalid(
        `The partition “${name}” at byte ${startBytes} with ${sizeBytes} bytes is no whole number of ${sectorBytes}-byte sectors.`,
      );
    if (startBytes < end)
      throw invalid(`The partition “${name}” at byte ${startBytes} lies in what is taken already.`);
    if (startBytes + sizeBytes > to)
      throw invalid(`The partition “${name}” ends at byte ${startBytes + sizeBytes}; the last is ${to}.`);
    if (name.length > NAME_UNITS) throw invalid(`The partition name “${name}” is too long.`);
    end = startBytes + sizeBytes;
  }
  const guids = [diskGuid, ...partitions.map(({ partitionGuid }) => partitionGuid)];
  if (new Set(guids.map((guid) => guid.toUpperCase())).size !== guids.length)
    throw invalid("Two parts of the drive were given the same GUID.");
}

function invalid(message: string): StagingFault {
  return new StagingFault("sequence-invalid", message);
}
