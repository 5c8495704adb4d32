import { encodeGpt } from "../boot/gpt-write.ts";
import { encodeMbr } from "../boot/mbr.ts";
import type { PartitionKind, Plan } from "../sequence/plan.ts";
import { composeVolume, serialBytes, placePatches } from "./compose-volume.ts";
import type { LaidPartition } from "./layout.ts";
import { clearRanges, fullFormats, tableRanges } from "./layout.ts";
import type { Range, Segment } from "./machine.ts";
import type { MasterVolume } from "./masters.ts";
import { rangesBetween } from "./ranges.ts";

/** The ids that are this unit's alone. */
export interface UnitIds {
  /** MBR disk signature; 0 on a drive with a GPT, which has none. */
  diskSignature: number;
  /** Upper case; null on a drive with an MBR. */
  diskGuid: string | null;
  /** One for each partition of a GPT, in order; none on an MBR. */
  partitionGuids: string[];
  /** One for each volume, in partition order: 16 hex digits for NTFS, 8 for FAT32. */
  volumeSerials: string[];
}

/** What one drive is to carry, in the order in which it goes there. */
export interface DriveImage {
  /** Where old partition tables and stamps may be: zeroed before anything else is touched. */
  tables: Range[];
  /** Zeroed next: what could be mistaken for new, and what a full format is not to leave behind. */
  clear: Range[];
  /** Written in the write phase: all content, without what makes it a valid drive. */
  content: Segment[];
  /**
   * Written last, one after the other: the first block of each volume, then the partition table. Of a GPT the backup
   * comes first and the protective MBR last: until then the drive has no table that anyone believes.
   */
  finish: Segment[];
  contentBytes: number;
}

export interface ImageParts {
  style: Plan["style"];
  laid: readonly LaidPartition[];
  /** For each partition its master; null for a partition without a volume. */
  masters: readonly (MasterVolume | null)[];
  ids: UnitIds;
  /** This unit's boot store, for the one master that keeps a place for it; null when the medium's own is kept. */
  bootStore: Uint8Array | null;
  /** This unit's own files, for each partition in the order of its recipe. */
  files: readonly (readonly Uint8Array[])[];
  driveBytes: number;
  sectorBytes: number;
  bootCode: Uint8Array;
}

/** Puts the masters and this unit's own bytes together. Reads a few blocks of the masters, writes nothing. */
export async function composeDriveImage(parts: ImageParts): Promise<DriveImage> {
  const content: Segment[] = [];
  const finish: Segment[] = [];
  let volume = 0;
  for (const [n, { offset }] of parts.laid.entries()) {
    const master = parts.masters[n];
    if (!master) continue;
    const serial = serialBytes(parts.ids.volumeSerials[volume++] ?? "");
    const patches = master.serialOffsets.map((at) => ({ offset: at, bytes: serial }));
    if (master.storeRanges && parts.bootStore)
      patches.push(...placePatches(master.storeRanges, parts.bootStore, "boot store"));
    for (const [file, ranges] of master.unitFileRanges.entries())
      patches.push(...placePatches(ranges, parts.files[n]?.[file] ?? new Uint8Array(), "unit's own file"));
    const composed = await composeVolume(master, patches, offset);
    finish.push(composed.first);
    content.push(...composed.rest);
  }
  finish.push(...(parts.style === "gpt" ? gpt(parts) : [mbr(parts)]));
  return {
    tables: tableRanges(parts.driveBytes),
    clear: clearedFor(parts, [...content, ...finish]),
    content,
    finish,
    contentBytes: content.reduce((sum, segment) => sum + segmentBytes(segment), 0),
  };
}

/** Both ends and each volume's start; of a fully formatted volume all that nothing new comes to lie on. */
function clearedFor({ laid, driveBytes }: ImageParts, segments: readonly Segment[]): Range[] {
  const always = clearRanges(laid, driveBytes);
  const covered = [...always, ...segments.map(segmentRange)];
  const full = fullFormats(laid).flatMap(({ offset, length }) =>
    rangesBetween(covered, offset + length, offset),
  );
  return [...always, ...full];
}

export function segmentRange(segment: Segment): Range {
  return { offset: segment.offset, length: segmentBytes(segment) };
}

export function segmentBytes(segment: Segment): number {
  return segment.kind === "master" ? segment.length : segment.bytes.length;
}

function mbr({ laid, ids, sectorBytes, bootCode }: ImageParts): Segment {
  const bytes = encodeMbr({
    bootCode,
    diskSignature: ids.diskSignature,
    sectorBytes,
    partitions: laid.map(({ partition, offset, length }) => ({
      startBytes: offset,
      sizeBytes: length,
      type: partition.type,
      active: partition.active,
    })),
  });
  return { kind: "bytes", offset: 0, bytes };
}

/** What Windows calls them. */
const NAMES: Readonly<Record<PartitionKind, string>> = {
  efi: "EFI system partition",
  msr: "Microsoft reserved partition",
  primary: "Basic data partition",
  hidden: "Basic data partition",
  recovery: "Recovery",
};

function gpt({ laid, ids, driveBytes, sectorBytes }: ImageParts): Segment[] {
  const { backup, primary, protectiveMbr } = encodeGpt({
    diskGuid: ids.diskGuid ?? "",
    driveBytes,
    sectorBytes,
    partitions: laid.map(({ partition, offset, length }, n) => ({
      typeGuid: partition.typeGuid ?? "",
      partitionGuid: ids.partitionGuids[n] ?? "",
      startBytes: offset,
      sizeBytes: length,
      name: NAMES[partition.kind],
      attributes: partition.attributeBits.reduce((bits, bit) => bits | (1n << BigInt(bit)), 0n),
    })),
  });
  return [backup, primary, protectiveMbr].map(({ offset, bytes }) => ({ kind: "bytes", offset, bytes }));
}
