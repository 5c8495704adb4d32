import { viewOf } from "../boot/byte-range.ts";
import { decodeFatStart } from "../boot/fat-boot-record.ts";
import { decodeNtfsBoot } from "../boot/ntfs-boot.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range, Segment } from "./machine.ts";
import type { MasterVolume } from "./masters.ts";

/** Bytes that are one unit's own, over a master's placeholder of the same length. */
export interface Patch {
  /** In the volume. */
  offset: number;
  bytes: Uint8Array;
}

const BLOCK_BYTES = 4096;

/**
 * Cuts the master's extents around the blocks that are this unit's own, and the first block out of all of it.
 * @throws StagingFault master-failed when the volume would not start where it is to lie
 */
export async function composeVolume(
  master: MasterVolume,
  patches: readonly Patch[],
  startBytes: number,
): Promise<{ first: Segment; rest: Segment[] }> {
  const patched = await patchedBlocks(master, patches);
  const firstAt = master.firstBlock.offset;
  const first = patched.get(firstAt) ?? (await master.read(master.firstBlock));
  await checkStart(master, first, patched, startBytes);
  const own = [...new Set([...patched.keys(), firstAt])].sort((a, b) => a - b);
  const rest: Segment[] = cutAround(master.extents, own).map((range) => ({
    kind: "master",
    master: range.file,
    masterOffset: range.offset,
    offset: startBytes + range.offset,
    length: range.length,
  }));
  for (const [at, bytes] of patched)
    if (at !== firstAt) rest.push({ kind: "bytes", offset: startBytes + at, bytes });
  rest.sort((a, b) => a.offset - b.offset);
  return { first: { kind: "bytes", offset: startBytes + firstAt, bytes: first }, rest };
}

/** The master's blocks that patches touch, with them in place, by their offset. */
async function patchedBlocks(
  master: MasterVolume,
  patches: readonly Patch[],
): Promise<Map<number, Uint8Array>> {
  const patched = new Map<number, Uint8Array>();
  for (const { offset, bytes } of patches) {
    for (let done = 0; done < bytes.length;) {
      const position = offset + done;
      const at = position - (position % BLOCK_BYTES);
      const part = bytes.subarray(done, done + at + BLOCK_BYTES - position);
      const block =
        patched.get(at) ?? Uint8Array.from(await master.read({ offset: at, length: BLOCK_BYTES }));
      block.set(part, position - at);
      patched.set(at, block);
      done += part.length;
    }
  }
  return patched;
}

/**
 * The unit's own bytes over their placeholder, which may lie in several stretches.
 * @param what whose place it is: "boot store"
 */
export function placePatches(ranges: readonly Range[], own: Uint8Array, what: string): Patch[] {
  let at = 0;
  const patches = ranges.map(({ offset, length }) => {
    const patch = { offset, bytes: own.subarray(at, at + length) };
    at += length;
    return patch;
  });
  if (at !== own.length)
    throw new StagingFault(
      "master-failed",
      `The ${what} has ${own.length} bytes, and its place in the master volume has ${at}.`,
    );
  return patches;
}

/** A volume that starts says itself where it begins, twice; a boot record that is told wrong finds nothing. */
async function checkStart(
  master: MasterVolume,
  first: Uint8Array,
  patched: ReadonlyMap<number, Uint8Array>,
  startBytes: number,
): Promise<void> {
  const { recipe } = master;
  if (recipe.bootRecord === null) return;
  const boot = recipe.fileSystem === "NTFS" ? decodeNtfsBoot(first) : decodeFatStart(first);
  const startLba = startBytes / recipe.sectorBytes;
  if (boot?.hiddenSectors !== startLba)
    throw wrong(recipe.label, `says that it begins at sector ${boot?.hiddenSectors ?? "?"}, not ${startLba}`);
  const at = boot.backupBootOffset;
  const blockAt = at - (at % BLOCK_BYTES);
  const block = patched.get(blockAt) ?? (await master.read({ offset: blockAt, length: BLOCK_BYTES }));
  const backup = block.subarray(at - blockAt, at - blockAt + recipe.sectorBytes);
  if (!backup.every((byte, n) => byte === first[n]))
    throw wrong(recipe.label, "has a backup boot sector that is not equal to the first");
}

function wrong(label: string, what: string): StagingFault {
  return new StagingFault("master-failed", `The volume “${label}” ${what}.`);
}

/** A serial as a volume keeps it: little endian, while people read it as one big number. 8 or 16 hex digits. */
export function serialBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  const view = viewOf(bytes);
  if (bytes.length === 8) view.setBigUint64(0, BigInt(`0x${hex}`), true);
  else view.setUint32(0, Number.parseInt(hex, 16), true);
  return bytes;
}

/** The extents without the blocks at these offsets. Both in order. */
export function cutAround<R extends Range>(extents: readonly R[], blocks: readonly number[]): R[] {
  return extents.flatMap((extent) => {
    const pieces: R[] = [];
    let from = extent.offset;
    const end = extent.offset + extent.length;
    for (const block of blocks) {
      if (block + BLOCK_BYTES <= from || block >= end) continue;
      if (block > from) pieces.push({ ...extent, offset: from, length: block - from });
      from = block + BLOCK_BYTES;
    }
    if (from < end) pieces.push({ ...extent, offset: from, length: end - from });
    return pieces;
  });
}
