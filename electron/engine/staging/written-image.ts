import type { SharedPiece, WrittenLayout } from "../../../shared/written-image.ts";
import type { DriveImage } from "./drive-image.ts";
import type { LaidPartition } from "./layout.ts";

/** How much one hash stands for: a difference that is found later is named within this much. */
export const PIECE_BYTES = 1 << 20;

/** Takes a drive image apart: what it shares with others, and the bytes that are this unit's alone. */
export function takeApart(
  { content, finish }: DriveImage,
  laid: readonly LaidPartition[],
): { layout: WrittenLayout; own: { offset: number; bytes: Uint8Array }[] } {
  const shared: SharedPiece[] = [];
  const own: { offset: number; bytes: Uint8Array }[] = [];
  for (const segment of [...content, ...finish]) {
    if (segment.kind === "bytes") own.push({ offset: segment.offset, bytes: segment.bytes });
    else
      for (let at = 0; at < segment.length; at += PIECE_BYTES)
        shared.push({
          master: segment.master,
          masterOffset: segment.masterOffset + at,
          offset: segment.offset + at,
          length: Math.min(PIECE_BYTES, segment.length - at),
        });
  }
  const volumes = laid.map(({ offset, length, partition }) => ({
    offset,
    length,
    label: partition.volume?.label ?? "",
  }));
  return { layout: { layoutVersion: 1, volumes, shared }, own };
}
