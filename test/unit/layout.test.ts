import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { compile } from "../../electron/engine/sequence/compile.ts";
import { cutAround } from "../../electron/engine/staging/compose-volume.ts";
import { clearRanges, fullFormats, layOut } from "../../electron/engine/staging/layout.ts";
import { rangesBetween } from "../../electron/engine/staging/ranges.ts";

const MIB = 2 ** 20;
const [bios] = builtInSequences((text) => createHash("sha256").update(text).digest("hex"));
if (!bios) throw new Error("no built-in sequence");
const plan = compile(bios);

test("the BIOS sequence puts 100 MB for BitLocker in front and gives the rest to the active partition", () => {
  const laid = layOut(plan, { sizeBytes: 8_000_000_000, logicalSectorBytes: 512 });
  expect(laid.map(({ offset, length, partition }) => [offset / MIB, length / MIB, partition.active])).toEqual(
    [
      [1, 100, false],
      [101, 7527, true],
    ],
  );
});

test("a drive with 4096-byte sectors is refused for BIOS, in words", () => {
  expect(() => layOut(plan, { sizeBytes: 8_000_000_000, logicalSectorBytes: 4096 })).toThrow(
    expect.objectContaining({ code: "sector-size-unsupported" }),
  );
});

test.each([0, MIB, 50 * MIB, 100 * MIB, 105 * MIB])(
  "a drive of %i bytes is too small, in words",
  (sizeBytes) => {
    expect(() => layOut(plan, { sizeBytes, logicalSectorBytes: 512 })).toThrow(
      expect.objectContaining({ code: "drive-too-small" }),
    );
  },
);

test("on a drive of any size partitions follow one another, aligned, with the last MiB free", () => {
  fc.assert(
    fc.property(fc.integer({ min: 200 * MIB, max: 2 ** 41 }), (bytes) => {
      const sizeBytes = bytes - (bytes % 512);
      let end = MIB;
      for (const { offset, length } of layOut(plan, { sizeBytes, logicalSectorBytes: 512 })) {
        expect([offset, length % MIB]).toEqual([end, 0]);
        end = offset + length;
      }
      expect(end).toBeLessThanOrEqual(sizeBytes - MIB);
    }),
  );
});

test("clearing takes both ends of the drive to the very last sector, and each new volume's start", () => {
  const sizeBytes = 8_000_000_512;
  const ranges = clearRanges(layOut(plan, { sizeBytes, logicalSectorBytes: 512 }), sizeBytes);
  expect(ranges[0]).toEqual({ offset: 0, length: MIB });
  expect(ranges.slice(1, 3).map(({ offset }) => offset / MIB)).toEqual([1, 101]);
  const tail = ranges[3] ?? { offset: 0, length: 0 };
  expect(tail.offset + tail.length).toBe(sizeBytes);
  expect(tail.length).toBeGreaterThanOrEqual(MIB);
});

test("a full format is asked of its own volume alone, all of it", () => {
  const full = structuredClone(plan);
  const volume = full.partitions[1]?.volume;
  if (volume) volume.quick = false;
  const drive = { sizeBytes: 8_000_000_000, logicalSectorBytes: 512 };
  expect(fullFormats(layOut(full, drive))).toEqual([{ offset: 101 * MIB, length: 7527 * MIB }]);
  expect(fullFormats(layOut(plan, drive))).toEqual([]);
});

test("cutting this unit's own blocks out of a master loses and repeats nothing", () => {
  const blocks = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 10 });
  const starts = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 20 });
  fc.assert(
    fc.property(starts, blocks, (used, own) => {
      const extents = used.toSorted((a, b) => a - b).map((n) => ({ offset: n * 4096, length: 4096 }));
      const cut = cutAround(
        extents,
        own.toSorted((a, b) => a - b).map((n) => n * 4096),
      );
      const left = used.filter((n) => !own.includes(n)).toSorted((a, b) => a - b);
      expect(cut).toEqual(left.map((n) => ({ offset: n * 4096, length: 4096 })));
    }),
  );
});

test("what lies between written stretches is exactly what was not written", () => {
  const ranges = fc.array(fc.record({ offset: fc.nat(99), length: fc.integer({ min: 1, max: 30 }) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(ranges, (covered) => {
      const map = Array.from({ length: 100 }, (_, n) =>
        covered.some(({ offset, length }) => n >= offset && n < offset + length),
      );
      for (const { offset, length } of rangesBetween(covered, 100))
        for (let n = offset; n < offset + length; n++) {
          expect(map[n]).toBe(false);
          map[n] = true;
        }
      expect(map).not.toContain(false);
    }),
  );
});
