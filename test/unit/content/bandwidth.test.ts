import { expect, test } from "vitest";
import { Bandwidth, Bucket } from "../../../electron/engine/content/bandwidth.ts";

const RATE = 1_000_000;
const PIECE = 64 << 10;
const BURST = RATE / 4;

/** Takes pieces for so long by a clock of its own, waiting as it is told. @returns when how much came */
function drink(bucket: Bucket, forMs: number, startMs = 0): { atMs: number; bytes: number }[] {
  const taken = [];
  for (let atMs = startMs; atMs < startMs + forMs;) {
    taken.push({ atMs, bytes: PIECE });
    atMs += Math.max(bucket.take(PIECE, atMs), 0.05);
  }
  return taken;
}

test("in no window of any length comes more than the limit, the burst and the last piece", () => {
  const taken = drink(new Bucket(RATE, 0), 20_000);
  for (const windowMs of [10, 100, 250, 1000, 5000])
    for (const { atMs: from } of taken) {
      const inside = taken.filter(({ atMs }) => atMs >= from && atMs < from + windowMs);
      const bytes = inside.reduce((sum, one) => sum + one.bytes, 0);
      expect(bytes).toBeLessThanOrEqual((RATE * windowMs) / 1000 + BURST + PIECE);
    }
});

test("over a long time it is as fast as the limit allows", () => {
  const taken = drink(new Bucket(RATE, 0), 60_000);
  const bytes = taken.reduce((sum, one) => sum + one.bytes, 0);
  expect(bytes / 60).toBeGreaterThan(RATE * 0.99);
  expect(bytes / 60).toBeLessThan(RATE * 1.01);
});

test("a pause saves up no more than the burst", () => {
  const bucket = new Bucket(RATE, 0);
  drink(bucket, 1000);
  const after = drink(bucket, 1000, 3_600_000);
  expect(after.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(RATE + BURST + PIECE);
});

test("two pulls from one location share its limit, and one without a limit never waits", () => {
  const bandwidth = new Bandwidth();
  const place = { id: "north", bytesPerSecond: RATE };
  expect(bandwidth.take(place, BURST, 0)).toBe(0);
  expect(bandwidth.take(place, RATE, 0)).toBe(1000);
  expect(bandwidth.take({ ...place, id: "south" }, BURST, 0)).toBe(0);
  expect(bandwidth.take({ id: "west", bytesPerSecond: null }, 1e12, 0)).toBe(0);
});

test("a limit that is changed in mid-pull holds from the next piece on", () => {
  const bandwidth = new Bandwidth();
  bandwidth.take({ id: "north", bytesPerSecond: RATE }, BURST, 0);
  expect(bandwidth.take({ id: "north", bytesPerSecond: RATE / 10 }, RATE / 10, 0)).toBe(1000);
  expect(bandwidth.take({ id: "north", bytesPerSecond: null }, 1e9, 0)).toBe(0);
});
