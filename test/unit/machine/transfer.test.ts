import { describe, expect, test } from "vitest";
import type { DriveIo } from "../../../electron/engine/machine/writer/drive-io.ts";
import { memoryOf } from "../../../electron/engine/machine/memory.ts";
import { restOf } from "../../../electron/engine/machine/writer/rest.ts";
import { writeSegments, type Pace, type Transfer } from "../../../electron/engine/machine/writer/transfer.ts";

const CHUNK = 1024;

interface Given {
  depth?: number;
  flushEveryBytes?: number;
  pace?: Pace;
  write?: DriveIo["write"];
}

async function write(chunks: number, { depth = 2, flushEveryBytes = 2 * CHUNK, ...given }: Given = {}) {
  const told: string[] = [];
  const abort = new AbortController();
  const transfer: Transfer = {
    io: {
      write: given.write ?? (async (bytes, offset) => (told.push(`write ${offset / CHUNK}`), bytes.length)),
      read: async () => 0,
      flush: async () => void told.push("flush"),
    },
    masters: [],
    chunkBytes: CHUNK,
    pace: given.pace ?? { depth, raised: () => {} },
    sectorBytes: 512,
    flushEveryBytes,
    room: Array.from({ length: depth }, () => memoryOf(new Uint8Array(CHUNK))),
    signal: abort.signal,
    progress: () => {},
    waited: () => {},
    safe: (bytes) => told.push(`safe ${bytes / CHUNK}`),
  };
  await writeSegments(transfer, [{ offset: 0, bytes: new Uint8Array(chunks * CHUNK) }]);
  return told;
}

test("what was flushed is told as safe, so that a new writer can go on there", async () => {
  expect(await write(5, { depth: 1 })).toEqual([
    "write 0",
    "write 1",
    "flush",
    "safe 2",
    "write 2",
    "write 3",
    "flush",
    "safe 4",
    "write 4",
    "flush",
  ]);
});

test("nothing behind a request that is still under way counts as safe", async () => {
  const first = Promise.withResolvers<void>();
  const told = await write(6, {
    write: async (bytes, offset) => {
      if (offset === 0) await first.promise;
      if (offset === 5 * CHUNK) first.resolve();
      return bytes.length;
    },
  });
  expect(told.filter((line) => line.startsWith("safe"))).toEqual(["safe 0", "safe 0", "safe 5"]);
});

describe("the number of requests at a time", () => {
  async function mostAtATime(pace: Pace, change: (pace: Pace, n: number) => void): Promise<number[]> {
    const flights: number[] = [];
    let inFlight = 0;
    await write(8, {
      depth: 4,
      pace,
      write: async (bytes, offset) => {
        flights.push(++inFlight);
        change(pace, offset / CHUNK);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inFlight--;
        return bytes.length;
      },
    });
    return flights;
  }

  test("falls when the drive is slow", async () => {
    const flights = await mostAtATime({ depth: 4, raised: () => {} }, (pace, n) => {
      if (n === 3) pace.depth = 1;
    });
    expect(flights.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(flights.slice(5)).toEqual([1, 1, 1]); // one may have been sent with the other three still under way
  });

  test("rises again when it has recovered", async () => {
    const flights = await mostAtATime({ depth: 1, raised: () => {} }, (pace, n) => {
      if (n !== 1) return;
      pace.depth = 4;
      pace.raised();
    });
    expect(Math.max(...flights.slice(0, 2))).toBe(1);
    expect(Math.max(...flights)).toBe(4);
  });
});

test("a write that was cut off goes on in the middle of a segment, and with those behind it", () => {
  const segments = [
    { master: 0, masterOffset: 0, offset: 1_000_000, length: 4096 },
    { offset: 9000, bytes: Uint8Array.of(1, 2, 3, 4) },
    { master: 1, masterOffset: 512, offset: 2_000_000, length: 8192 },
  ];
  const rest = (doneBytes: number) => restOf({ order: "write", segments }, doneBytes);
  expect(rest(0)).toEqual({ order: "write", segments });
  expect(rest(1024)).toEqual({
    order: "write",
    segments: [{ master: 0, masterOffset: 1024, offset: 1_001_024, length: 3072 }, ...segments.slice(1)],
  });
  expect(rest(4098)).toEqual({
    order: "write",
    segments: [{ offset: 9002, bytes: Uint8Array.of(3, 4) }, segments[2]],
  });
  expect(rest(4100)).toEqual({ order: "write", segments: [segments[2]] });
  expect(rest(4100 + 8192)).toEqual({ order: "write", segments: [] });
});

test("clearing is done anew from its beginning", () => {
  const order = { order: "zero" as const, ranges: [{ offset: 0, length: 4096 }] };
  expect(restOf(order, 1024)).toEqual(order);
});
