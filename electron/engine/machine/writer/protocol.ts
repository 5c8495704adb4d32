import { z } from "zod";
import { Character } from "../../../../shared/drive.ts";
import { Fault } from "../../../../shared/fault.ts";
import { Waits } from "../../../../shared/limit.ts";

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
  /** From now on so many requests at a time; no more than the settings' depth. */
  z.object({ order: z.literal("depth"), id: z.number(), depth: z.number().int().positive() }),
  /** Training bays only: the drive is pulled. */
  z.object({ order: z.literal("pull"), id: z.number() }),
]);
export type Order = z.infer<typeof Order>;

export const Answer = z.union([
  /** How far the order is, and for what its requests waited so far. */
  z.object({ id: z.number(), doneBytes: z.number(), waits: Waits }),
  /** So much of the order, counted in its order, is on the medium (or compared): a new writer may go on from here. */
  z.object({ id: z.number(), safeBytes: z.number() }),
  /** Requests that failed and were sent again since this was last told; the newest one's byte. */
  z.object({ id: z.number(), retried: z.number().int().positive(), offset: z.number() }),
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
  /** Flushed this often, so that progress means durable bytes and the drive's cache never holds much of it. */
  flushEveryBytes: z.number().int().positive(),
  /** The pauses before a failed request is sent again; as many tries as there are pauses. */
  retryPausesMs: z.array(z.number().nonnegative()),
  /** How many writers of this claim were ended before this one. */
  writersBefore: z.number().int().nonnegative(),
  masters: z.array(z.object({ sizeBytes: z.number() })),
  /** Training bays only. */
  character: Character.nullable(),
});
export type WriterSettings = z.infer<typeof WriterSettings>;
