import { describe, expect, test } from "vitest";
import {
  BOOT_RECORD_BYTES,
  backupBootSector,
  checkBootRecord,
  installBootRecord,
} from "../../electron/engine/boot/boot-record.ts";
import { StagingFault } from "../../shared/fault.ts";

const START_LBA = 206_848;
const SECTORS = 20_479;

/** The start of a volume as formatting leaves it: 4 KiB clusters, code of its own, nothing behind the first sector. */
function formatted({ name = "NTFS    ", sectorBytes = 512 } = {}): Uint8Array {
  const bytes = new Uint8Array(BOOT_RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([0xeb, 0x52, 0x90]);
  bytes.set(Buffer.from(name, "latin1"), 3);
  view.setUint16(0x0b, sectorBytes, true);
  view.setUint8(0x0d, 4096 / sectorBytes);
  view.setUint32(0x1c, START_LBA, true);
  view.setUint32(0x28, SECTORS, true);
  view.setUint32(0x30, 4, true);
  view.setUint8(0x40, 0xf6);
  view.setUint8(0x44, 1);
  view.setBigUint64(0x48, 0x1122334455667788n, true);
  bytes.fill(0xcc, 0x54, 510);
  view.setUint16(510, 0xaa55, true);
  return bytes;
}

/** Not a real record: every byte tells where it came from. */
const record = Uint8Array.from({ length: BOOT_RECORD_BYTES }, (_, index) => (index * 7 + 1) & 0xff);
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

describe("installing a boot record", () => {
  test("keeps what the formatting wrote about the volume and replaces all else", () => {
    const volume = formatted();
    const expected = record.slice();
    expected.set(volume.subarray(0x03, 0x54), 0x03);
    expect(installBootRecord(volume, record)).toEqual(expected);
  });

  test("changes neither the volume's bytes nor the record it was given", () => {
    const [volume, before] = [formatted(), record.slice()];
    installBootRecord(volume, record);
    expect({ volume, record }).toEqual({ volume: formatted(), record: before });
  });

  test("installing twice is the same as once", () => {
    const once = installBootRecord(formatted(), record);
    expect(installBootRecord(once, record)).toEqual(once);
  });

  test("refuses a volume that is not NTFS", () => {
    expect(fault(() => installBootRecord(formatted({ name: "MSDOS5.0" }), record))).toEqual({
      code: "sequence-invalid",
      message: "The volume that is to become bootable is not an NTFS volume.",
    });
  });

  test("refuses a volume for 4096-byte sectors, from which no PC starts by BIOS", () => {
    expect(fault(() => installBootRecord(formatted({ sectorBytes: 4096 }), record))).toEqual({
      code: "sector-size-unsupported",
      message:
        "The volume is formatted for 4096-byte sectors; a PC starts by BIOS only from 512-byte sectors.",
    });
  });

  test("says that the station is at fault when it is handed too little", () => {
    expect([
      fault(() => installBootRecord(formatted().subarray(0, 512), record)).code,
      fault(() => installBootRecord(formatted(), record.subarray(0, 512))).code,
    ]).toEqual(["internal", "internal"]);
  });
});

describe("the backup boot sector", () => {
  test("equals the first sector and stands right behind the sectors that the volume counts", () => {
    const installed = installBootRecord(formatted(), record);
    expect(backupBootSector(installed)).toEqual({
      offset: SECTORS * 512,
      bytes: installed.slice(0, 512),
    });
  });

  test("is as long as a sector of the volume", () => {
    const volume = formatted({ sectorBytes: 4096 });
    expect(backupBootSector(volume)).toEqual({ offset: SECTORS * 4096, bytes: volume.slice(0, 4096) });
  });

  test("is refused for what is not NTFS", () => {
    expect(fault(() => backupBootSector(new Uint8Array(8192))).code).toBe("sequence-invalid");
  });
});

describe("checking a boot record", () => {
  const installed = installBootRecord(formatted(), record);
  const good = { volumeStart: installed, backup: installed.slice(0, 512), record, startLba: START_LBA };
  const allRight = { ours: true, hiddenSectors: START_LBA, startsThere: true, backupEqual: true };

  test("all is right after installing", () => {
    expect(checkBootRecord(good)).toEqual(allRight);
  });

  test.for([
    { at: 0, name: "the jump" },
    { at: 0x54, name: "the code of the first sector" },
    { at: 8191, name: "the last byte" },
  ])("one wrong byte in $name makes it a stranger's", ({ at }) => {
    const volumeStart = installed.slice();
    volumeStart[at] = (volumeStart[at] ?? 0) ^ 0xff;
    const backup = volumeStart.slice(0, 512);
    expect(checkBootRecord({ ...good, volumeStart, backup })).toEqual({ ...allRight, ours: false });
  });

  test("a freshly formatted volume's is a stranger's", () => {
    const volumeStart = formatted();
    expect(checkBootRecord({ ...good, volumeStart })).toEqual({
      ...allRight,
      ours: false,
      backupEqual: false,
    });
  });

  test("a volume that was moved is noticed", () => {
    expect(checkBootRecord({ ...good, startLba: 2048 })).toEqual({ ...allRight, startsThere: false });
  });

  test("a backup that was forgotten is noticed", () => {
    expect(checkBootRecord({ ...good, backup: formatted().slice(0, 512) })).toEqual({
      ...allRight,
      backupEqual: false,
    });
  });

  test("what is not NTFS has none", () => {
    expect(checkBootRecord({ ...good, volumeStart: new Uint8Array(8192) })).toBeNull();
  });
});
