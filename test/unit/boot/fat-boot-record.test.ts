import { describe, expect, test } from "vitest";
import { StagingFault } from "../../../shared/fault.ts";
import {
  checkFatBootRecord,
  FAT_BOOT_BYTES,
  installFatBootRecord,
} from "../../../electron/engine/boot/fat-boot-record.ts";

const START_LBA = 2048;
const BACKUP = 6 * 512;

/** The start of a FAT32 volume as formatting leaves it, with 4660 clusters free as FSInfo has it. */
function formatted(more: { sectorBytes?: number; backup?: number; reserved?: number; type?: string } = {}) {
  const { sectorBytes = 512, backup = 6, reserved = 32, type = "FAT32   " } = more;
  const bytes = new Uint8Array(FAT_BOOT_BYTES);
  const view = new DataView(bytes.buffer);
  const put = (text: string, at: number) => bytes.set(new TextEncoder().encode(text), at);
  bytes.set([0xeb, 0x58, 0x90]);
  put("mkfs.fat", 3);
  view.setUint16(11, sectorBytes, true);
  bytes.set([1], 13);
  view.setUint16(14, reserved, true);
  bytes.set([2], 16);
  view.setUint32(28, START_LBA, true);
  view.setUint32(32, 68_000, true);
  view.setUint32(36, 520, true);
  view.setUint32(44, 2, true);
  view.setUint16(48, 1, true);
  view.setUint16(50, backup, true);
  put(type, 82);
  bytes.fill(0xcc, 0x5a, 510);
  view.setUint16(510, 0xaa55, true);
  for (const sector of [1, 7]) {
    put("RRaA", sector * 512);
    view.setUint32(sector * 512 + 488, 4660, true);
  }
  bytes.copyWithin(BACKUP, 0, 512);
  return bytes;
}

/** Not a real record: every byte tells where it came from. */
const record = Uint8Array.from({ length: 2560 }, (_, index) => (index * 7 + 1) & 0xff);
record.set([0x55, 0xaa], 510);

function fault(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof StagingFault) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  throw new Error("no fault");
}

describe("installing a FAT boot record", () => {
  test("goes into sectors 0 and 2 to 5 and their copies, and keeps the volume's parameters and FSInfo", () => {
    const volume = formatted();
    const expected = volume.slice();
    for (const at of [0, BACKUP]) {
      expected.set(record.subarray(0, 512), at);
      expected.set(volume.subarray(0x03, 0x5a), at + 0x03);
      expected.set(record.subarray(512), at + 1024);
    }
    const installed = installFatBootRecord(volume, record);
    expect(installed).toEqual(expected);
    expect([volume, installFatBootRecord(installed, record)]).toEqual([formatted(), expected]);
  });

  test.each([
    ["that is no FAT32", { type: "FAT16   ", reserved: 0 }, "sequence-invalid", /is not a FAT32 volume/],
    ["for 4096-byte sectors", { sectorBytes: 4096 }, "sector-size-unsupported", /for 4096-byte sectors/],
    ["that keeps no copy of its boot sector", { backup: 0 }, "sequence-invalid", /backup boot sector in 0\)/],
    ["with its tables too near", { reserved: 8 }, "sequence-invalid", /8 sectors before its tables/],
  ])("refuses a volume %s, in words", (_, shape, code, message) => {
    expect(fault(() => installFatBootRecord(formatted(shape), record))).toEqual({
      code,
      message: expect.stringMatching(message),
    });
  });

  test("says that the station is at fault when it is handed too little", () => {
    expect([
      fault(() => installFatBootRecord(formatted().subarray(0, 512), record)).code,
      fault(() => installFatBootRecord(formatted(), record.subarray(0, 512))).code,
    ]).toEqual(["internal", "internal"]);
  });
});

describe("checking a FAT boot record", () => {
  const volumeStart = installFatBootRecord(formatted(), record);
  const allRight = { ours: true, hiddenSectors: START_LBA, startsThere: true, backupEqual: true };
  const changed = (at: number, alsoAt = at) => {
    const bytes = volumeStart.slice();
    for (const each of new Set([at, alsoAt])) bytes[each] = (bytes[each] ?? 0) ^ 0xff;
    return bytes;
  };
  const check = (bytes: Uint8Array, startLba = START_LBA) =>
    checkFatBootRecord({ volumeStart: bytes, record, startLba });

  test("all is right after installing", () => {
    expect(check(volumeStart)).toEqual(allRight);
  });

  test.each([
    ["the code of the first sector", 0x5a, BACKUP + 0x5a],
    ["the sectors behind", 3 * 512, 3 * 512],
    ["the copy of the sectors behind", BACKUP + 1024 + 7, BACKUP + 1024 + 7],
  ])("one wrong byte in %s makes it a stranger's", (_, at, alsoAt) => {
    expect(check(changed(at, alsoAt))).toEqual({ ...allRight, ours: false });
  });

  test("a moved volume and a forgotten backup are noticed, and what has no room for one has none", () => {
    expect(check(volumeStart, 63)).toEqual({ ...allRight, startsThere: false });
    expect(check(changed(BACKUP + 0x43))).toEqual({ ...allRight, ours: false, backupEqual: false });
    expect(check(formatted({ reserved: 8 }))).toBeNull();
  });
});
