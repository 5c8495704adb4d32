import type { NewOrder } from "./writer.ts";
import type { WireSegment } from "./protocol.ts";

/** What is left of an order once its first `doneBytes` are safe. Orders that cannot be cut begin anew. */
export function restOf(order: NewOrder, doneBytes: number): NewOrder {
  if (order.order !== "write" && order.order !== "read-back") return order;
  return { ...order, segments: segmentsAfter(order.segments, doneBytes) };
}

function segmentsAfter(segments: readonly WireSegment[], doneBytes: number): WireSegment[] {
  const rest: WireSegment[] = [];
  let skip = doneBytes;
  for (const segment of segments) {
    const length = "bytes" in segment ? segment.bytes.length : segment.length;
    if (skip >= length) {
      skip -= length;
      continue;
    }
    rest.push(skip === 0 ? segment : cut(segment, skip));
    skip = 0;
  }
  return rest;
}

function cut(segment: WireSegment, by: number): WireSegment {
  const offset = segment.offset + by;
  if ("bytes" in segment) return { offset, bytes: segment.bytes.subarray(by) };
  const { master, masterOffset, length } = segment;
  return { master, masterOffset: masterOffset + by, offset, length: length - by };
}
