import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lastingMemory, mapReadOnly, memoryOf, sameBytes } from "../../electron/engine/machine/memory.ts";

const folder = mkdtempSync(join(tmpdir(), "prestage-memory-"));
const file = join(folder, "master.img");
const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
writeFileSync(file, content);
afterAll(() => rmSync(folder, { recursive: true }));

function mapped() {
  const fd = openSync(file, "r");
  const mapping = mapReadOnly(fd, { offset: 4096, length: 10_000 });
  closeSync(fd);
  return mapping;
}

test("a file can be written elsewhere straight from its mapping, which ends cleanly", async () => {
  const mapping = mapped();
  await mapping.load({ offset: 5000, length: 5000 });
  const copy = join(folder, "copy.img");
  writeFileSync(copy, mapping.memory.bytes);
  expect(readFileSync(copy).equals(content.subarray(4096, 14_096))).toBe(true);
  mapping.unmap();
  mapping.unmap();
});

test("memory is compared byte for byte, a file's mapping too", () => {
  const mapping = mapped();
  const room = lastingMemory(10_000);
  room.bytes.set(content.subarray(4096, 14_096));
  expect(sameBytes(mapping.memory, room)).toBe(true);
  room.bytes[9_999] = (room.bytes[9_999] ?? 0) ^ 1;
  expect(sameBytes(mapping.memory, room)).toBe(false);
  expect(() => sameBytes(mapping.memory, room.subarray(1))).toThrow("10000 bytes cannot equal 9999");
  mapping.unmap();
});

test("a stretch of memory is the same memory, and never reaches beyond it", () => {
  const whole = new Uint8Array([1, 2, 3, 4, 5]);
  const memory = memoryOf(whole);
  const middle = memory.subarray(1, 4);
  expect([...middle.bytes]).toEqual([2, 3, 4]);
  whole[2] = 9;
  expect([...middle.subarray(1).bytes]).toEqual([9, 4]);
  for (const [begin, end] of [
    [-1, 2],
    [3, 2],
    [0, 6],
  ] as const)
    expect(() => memory.subarray(begin, end)).toThrow(RangeError);
});
