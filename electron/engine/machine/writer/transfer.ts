import { StagingFault } from "../../../../shared/staging-fault.ts";
import { memoryOf, sameBytes, type Memory } from "../memory.ts";
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
  /** How many requests at a time; may change while the transfer runs. */
  pace: Pace;
  sectorBytes: number;
  flushEveryBytes: number;
  /** Page-aligned room for `depth` chunks; requests of short bytes are copied here first. */
  room: readonly Memory[];
  signal: AbortSignal;
  progress(doneBytes: number): void;
  /** Requests waited this long for the master to come. */
  waited(ms: number): void;
  /** The first so many bytes of the order are on the medium, or were compared: they need not be done again. */
  safe(bytes: number): void;
}

/** How many requests may be in flight. `raised` is called when there may be more than before. */
export interface Pace {
  depth: number;
  raised: () => void;
}

/** Writes all segments, several requests in flight, and flushes. @throws StagingFault by way of `driveFault` */
export async function writeSegments(t: Transfer, segments: readonly WireSegment[]): Promise<void> {
  let sinceFlush = 0;
  await inFlight(t, chunksOf(segments, t.chunkBytes), async (chunk, room, settled) => {
    await withChunk(t, chunk, room, async (from) => {
      const written = await t.io.write(from, chunk.offset);
      if (written !== from.length) throw shortWrite(chunk.offset, written, from.length);
    });
    sinceFlush += chunk.length;
    if (sinceFlush >= t.flushEveryBytes) {
      sinceFlush = 0;
      const before = settled(); // what comes in while the flush runs may not be in it
      await t.io.flush();
      t.safe(before);
    }
  });
  await t.io.flush();
}

/** Reads all segments from the device and compares. @throws StagingFault verify-mismatch with the first differing byte */
export async function readBackSegments(t: Transfer, segments: readonly WireSegment[]): Promise<void> {
  let sinceTold = 0;
  await inFlight(t, chunksOf(segments, t.chunkBytes), async (chunk, room, settled) => {
    const found = room.subarray(0, chunk.length);
    const count = await t.io.read(found, chunk.offset);
    if (count !== chunk.length) throw shortRead(chunk.offset, count, chunk.length);
    await expected(t, chunk, async (wanted) => {
      if (!sameBytes(found, wanted)) throw mismatch(chunk.offset, found.bytes, wanted.bytes);
    });
    sinceTold += chunk.length;
    if (sinceTold < t.flushEveryBytes) return;
    sinceTold = 0;
    t.safe(settled());
  });
}

/** Writes zeros over all ranges and flushes. */
export async function zeroRanges(
  t: Transfer,
  ranges: readonly { offset: number; length: number }[],
): Promise<void> {
  const zeros = t.room[0];
  if (!zeros) throw new Error("no room");
  zeros.bytes.fill(0);
  const chunks = ranges.flatMap((range) => [...split({ ...range, bytes: zeros.bytes }, t.chunkBytes)]);
  await inFlight(t, chunks, async (chunk) => {
    const written = await t.io.write(zeros.subarray(0, chunk.length), chunk.offset);
    if (written !== chunk.length) throw shortWrite(chunk.offset, written, chunk.length);
  });
  await t.io.flush();
}

/** Does one chunk. `settled` tells how many bytes, from the order's start on, are behind every chunk still in flight. */
type Act = (chunk: Chunk, room: Memory, settled: () => number) => Promise<void>;

/** Keeps up to `depth` requests in flight, in order. The first failure or a cancel starts no more and waits for the rest. */
async function inFlight(t: Transfer, chunks: Iterable<Chunk>, act: Act): Promise<void> {
  const queue = chunks[Symbol.iterator]();
  const starts: (number | undefined)[] = []; // by worker: where its chunk begins in the order
  const workers = new Map<number, Promise<void>>();
  let takenBytes = 0;
  let doneBytes = 0;
  let failure: { thrown: unknown } | undefined;
  const settled = (n: number) => () =>
    Math.min(takenBytes, ...starts.filter((start, other) => other !== n && start !== undefined).map(Number));

  const work = async (n: number, room: Memory) => {
    const behind = settled(n);
    while (!failure && !t.signal.aborted && n < t.pace.depth) {
      const next = queue.next();
      if (next.done) return;
      starts[n] = takenBytes;
      takenBytes += next.value.length;
      try {
        await act(next.value, room, behind);
      } catch (thrown) {
        failure ??= { thrown };
        return;
      }
      starts[n] = undefined;
      doneBytes += next.value.length;
      t.progress(doneBytes);
    }
  };
  const fill = () => {
    for (const [n, room] of t.room.slice(0, t.pace.depth).entries())
      if (!workers.has(n))
        workers.set(
          n,
          work(n, room).finally(() => workers.delete(n)),
        );
  };
  t.pace.raised = fill;
  fill();
  while (workers.size > 0) await Promise.all(workers.values());
  t.pace.raised = () => {};
  if (failure) throw failure.thrown;
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
  room: Memory,
  use: (from: Memory) => Promise<void>,
): Promise<void> {
  if (!("bytes" in chunk)) return expected(t, chunk, use);
  room.bytes.set(chunk.bytes);
  return use(room.subarray(0, chunk.length));
}

async function expected(t: Transfer, chunk: Chunk, use: (wanted: Memory) => Promise<void>): Promise<void> {
  if ("bytes" in chunk) return use(memoryOf(chunk.bytes));
  const master = t.masters[chunk.master];
  if (!master) throw new Error(`no master ${chunk.master}`);
  const began = performance.now();
  return master.withBytes(chunk.masterOffset, chunk.length, (wanted) => {
    t.waited(performance.now() - began);
    return use(wanted);
  });
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
