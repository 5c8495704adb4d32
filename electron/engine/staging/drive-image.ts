import { encodeMbr } from "../boot/mbr.ts";
import type { LaidPartition } from "./layout.ts";
import { clearRanges } from "./layout.ts";
import type { Range, Segment } from "./machine.ts";
import type { MasterVolume } from "./masters.ts";

/** The ids that are this unit's alone. */
export interface UnitIds {
  /** MBR disk signature, never 0. */
  diskSignature: number;
  /** One for each volume, in partition order: 16 hex digits. */
  volumeSerials: string[];
}

/** What one drive is to carry, in the order in which it goes there. */
export interface DriveImage {
  /** Zeroed first. */
  clear: Range[];
  /** Written in the write phase: all content, without what makes it a valid drive. */
  content: Segment[];
  /** Written last: the first block of each volume, then the partition table. */
  finish: Segment[];
  contentBytes: number;
}

export interface ImageParts {
  laid: readonly LaidPartition[];
  /** For each partition its master; null for a partition without a volume. */
  masters: readonly (MasterVolume | null)[];
  ids: UnitIds;
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
    const composed = await composeVolume(master, patches, offset);
    finish.push(composed.first);
    content.push(...composed.rest);
  }
  finish.push({ kind: "bytes", offset: 0, bytes: partitionTable(parts) });
  return {
    clear: clearRanges(parts.laid, parts.driveBytes),
    content,
    finish,
    contentBytes: content.reduce((sum, segment) => sum + segmentBytes(segment), 0),
  };
}

export function segmentBytes(segment: Segment): number {
  return segment.kind === "master" ? segment.length : segment.bytes.length;
}

interface Patch {
  /** In the volume. */
  offset: number;
  bytes: Uint8Array;
}

const BLOCK_BYTES = 4096;

/** Cuts the master's extents around the blocks that are this unit's own, and the first block out of all of it. */
async function composeVolume(
  master: MasterVolume,
  patches: readonly Patch[],
  startBytes: number,
): Promise<{ first: Segment; rest: Segment[] }> {
  const patched = new Map<number, Uint8Array>();
  for (const patch of patches) {
    const at = Math.floor(patch.offset / BLOCK_BYTES) * BLOCK_BYTES;
    const block = patched.get(at) ?? Uint8Array.from(await master.read({ offset: at, length: BLOCK_BYTES }));
    block.set(patch.bytes, patch.offset - at);
    patched.set(at, block);
  }
  const firstAt = master.firstBlock.offset;
  const first = patched.get(firstAt) ?? (await master.read(master.firstBlock));
  const own = [...new Set([...patched.keys(), firstAt])].sort((a, b) => a - b);
  const rest: Segment[] = cutAround(master.extents, own).map((range) => ({
    kind: "master",
    master: master.key,
    masterOffset: range.offset,
    offset: startBytes + range.offset,
    length: range.length,
  }));
  for (const [at, bytes] of patched)
    if (at !== firstAt) rest.push({ kind: "bytes", offset: startBytes + at, bytes });
  rest.sort((a, b) => a.offset - b.offset);
  return { first: { kind: "bytes", offset: startBytes + firstAt, bytes: first }, rest };
}

/** The extents without the blocks at these offsets. Both in order. */
export function cutAround(extents: readonly Range[], blocks: readonly number[]): Range[] {
  return extents.flatMap(({ offset, length }) => {
    const pieces: Range[] = [];
    let from = offset;
    const end = offset + length;
    for (const block of blocks) {
      if (block + BLOCK_BYTES <= from || block >= end) continue;
      if (block > from) pieces.push({ offset: from, length: block - from });
      from = block + BLOCK_BYTES;
    }
    if (from < end) pieces.push({ offset: from, length: end - from });
    return pieces;
  });
}

function partitionTable({ laid, ids, sectorBytes, bootCode }: ImageParts): Uint8Array {
  return encodeMbr({
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
}

/** NTFS keeps its serial little endian; people read it as one big number. */
function serialBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(`0x${hex}`), true);
  return bytes;
}
