import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  changed,
  file,
  HEADER,
  putResource,
  readBytes,
  tinyWim,
  verdict,
  withIntegrity,
} from "../../support/wim.ts";

let wim: Buffer;

beforeAll(async () => {
  const plain = await tinyWim([file("bootmgr"), file("notes.txt", "x".repeat(3000))], { bootable: true });
  wim = withIntegrity(plain, 1000);
});

describe("the header of a .wim", () => {
  test("tells images, compression and where everything is", async () => {
    const { header, integrity } = await readBytes(wim);
    expect(header).toEqual({
      compression: "none",
      chunkBytes: 0,
      guid: "07".repeat(16),
      imageCount: 1,
      bootIndex: 1,
      blobTable: expect.objectContaining({ sizeBytes: 150 }),
      xml: expect.objectContaining({ sizeBytes: 768 }),
      bootMetadata: expect.objectContaining({ offset: 3215 }),
      integrity: expect.objectContaining({ sizeBytes: 12 + 4 * 20 }),
    });
    expect(integrity).toMatchObject({ chunkBytes: 1000, startOffset: 208 });
  });

  test("tells the compression from its flags", async () => {
    const kinds = { XPRESS: 0x20000, LZX: 0x40000, LZMS: 0x80000 };
    for (const [name, flag] of Object.entries(kinds)) {
      const file = changed(wim, (w) => {
        w.writeUInt32LE(0x82 | flag, HEADER.flags);
        w.writeUInt32LE(32768, HEADER.chunk);
      });
      expect((await readBytes(file)).header).toMatchObject({ compression: name, chunkBytes: 32768 });
    }
  });

  const refused: [string, string, (w: Buffer) => void][] = [
    ["something else", "media-not-wim", (w) => w.write("PK\x03\x04", 0)],
    ["a pipable one", "media-unsupported", (w) => w.write("WLPWM", 0)],
    ["a header of another length", "media-corrupt", (w) => w.writeUInt32LE(207, HEADER.size)],
    ["a version nobody knows", "media-unsupported", (w) => w.writeUInt32LE(0x20000, HEADER.version)],
    ["the second part of three", "media-split-part", (w) => w.writeUInt32LE(0x0003_0002, HEADER.part)],
    ["the first part of two", "media-split-part", (w) => w.writeUInt16LE(2, HEADER.parts)],
    ["a part by its flag", "media-split-part", (w) => w.writeUInt32LE(0x88, HEADER.flags)],
    ["one that was never finished", "media-truncated", (w) => w.writeUInt32LE(0xc0, HEADER.flags)],
    ["one without images", "media-unsupported", (w) => w.writeUInt32LE(0, HEADER.images)],
    ["one with four billion images", "media-corrupt", (w) => w.writeUInt32LE(0xffff_ffff, HEADER.images)],
    ["more images than its tables hold", "media-corrupt", (w) => w.writeUInt32LE(2, HEADER.images)],
    ["a bootable image that is not there", "media-corrupt", (w) => w.writeUInt32LE(2, HEADER.bootIndex)],
    ["compression without a kind", "media-corrupt", (w) => w.writeUInt32LE(0x2, HEADER.flags)],
    ["two kinds of compression", "media-corrupt", (w) => w.writeUInt32LE(0x60002, HEADER.flags)],
    ["a chunk of no bytes", "media-corrupt", (w) => w.writeUInt32LE(0x40002, HEADER.flags)],
    ["a table behind its end", "media-truncated", (w) => w.writeUInt32LE(1 << 30, HEADER.blobTable + 8)],
    [
      "an offset that wraps around",
      "media-truncated",
      (w) => putResource(w, HEADER.xml, 0xffff_ffff_ffff_fff0n, 700),
    ],
    ["a table inside the header", "media-corrupt", (w) => putResource(w, HEADER.xml, 12, 700)],
    ["no table of contents", "media-corrupt", (w) => putResource(w, HEADER.blobTable, 208, 0)],
    ["half an entry in the table", "media-corrupt", (w) => w.writeUInt8(149, HEADER.blobTable)],
    ["compressed XML", "media-unsupported", (w) => w.writeUInt8(0x04, HEADER.xml + 7)],
    [
      "an integrity table for another file",
      "media-corrupt",
      (w) => putResource(w, HEADER.integrity, 300, 92),
    ],
  ];
  test.for(refused)("refuses %s as %s", async ([, code, change]) => {
    expect(await verdict(readBytes(changed(wim, change)))).toBe(code);
  });

  test("an empty file is no .wim, and one cut off in its header is cut short", async () => {
    const cuts = [0, 4, 7, 8, 100, 207].map((at) => verdict(readBytes(wim.subarray(0, at))));
    expect(await Promise.all(cuts)).toEqual([
      ...Array<string>(3).fill("media-not-wim"),
      ...Array<string>(3).fill("media-truncated"),
    ]);
  });

  test("a file cut off anywhere behind its header is cut short", async () => {
    for (let at = 208; at < wim.length; at += 37)
      expect([at, await verdict(readBytes(wim.subarray(0, at)))]).toEqual([at, "media-truncated"]);
  });
});

