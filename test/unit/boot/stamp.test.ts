import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeStamp, encodeStamp, STAMP_BYTES, STAMP_OFFSET } from "../../../electron/engine/boot/stamp.ts";
import type { Stamp } from "../../../shared/drive.ts";

const stamp: Stamp = {
  stampVersion: 1,
  committed: true,
  job: "J-2026-000017",
  batch: "B-2026-0017",
  unitSerial: "SN 0815",
  mediaId: "1a6b1d5e-0000-4000-8000-000000000001",
  mediaName: "Feldgerät 24H2",
  mediaVersion: "3.2",
  mediaSha256: "ab".repeat(32),
  station: "bench-1",
  software: "0.1.0",
  at: "2026-11-23T19:00:00.000Z",
};

describe("a drive's stamp", () => {
  test("says after reading what was written", () => {
    expect(encodeStamp(stamp).length).toBe(STAMP_BYTES);
    expect(decodeStamp(encodeStamp(stamp))).toEqual(stamp);
  });

  test("lies before the first partition, on whole blocks of 4 KiB", () => {
    expect(STAMP_OFFSET % 4096).toBe(0);
    expect(STAMP_OFFSET + STAMP_BYTES).toBeLessThan(1024 * 1024);
  });

  test("is not believed once any one bit of it is wrong", () => {
    const whole = encodeStamp(stamp);
    fc.assert(
      fc.property(fc.nat({ max: STAMP_BYTES - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(decodeStamp(bytes)).toBe(null);
      }),
    );
  });

  test.each([
    ["an empty block", new Uint8Array(STAMP_BYTES)],
    ["a block that was cut short", encodeStamp(stamp).subarray(0, 512)],
    ["nothing", new Uint8Array()],
  ])("is not found in %s", (_, bytes) => {
    expect(decodeStamp(bytes)).toBe(null);
  });

  test("is not found in any random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => decodeStamp(bytes) === null));
  });

  test("with a name that is too long is refused before it is written", () => {
    expect(() => encodeStamp({ ...stamp, mediaName: "x".repeat(4096) })).toThrow(
      expect.objectContaining({ code: "bad-input" }),
    );
  });
});
