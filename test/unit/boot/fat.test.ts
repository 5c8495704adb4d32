import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFatBoot } from "../../../electron/engine/boot/fat.ts";
import { fixtureVolume } from "../../support/ntfs/volume.ts";

test("an NTFS volume is not taken for FAT", () => {
  expect(decodeFatBoot(fixtureVolume().subarray(0, 512))).toBe(null);
});

test("no bytes whatever make the reader fail", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 500, maxLength: 520 }), (bytes) => {
      const marked = bytes.slice();
      if (marked.length >= 512) marked.set([0x55, 0xaa], 510);
      marked.set([0, 2, 1], 11);
      marked.set(new TextEncoder().encode("FAT32   "), 0x52);
      decodeFatBoot(marked);
    }),
  );
});
