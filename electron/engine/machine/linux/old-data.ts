import type { ReadBytes } from "../../boot/byte-range.ts";
import type { BlockNode } from "./block-nodes.ts";
import { findSignatures, type Signature } from "./signatures.ts";

/**
 * Old marks on a disk and its partitions, in bytes from the disk's start. Everything is read through the disk:
 * partition nodes have page caches of their own.
 */
export async function findOldData(
  read: ReadBytes,
  sizeBytes: number,
  partitions: readonly BlockNode[],
): Promise<Signature[]> {
  const found = await findSignatures(read, sizeBytes);
  for (const { startBytes, sizeBytes: partBytes } of partitions) {
    const inside: ReadBytes = ({ offset, length }) =>
      read({ offset: startBytes + offset, length: Math.min(length, partBytes - offset) });
    for (const { kind, range } of await findSignatures(inside, partBytes))
      found.push({ kind, range: { ...range, offset: startBytes + range.offset } });
  }
  // an old RAID mark at a disk's end is also at the end of a partition that reaches there
  return [...new Map(found.map((each) => [each.range.offset, each])).values()];
}
