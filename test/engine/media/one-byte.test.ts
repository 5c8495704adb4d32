import { openSync, closeSync, readFileSync, writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom } from "../../support/create-room.ts";
import { HEADER, readBytes } from "../../support/wim.ts";

/** The same places each time. */
function* places(count: number, below: number): Iterable<number> {
  let state = 20_260_724;
  for (let n = 0; n < count; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state % below;
  }
}

describe.skipIf(missingTool(["wimlib-imagex"]))("a medium in the library", () => {
  test("is bad after any one byte was changed: 500 at random, all of its header, all of its table of contents", async () => {
    const room = await createRoom();
    const { library } = room;
    const { media } = await room.create({ destination: { to: "library" }, password: "a password" });
    if (!media) throw new Error("it did not go into the library");
    const path = library.pathOf(media.id);
    const whole = readFileSync(path);
    const { blobTable } = (await readBytes(whole)).header;
    const tables = Array.from({ length: blobTable.sizeBytes }, (_, n) => blobTable.offset + n);
    const header = Array.from({ length: 208 }, (_, n) => n);
    const at = [...places(500, whole.length), ...header, ...tables];
    expect(whole.readBigUInt64LE(HEADER.blobTable + 8)).toBe(BigInt(blobTable.offset));
    const file = openSync(path, "r+");
    const missed: number[] = [];
    for (const [n, offset] of at.entries()) {
      const original = whole[offset] ?? 0;
      writeSync(file, Uint8Array.of(original ^ (1 << (n % 8))), 0, 1, offset);
      const { state } = await library.check(media.id);
      if (state !== "bad") missed.push(offset);
      writeSync(file, Uint8Array.of(original), 0, 1, offset);
    }
    closeSync(file);
    expect(at.length).toBeGreaterThan(1000);
    expect(missed).toEqual([]);
    expect((await library.check(media.id)).state).toBe("checked");
  });
});
