import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMbr, encodeMbr, type MbrPartition } from "../../../electron/engine/boot/mbr.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { fixtureVolume } from "../../support/ntfs/volume.ts";

const MIB = 1024 * 1024;
const kept = { startBytes: MIB, sizeBytes: 100 * MIB, type: 7, active: false };
const system = { startBytes: 101 * MIB, sizeBytes: 800 * MIB, type: 7, active: true };
const layout = (partitions: MbrPartition[], sectorBytes = 512) => ({
  bootCode: null,
  diskSignature: 0x5a5a1234,
  sectorBytes,
  partitions,
});

describe("a partition table", () => {
  test.each([512, 4096])("with %i-byte sectors says after reading what was written", (sectorBytes) => {
    const sector = encodeMbr(layout([kept, system], sectorBytes));
    expect(sector.length).toBe(sectorBytes);
    expect(decodeMbr(sector, sectorBytes)).toEqual({
      diskSignature: 0x5a5a1234,
      partitions: [
        { number: 1, ...kept },
        { number: 2, ...system },
      ],
      protectiveGpt: false,
    });
  });

  test("stands in the sector byte by byte where every PC looks for it", () => {
    const sector = encodeMbr({ ...layout([system]), bootCode: new Uint8Array(440).fill(0x90) });
    expect(Buffer.from(sector.subarray(436, 464)).toString("hex")).toBe(
      "90909090" + "34125a5a" + "0000" + "80" + "df140c" + "07" + "db2972" + "00280300" + "00001900" + "0000",
    );
    expect(Buffer.from(sector.subarray(510)).toString("hex")).toBe("55aa");
  });

  test("gives the largest cylinder to what lies behind it, so that the sector number counts", () => {
    const far = { ...system, startBytes: 100_000 * MIB };
    expect(Buffer.from(encodeMbr(layout([far])).subarray(446, 454)).toString("hex")).toBe("80feffff07feffff");
  });

  test("that protects a GPT is told apart", () => {
    const protective = { startBytes: 512, sizeBytes: 900 * MIB, type: 0xee, active: false };
    expect(decodeMbr(encodeMbr(layout([protective])), 512)?.protectiveGpt).toBe(true);
  });

  test.each<[string, Parameters<typeof encodeMbr>[0]]>([
    ["partitions that overlap", layout([{ ...kept, sizeBytes: 101 * MIB }, system])],
    ["five partitions", layout([0, 1, 2, 3, 4].map((n) => ({ ...kept, startBytes: (n + 1) * 200 * MIB })))],
    ["a partition behind sector 2^32", layout([{ ...system, sizeBytes: 2 ** 41 }])],
    ["a partition that begins within a sector", layout([{ ...kept, startBytes: MIB + 512 }], 4096)],
    ["a partition over the table itself", layout([{ ...kept, startBytes: 0 }])],
    ["an empty partition", layout([{ ...kept, sizeBytes: 0 }])],
    ["a type that does not exist", layout([{ ...kept, type: 0 }])],
    ["boot code that is too long", { ...layout([kept]), bootCode: new Uint8Array(441) }],
  ])("with %s is refused", (_, contents) => {
    expect(() => encodeMbr(contents)).toThrow(expect.objectContaining({ code: "sequence-invalid" }));
  });
});

describe("what is no partition table", () => {
  const sectorWith = (change: (sector: Uint8Array) => void) => {
    const sector = encodeMbr(layout([kept, system]));
    change(sector);
    return sector;
  };
  test.each<[string, Uint8Array]>([
    ["an NTFS volume's boot sector", fixtureVolume().subarray(0, 512)],
    ["an empty sector", new Uint8Array(512)],
    ["half a sector", encodeMbr(layout([kept])).subarray(0, 256)],
    ["a sector without 55 AA", sectorWith((sector) => (sector[511] = 0))],
    ["an entry with an unknown status", sectorWith((sector) => (sector[446] = 0x20))],
    ["an entry without sectors", sectorWith((sector) => sector.fill(0, 446 + 12, 446 + 16))],
    ["an entry without a type", sectorWith((sector) => (sector[446 + 4] = 0))],
    ["entries that overlap", sectorWith((sector) => (sector[446 + 16 + 9] = 0x08))],
    [
      "a FAT volume's boot sector",
      sectorWith((sector) => sector.set(new TextEncoder().encode("FAT32   "), 0x52)),
    ],
  ])("%s is not taken for one", (_, sector) => {
    expect(decodeMbr(sector, 512)).toBe(null);
  });

  test("no bytes whatever make the reader fail", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const marked = bytes.slice();
        if (marked.length >= 512) marked.set([0x55, 0xaa], 510);
        decodeMbr(marked, 512);
      }),
    );
  });

  test("every layout either comes back or is refused in words", () => {
    const partition = fc.record({
      startBytes: fc.nat({ max: 2 ** 31 - 1 }).map((n) => n * 512),
      sizeBytes: fc.nat({ max: 2 ** 31 - 1 }).map((n) => n * 512),
      type: fc.integer({ min: 0, max: 256 }),
      active: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(partition, { maxLength: 5 }), (partitions) => {
        try {
          const read = decodeMbr(encodeMbr(layout(partitions)), 512);
          expect(read?.partitions).toEqual(partitions.map((one, index) => ({ number: index + 1, ...one })));
        } catch (thrown) {
          if (!(thrown instanceof StagingFault)) throw thrown;
        }
      }),
    );
  });
});
