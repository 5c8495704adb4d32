import { StagingFault } from "../../../../shared/fault.ts";
import type { DriveIo } from "./drive-io.ts";
import type { MappedMaster } from "./mapped-master.ts";
import type { WireSegment } from "./protocol.ts";

/** A piece of a segment, no larger than one request to the drive. */
type Chunk = { offset: number; length: number } & (
  { master: number; masterOffset: number } | { bytes: Uint8Array }
);

export interface Transfer {
  io: DriveIo;
  masters: readonly MappedMaster[];
  chunkBytes: number;
  depth: number;
  sectorBytes: number;
  /** Page-aligned room for `depth` chunks; requests of short bytes are copied here first. */
  room: readonly Uint8Array[];
  signal: AbortSignal;
  progress(doneBytes: number): void;
}

/** Flushed this often, so that progress means durable bytes and the drive's cache never holds much of it. */
const FLUSH_EVERY_BYTES = 2 ** 30;

/** Writes all segments, several requests in flight, and flushes. @throws StagingFault by way of `driveFault` */
export async function writeSegments(t: Transfer, segments: readonly WireSegment[]): Promise<void> {
  let sinceFlush = 0;
  await inFlight(t, chunksOf(segments, t.chunkBytes), async (chunk, room) => {
    await withChunk(t, chunk, room, async (bytes) => {
      const written = await t.io.write(bytes, chunk.offset);
      if (written !== bytes.length) throw shortWrite(chunk.offset, written, bytes.length);
    });
    sinceFlush += chunk.length;
    if (sinceFlush >= FLUSH_EVERY_BYTES) {
      sinceFlush = 0;
      await t.io.flush();
    }
  });
  await t.io.flush();
}

/** Reads all segments from the device and compares. @throws StagingFault verify-mismatch with the first differing byte */
export async function readBackSegments(t: Transfer, segments: readonly WireSegment[]): Promise<void> {
  await inFlight(t, chunksOf(segments, t.chunkBytes), async (chunk, room) => {
    const found = room.subarray(0, chunk.length);
    const count = await t.io.read(found, chunk.offset);
    if (count !== chunk.length) throw shortRead(chunk.offset, count, chunk.length);
    await expected(t, chunk, async (bytes) => {
      if (Buffer.compare(found, bytes) !== 0) throw mismatch(chunk.offset, found, bytes);
    });
  });
}

/** Writes zeros over all ranges and flushes. */
export async function zeroRanges(
  t: Transfer,
  ranges: readonly { offset: number; length: number }[],
): Promise<void> {
  const zeros = t.room[0]?.fill(0) ?? new Uint8Array();
  const chunks = ranges.flatMap((range) => [...split({ ...range, bytes: zeros }, t.chunkBytes)]);
  await inFlight(t, chunks, async (chunk) => {
    const written = await t.io.write(zeros.subarray(0, chunk.length), chunk.offset);
    if (written !== chunk.length) throw shortWrite(chunk.offset, written, chunk.length);
  });
  await t.io.flush();
}

/** Keeps up to `depth` requests in flight, in order. The first failure or a cancel starts no more and waits for the rest. */
async function inFlight(
  t: Transfer,
  chunks: Iterable<Chunk>,
  act: (chunk: Chunk, room: Uint8Array) => Promise<void>,
): Promise<void> {
  const queue = chunks[Symbol.iterator]();
  let doneBytes = 0;
  let failed = false;
  const worker = async (room: Uint8Array) => {
    while (!failed && !t.signal.aborted) {
      const next = queue.next();
      if (next.done) return;
      try {
        await act(next.value, room);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
      doneBytes += next.value.length;
      t.progress(doneBytes);
    }
  };
  const ends = await Promise.allSettled(t.room.slice(0, t.depth).map(worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  t.signal.throwIfAborted();
}

function* chunksOf(segments: readonly WireSegment[], chunkBytes: number): Generator<Chunk> {
  for (const segment of segments)
    yield* split("bytes" in segment ? { ...segment, length: segment.bytes.length } : segment, chunkBytes);
}

function* split(whole: Chunk, chunkBytes: number): Generator<Chunk> {
  for (let at = 0; at < whole.length; at += chunkBytes) {
    const length = Math.min(chunkBytes, whole.length - at);
    const offset = whole.offset + at;
    if ("bytes" in whole)
      yield {
        offset,
        length,
        bytes: whole.bytes.length > at ? whole.bytes.subarray(at, at + length) : whole.bytes,
      };
    else yield { offset, length, master: whole.master, masterOffset: whole.masterOffset + at };
  }
}

/** The chunk's bytes, where O_DIRECT can take them from: the map itself, or a copy in the aligned room. */
async function withChunk(
  t: Transfer,
  chunk: Chunk,
  room: Uint8Array,
  use: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  if (!("bytes" in chunk)) return expected(t, chunk, use);
  const copy = room.subarray(0, chunk.length);
  copy.set(chunk.bytes);
  return use(copy);
}

async function expected(t: Transfer, chunk: Chunk, use: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  if ("bytes" in chunk) return use(chunk.bytes);
  const master = t.masters[chunk.master];
  if (!master) throw new Error(`no master ${chunk.master}`);
  return master.withBytes(chunk.masterOffset, chunk.length, use);
}

function shortWrite(offset: number, count: number, length: number): StagingFault {
  return new StagingFault(
    "drive-write-failed",
    `The drive took ${count} of ${length} bytes at byte ${offset}: it ends earlier than it said, or is failing.`,
  );
}

function shortRead(offset: number, count: number, length: number): StagingFault {
  return new StagingFault(
    "drive-read-failed",
    `The drive gave back ${count} of ${length} bytes at byte ${offset}.`,
  );
}

function mismatch(offset: number, found: Uint8Array, wanted: Uint8Array): StagingFault {
  const at = found.findIndex((byte, n) => byte !== wanted[n]);
  const hex = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, "0");
  return new StagingFault(
    "verify-mismatch",
    `Byte ${offset + at} was written as ${hex(wanted[at])} and read back as ${hex(found[at])}.`,
  );
}
