import { z } from "zod";
import { Character } from "../../../../shared/drive.ts";
import { Fault } from "../../../../shared/fault.ts";

/**
 * What engine and writer process say to each other, over the child's IPC channel (structured clone, so bytes stay
 * bytes). The drive is descriptor 4, master n is descriptor 5 + n: the child never opens a path.
 */
export const DRIVE_FD = 4;
export const FIRST_MASTER_FD = 5;

const Range = z.object({ offset: z.number().int().nonnegative(), length: z.number().int().positive() });
const Bytes = z.instanceof(Uint8Array);

/** A stretch of the drive: from master n, or these bytes. */
export const WireSegment = z.union([
  z.object({
    master: z.number().int(),
    masterOffset: z.number().int(),
    offset: z.number().int(),
    length: z.number().int(),
  }),
  z.object({ offset: z.number().int(), bytes: Bytes }),
]);
export type WireSegment = z.infer<typeof WireSegment>;

export const Order = z.discriminatedUnion("order", [
  z.object({ order: z.literal("write"), id: z.number(), segments: z.array(WireSegment) }),
  z.object({ order: z.literal("read-back"), id: z.number(), segments: z.array(WireSegment) }),
  z.object({ order: z.literal("zero"), id: z.number(), ranges: z.array(Range) }),
  z.object({ order: z.literal("read"), id: z.number(), range: Range }),
  z.object({ order: z.literal("flush"), id: z.number() }),
  z.object({ order: z.literal("cancel"), id: z.number() }),
  /** Training bays only: the drive is pulled. */
  z.object({ order: z.literal("pull"), id: z.number() }),
]);
export type Order = z.infer<typeof Order>;

export const Answer = z.union([
  z.object({ id: z.number(), doneBytes: z.number() }),
  z.object({ id: z.number(), done: z.literal(true), bytes: Bytes.optional() }),
  z.object({ id: z.number(), cancelled: z.literal(true) }),
  z.object({ id: z.number(), fault: Fault }),
]);
export type Answer = z.infer<typeof Answer>;

/** How the child is to work: told once, in its argument, as JSON. */
export const WriterSettings = z.object({
  chunkBytes: z.number().int().positive(),
  depth: z.number().int().positive(),
  sectorBytes: z.number().int().positive(),
  masters: z.array(z.object({ sizeBytes: z.number() })),
  /** Training bays only. */
  character: Character.nullable(),
});
export type WriterSettings = z.infer<typeof WriterSettings>;
