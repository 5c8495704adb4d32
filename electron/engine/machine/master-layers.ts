import type { Range } from "../staging/machine.ts";
import type { MasterExtent } from "../staging/masters.ts";

/** What a fitted master has of its own; everything else it takes from its base, at the same place. */
export interface Fit {
  /** The key of the base master. */
  base: string;
  /** In order, not touching. */
  ownRanges: Range[];
}

/** Cuts ranges where they change from one file to the other. A master without a base has all in its own file. */
export function layersOf(ranges: readonly Range[], key: string, fit: Fit | null): MasterExtent[] {
  if (!fit) return ranges.map((range) => ({ ...range, file: key }));
  return ranges.flatMap((range) => cut(range, key, fit));
}

function cut({ offset, length }: Range, key: string, { base, ownRanges }: Fit): MasterExtent[] {
  const pieces: MasterExtent[] = [];
  const end = offset + length;
  const add = (from: number, to: number, file: string) => {
    if (to > from) pieces.push({ offset: from, length: to - from, file });
  };
  let at = offset;
  for (const own of ownRanges) {
    const [from, to] = [Math.max(at, own.offset), Math.min(end, own.offset + own.length)];
    if (to <= from) continue;
    add(at, from, base);
    add(from, to, key);
    at = to;
  }
  add(at, end, base);
  return pieces;
}
