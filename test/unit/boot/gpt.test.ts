import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "../../../electron/engine/boot/crc32.ts";
import { readGpt } from "../../../electron/engine/boot/gpt.ts";
import { readerOf } from "../../support/ntfs/volume.ts";

const DISK_BYTES = 1024 * 1024;
const SECTOR = 512;
const LAST_LBA = DISK_BYTES / SECTOR - 1;
const ESP = "28732ac11ff8d211ba4b00a0c93ec93b"; // C12A7328-F81F-11D2-BA4B-00A0C93EC93B as it is stored

const found = {
  diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
  partitions: [
    {
      number: 2,
      typeGuid: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
      partitionGuid: "03020100-0504-0706-0809-0A0B0C0D0E0F",
      startBytes: 64 * SECTOR,
      sizeBytes: 100 * SECTOR,
      name: "EFI system",
    },
  ],
};

/** A drive with a GPT of one partition in its second slot. */
function drive(): Uint8Array {
  const bytes = new Uint8Array(DISK_BYTES);
  const entries = new Uint8Array(128 * 128);
  const view = new DataView(entries.buffer);
  entries.set(Buffer.from(ESP, "hex"), 128);
  entries.set(
    Array.from({ length: 16 }, (_, n) => n),
    144,
  );
  view.setBigUint64(160, 64n, true);
  view.setBigUint64(168, 163n, true);
  entries.set(Buffer.from("EFI system", "utf16le"), 184);
  bytes.set(entries, 2 * SECTOR);
  bytes.set(entries, (LAST_LBA - 32) * SECTOR);
  bytes.set(header(1, LAST_LBA, 2, crc32(entries)), SECTOR);
  bytes.set(header(LAST_LBA, 1, LAST_LBA - 32, crc32(entries)), LAST_LBA * SECTOR);
  return bytes;
}

function header(thisLba: number, otherLba: number, entriesLba: number, entriesCrc: number): Uint8Array {
  const bytes = new Uint8Array(92);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("EFI PART"));
  view.setUint32(8, 0x10000, true);
  view.setUint32(12, 92, true);
  view.setBigUint64(24, BigInt(thisLba), true);
  view.setBigUint64(32, BigInt(otherLba), true);
  bytes.set(Buffer.from("33221100554477668899aabbccddeeff", "hex"), 56);
  view.setBigUint64(72, BigInt(entriesLba), true);
  view.setUint32(80, 128, true);
  view.setUint32(84, 128, true);
  view.setUint32(88, entriesCrc, true);
  view.setUint32(16, crc32(bytes), true);
  return bytes;
}

describe("a GPT", () => {
  test("is read from both of its places", async () => {
    expect(await readGpt(readerOf(drive()), DISK_BYTES, SECTOR)).toEqual({ primary: found, backup: found });
  });

  test("whose first copy was cleared is still found at the drive's end", async () => {
    const bytes = drive().fill(0, 0, 34 * SECTOR);
    expect(await readGpt(readerOf(bytes), DISK_BYTES, SECTOR)).toEqual({ primary: null, backup: found });
  });

  test("with a wrong byte in its entries is not believed", async () => {
    const bytes = drive();
    bytes[2 * SECTOR + 5000] = 1;
    expect(await readGpt(readerOf(bytes), DISK_BYTES, SECTOR)).toEqual({ primary: null, backup: found });
  });

  test("is not seen on an empty drive, nor on one too small for it", async () => {
    const none = { primary: null, backup: null };
    expect(await readGpt(readerOf(new Uint8Array(DISK_BYTES)), DISK_BYTES, SECTOR)).toEqual(none);
    expect(await readGpt(readerOf(new Uint8Array(512)), 512, SECTOR)).toEqual(none);
  });

  test("damaged in any byte, or by fields that lie with a right checksum, never makes the reader fail", async () => {
    const field = fc.record({ at: fc.integer({ min: 8, max: 91 }), value: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 6 }), async (fields) => {
        const bytes = drive();
        for (const { at, value } of fields) bytes[SECTOR + at] = value;
        const first = bytes.subarray(SECTOR, SECTOR + 92);
        first.fill(0, 16, 20);
        new DataView(bytes.buffer).setUint32(SECTOR + 16, crc32(first), true);
        const { backup } = await readGpt(readerOf(bytes), DISK_BYTES, SECTOR);
        expect(backup).toEqual(found);
      }),
    );
  });
});
