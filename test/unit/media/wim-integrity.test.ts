import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { IntegrityCheck, type IntegrityTable } from "../../../electron/engine/media/wim-integrity.ts";
import { changed, file, readBytes, tinyWim, verdict, withIntegrity } from "../../support/wim.ts";

let wim: Buffer;
let table: IntegrityTable;

beforeAll(async () => {
  wim = withIntegrity(await tinyWim([file("notes.txt", "some words ".repeat(500))]), 777);
  const { integrity } = await readBytes(wim);
  if (!integrity) throw new Error("no integrity table");
  table = integrity;
});

/** Feeds the whole file in pieces of these sizes, over and over. */
function pass(bytes: Buffer, sizes: readonly number[]): Promise<string> {
  const check = new IntegrityCheck(table);
  return verdict(
    Promise.resolve().then(() => {
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = sizes[n % sizes.length] ?? 1;
        check.update(bytes.subarray(at, at + size));
        at += size;
      }
    }),
  );
}

test("a whole file matches its integrity table in whatever pieces it passes by", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 9 }),
      async (sizes) => {
        expect(await pass(wim, sizes)).toBe("accepted");
      },
    ),
    { numRuns: 100 },
  );
});

test("every flipped byte that the table covers is found, and no other", async () => {
  for (let at = 0; at < wim.length; at += 13) {
    const isCovered = at >= table.startOffset && at < table.endOffset;
    const flipped = changed(wim, (w) => (w[at] = (w[at] ?? 0) ^ 0x10));
    expect([at, await pass(flipped, [512])]).toEqual([at, isCovered ? "media-corrupt" : "accepted"]);
  }
});

test("the fault names the bytes that differ", async () => {
  const check = new IntegrityCheck(table);
  expect(() => check.update(changed(wim, (w) => (w[1000] = 0)))).toThrow(
    "The file is damaged: bytes 985 to 1761 do not match its integrity table.",
  );
});

test.for([0, 4, 8, 11])("a table with a wrong count or size is refused (byte %i)", async (at) => {
  const tableAt = Number(wim.readBigUInt64LE(124 + 8));
  const flipped = changed(wim, (w) => (w[tableAt + at] = (w[tableAt + at] ?? 0) ^ 0x40));
  expect(await verdict(readBytes(flipped))).toBe("media-corrupt");
});
