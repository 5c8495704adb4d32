import type { Range } from "./machine.ts";

/** The stretches of start…end that none of these ranges covers, in order. */
export function rangesBetween(covered: readonly Range[], end: number, start = 0): Range[] {
  const gaps: Range[] = [];
  let at = start;
  for (const { offset, length } of [...covered].sort((a, b) => a.offset - b.offset)) {
    if (offset > at) gaps.push({ offset: at, length: Math.min(offset, end) - at });
    at = Math.max(at, offset + length);
    if (at >= end) break;
  }
  if (at < end) gaps.push({ offset: at, length: end - at });
  return gaps;
}