describe("the table of contents", () => {
  const entry = (wim: Buffer, n: number): number =>
    Number(wim.readBigUInt64LE(HEADER.blobTable + 8)) + n * 50;
  const refused: [string, string, (w: Buffer) => void][] = [
    ["a content behind the end", "media-truncated", (w) => w.writeUInt32LE(1 << 30, entry(w, 0) + 8)],
    ["a content in another part", "media-split-part", (w) => w.writeUInt16LE(2, entry(w, 0) + 24)],
    ["a solid content", "media-unsupported", (w) => w.writeUInt8(0x10, entry(w, 0) + 7)],
    ["a content of two sizes", "media-corrupt", (w) => w.writeUInt32LE(5, entry(w, 0) + 16)],
    ["a compressed content in a plain file", "media-corrupt", (w) => w.writeUInt8(0x04, entry(w, 0) + 7)],
    ["a content of 2^63 bytes", "media-corrupt", (w) => w.writeUInt8(0x80, entry(w, 0) + 23)],
    ["no list of names", "media-corrupt", (w) => w.writeUInt8(0, entry(w, 2) + 7)],
  ];
  test.for(refused)("with %s is %s", async ([, code, change]) => {
    expect(await verdict(readBytes(changed(wim, change)))).toBe(code);
  });

  test("a small content that claims to unpack to a million times its size is refused", async () => {
    const bomb = changed(wim, (w) => {
      w.writeUInt32LE(0x40082, HEADER.flags);
      w.writeUInt32LE(32768, HEADER.chunk);
      w.writeUInt8(0x04, entry(w, 1) + 7);
      w.writeBigUInt64LE(3000n << 20n, entry(w, 1) + 16);
    });
    expect(await verdict(readBytes(bomb))).toBe("media-corrupt");
  });

  test("a list of names that would unpack to more than the station can hold is refused", async () => {
    const bomb = changed(wim, (w) => {
      w.writeUInt32LE(0x40082, HEADER.flags);
      w.writeUInt32LE(32768, HEADER.chunk);
      w.writeUInt8(0x06, entry(w, 2) + 7);
      w.writeBigUInt64LE(1n << 40n, entry(w, 2) + 16);
    });
    expect(await verdict(readBytes(bomb))).toBe("media-corrupt");
  });
});

describe("damage", () => {
  test("a flipped bit anywhere never brings down the reader", async () => {
    const flip = fc.array(fc.nat({ max: wim.length * 8 - 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(flip, async (bits) => {
        const flipped = changed(wim, (w) => {
          for (const bit of bits) w[bit >> 3] = (w[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        });
        await verdict(readBytes(flipped));
      }),
      { numRuns: 1500 },
    );
  });

  test("no single flipped bit of the header brings down the reader", async () => {
    for (let bit = 0; bit < 208 * 8; bit++) {
      const flipped = changed(wim, (w) => (w[bit >> 3] = (w[bit >> 3] ?? 0) ^ (1 << (bit & 7))));
      await verdict(readBytes(flipped));
    }
  });

  test("random bytes behind a true beginning never bring down the reader", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        await verdict(readBytes(Buffer.concat([wim.subarray(0, 40), noise])));
      }),
      { numRuns: 500 },
    );
  });
});
