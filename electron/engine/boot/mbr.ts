import { StagingFault } from "../../../shared/fault.ts";
import { hasTextAt, viewOf } from "./byte-range.ts";

/** The classic partition table in a drive's first sector. Offsets as in the public descriptions of the format. */
const BOOT_CODE_BYTES = 440;
const SIGNATURE_AT = 440;
const TABLE_AT = 446;
const ENTRY_BYTES = 16;
const ENTRIES = 4;
const MARK_AT = 510;
const MAX_SECTORS = 2 ** 32;
/** Partition type of the single entry that protects a GPT. */
const PROTECTIVE = 0xee;

export interface MbrPartition {
  startBytes: number;
  sizeBytes: number;
  type: number;
  active: boolean;
}

export interface MbrContents {
  /** At most 440 bytes; null leaves the code area zero. */
  bootCode: Uint8Array | null;
  diskSignature: number;
  sectorBytes: number;
  partitions: readonly MbrPartition[];
}

export interface DecodedMbr {
  diskSignature: number;
  /** In table order; `number` is the slot, 1 to 4. */
  partitions: (MbrPartition & { number: number })[];
  /** True when an entry of type EE says that the real table is a GPT. */
  protectiveGpt: boolean;
}

/** Gives the drive's first sector. @throws StagingFault sequence-invalid when such a table cannot be written */
export function encodeMbr({ bootCode, diskSignature, sectorBytes, partitions }: MbrContents): Uint8Array {
  checkPartitions(partitions, sectorBytes);
  if (bootCode && bootCode.length > BOOT_CODE_BYTES)
    throw invalid(
      `The MBR boot code has ${bootCode.length} bytes; ${BOOT_CODE_BYTES} is the most there is room for.`,
    );
  const sector = new Uint8Array(sectorBytes);
  const view = viewOf(sector);
  if (bootCode) sector.set(bootCode);
  view.setUint32(SIGNATURE_AT, diskSignature, true);
  partitions.forEach((partition, index) =>
    writeEntry(view, TABLE_AT + index * ENTRY_BYTES, partition, sectorBytes),
  );
  view.setUint16(MARK_AT, 0xaa55, true);
  return sector;
}

function writeEntry(view: DataView, at: number, partition: MbrPartition, sectorBytes: number): void {
  const start = partition.startBytes / sectorBytes;
  const sectors = partition.sizeBytes / sectorBytes;
  view.setUint8(at, partition.active ? 0x80 : 0);
  writeChs(view, at + 1, start);
  view.setUint8(at + 4, partition.type);
  writeChs(view, at + 5, start + sectors - 1);
  view.setUint32(at + 8, start, true);
  view.setUint32(at + 12, sectors, true);
}

/** For 255 heads and 63 sectors; FE FF FF where cylinders run out, which tells everyone to use the sector number. */
function writeChs(view: DataView, at: number, lba: number): void {
  const cylinder = Math.floor(lba / (255 * 63));
  const fits = cylinder <= 1023;
  const head = fits ? Math.floor(lba / 63) % 255 : 254;
  const sector = fits ? (lba % 63) + 1 : 63;
  const shownCylinder = fits ? cylinder : 1023;
  view.setUint8(at, head);
  view.setUint8(at + 1, sector | ((shownCylinder >> 8) << 6));
  view.setUint8(at + 2, shownCylinder & 0xff);
}

function checkPartitions(partitions: readonly MbrPartition[], sectorBytes: number): void {
  if (partitions.length > ENTRIES)
    throw invalid(`An MBR table holds ${ENTRIES} partitions; the layout has ${partitions.length}.`);
  for (const { startBytes, sizeBytes, type } of partitions) {
    if (startBytes % sectorBytes !== 0 || sizeBytes % sectorBytes !== 0)
      throw invalid(
        `A partition at byte ${startBytes} with ${sizeBytes} bytes is no whole number of ${sectorBytes}-byte sectors.`,
      );
    if (startBytes < sectorBytes || sizeBytes < sectorBytes)
      throw invalid(
        `A partition at byte ${startBytes} with ${sizeBytes} bytes leaves no room for the table or is empty.`,
      );
    if (startBytes + sizeBytes > MAX_SECTORS * sectorBytes)
      throw invalid(
        `A partition ends at byte ${startBytes + sizeBytes}; an MBR table ends at ${MAX_SECTORS * sectorBytes}.`,
      );
    if (!Number.isInteger(type) || type < 1 || type > 255)
      throw invalid(`Partition type ${type} does not exist.`);
  }
  const pair = overlap(partitions);
  if (pair) throw invalid(`The partitions at byte ${pair[0]} and byte ${pair[1]} overlap.`);
}

function overlap(partitions: readonly MbrPartition[]): [number, number] | null {
  const inOrder = partitions.toSorted((a, b) => a.startBytes - b.startBytes);
  for (const [index, next] of inOrder.slice(1).entries()) {
    const before = inOrder[index];
    if (before && before.startBytes + before.sizeBytes > next.startBytes)
      return [before.startBytes, next.startBytes];
  }
  return null;
}

/**
 * Reads a table. Null when the sector holds none: no 55 AA, a volume's boot sector (which ends in 55 AA too), or
 * entries that no program would have written.
 */
export function decodeMbr(sector: Uint8Array, sectorBytes: number): DecodedMbr | null {
  if (sector.length < 512 || isVolumeBootSector(sector)) return null;
  const view = viewOf(sector);
  if (view.getUint16(MARK_AT, true) !== 0xaa55) return null;
  const partitions: DecodedMbr["partitions"] = [];
  for (let index = 0; index < ENTRIES; index++) {
    const entry = readEntry(view, TABLE_AT + index * ENTRY_BYTES, sectorBytes);
    if (entry === "implausible") return null;
    if (entry) partitions.push({ number: index + 1, ...entry });
  }
  if (overlap(partitions)) return null;
  return {
    diskSignature: view.getUint32(SIGNATURE_AT, true),
    partitions,
    protectiveGpt: partitions.some(({ type }) => type === PROTECTIVE),
  };
}

function readEntry(view: DataView, at: number, sectorBytes: number): MbrPartition | "implausible" | null {
  const status = view.getUint8(at);
  const type = view.getUint8(at + 4);
  const start = view.getUint32(at + 8, true);
  const sectors = view.getUint32(at + 12, true);
  if (status !== 0 && status !== 0x80) return "implausible";
  if (type === 0) return start === 0 && sectors === 0 ? null : "implausible";
  if (start === 0 || sectors === 0) return "implausible";
  return { startBytes: start * sectorBytes, sizeBytes: sectors * sectorBytes, type, active: status === 0x80 };
}

function isVolumeBootSector(sector: Uint8Array): boolean {
  const marks: [number, string][] = [
    [3, "NTFS    "],
    [3, "EXFAT   "],
    [0x36, "FAT1"],
    [0x52, "FAT32   "],
  ];
  return marks.some(([at, text]) => hasTextAt(sector, at, text));
}

function invalid(message: string): StagingFault {
  return new StagingFault("sequence-invalid", message);
}
