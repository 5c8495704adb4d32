import type { Character } from "../../../../shared/drive.ts";
import type { Fault } from "../../../../shared/fault.ts";
import type { Waits } from "../../../../shared/limit.ts";

/**
 * What engine and writer process say to each other, over the child's IPC channel (structured clone, so bytes stay
 * bytes). The drive is descriptor 4, master n is descriptor 5 + n: the child never opens a path. The engine parses what
 * it hears (`answers.ts`); the child takes its engine at its word, which forked it with its own code, and so loads no
 * zod: there is one for each drive, and what one costs to start counts.
 */
export const DRIVE_FD = 4;
export const FIRST_MASTER_FD = 5;

interface Range {
  offset: number;
  length: number;
}

/** A stretch of the drive: from master n, or these bytes. */
export type WireSegment =
  | { master: number; masterOffset: number; offset: number; length: number }
  | { offset: number; bytes: Uint8Array<ArrayBuffer> };

export type Order = { id: number } & (
  | { order: "write"; segments: WireSegment[] }
  | { order: "read-back"; segments: WireSegment[] }
  | { order: "zero"; ranges: Range[] }
  | { order: "read"; range: Range }
  | { order: "flush" }
  | { order: "cancel" }
  /** From now on so many requests at a time; no more than the settings' depth. */
  | { order: "depth"; depth: number }
  /** Training bays only: the drive is pulled. */
  | { order: "pull" }
);

export type Answer = { id: number } & (
  | { /** How far the order is, and for what its requests waited so far. */ doneBytes: number; waits: Waits }
  /** So much of the order, counted in its order, is on the medium (or compared): a new writer may go on from here. */
  | { safeBytes: number }
  /** Requests that failed and were sent again since this was last told; the newest one's byte. */
  | { retried: number; offset: number }
  | { done: true; bytes?: Uint8Array<ArrayBuffer> | undefined }
  | { cancelled: true }
  | { fault: Fault }
);

/** How the child is to work: told once, in its argument, as JSON. */
export interface WriterSettings {
  chunkBytes: number;
  depth: number;
  sectorBytes: number;
  /** Flushed this often, so that progress means durable bytes and the drive's cache never holds much of it. */
  flushEveryBytes: number;
  /** The pauses before a failed request is sent again; as many tries as there are pauses. */
  retryPausesMs: number[];
  /** How many writers of this claim were ended before this one. */
  writersBefore: number;
  masters: { sizeBytes: number }[];
  /** Training bays only. */
  character: Character | null;
}
