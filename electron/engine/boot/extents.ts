import type { ByteRange } from "./byte-range.ts";

/** Masters are cut and written in blocks of this size, whatever the sector size. */
export const BLOCK_BYTES = 4096;

export function blockStart(offset: number): number {
  return offset - (offset % BLOCK_BYTES);
}

export function blockEnd(offset: number): number {
  return blockStart(offset + BLOCK_BYTES - 1);
}

/**
 * Adds start…end (both whole blocks) behind the last of the extents, or to it when at most `mergeGapBytes` lie between
 * them: fewer, longer writes.
 */
export function addExtent(extents: ByteRange[], start: number, end: number, mergeGapBytes: number): void {
  const last = extents.at(-1);
  if (last && start - (last.offset + last.length) <= mergeGapBytes)
    last.length = Math.max(last.length, end - last.offset);
  else extents.push({ offset: start, length: end - start });
}
