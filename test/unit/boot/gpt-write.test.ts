import fc from "fast-check";
import { expect, test } from "vitest";
import { readGpt } from "../../../electron/engine/boot/gpt.ts";
import {
  encodeGpt,
  gptAttributes,
  gptTypes,
  type GptToWrite,
} from "../../../electron/engine/boot/gpt-write.ts";
import { decodeMbr } from "../../../electron/engine/boot/mbr.ts";
import { readerOf } from "../../support/ntfs/volume.ts";

const MIB = 2 ** 20;

function table(sectorBytes: number, driveBytes = 64 * MIB): GptToWrite {
  return {
    diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
    driveBytes,
    sectorBytes,
    partitions: [
      {
        typeGuid: gptTypes.esp,
        partitionGuid: "10112233-4455-6677-8899-AABBCCDDEEFF",
        startBytes: MIB,
        sizeBytes: 8 * MIB,
        name: "EFI system partition",
        attributes: 0n,
      },
      {
        typeGuid: gptTypes.recovery,
        partitionGuid: "20112233-4455-6677-8899-AABBCCDDEEFF",
        startBytes: 9 * MIB,
        sizeBytes: 54 * MIB,
        name: "Récupération",
        attributes: gptAttributes.required | gptAttributes.noDriveLetter,
      },
    ],
  };
}

function written(gpt: GptToWrite): Uint8Array {
  const bytes = new Uint8Array(gpt.driveBytes);
  const { backup, primary, protectiveMbr } = encodeGpt(gpt);
  for (const part of [backup, primary, protectiveMbr]) bytes.set(part.bytes, part.offset);
  return bytes;
}

test.each([512, 4096])("with %i-byte sectors both copies read as what was meant", async (sectorBytes) => {
  const gpt = table(sectorBytes);
  const bytes = written(gpt);
  const found = await readGpt(readerOf(bytes), gpt.driveBytes, sectorBytes);
  const wanted = {
    diskGuid: gpt.diskGuid,
    partitions: gpt.partitions.map(({ typeGuid, partitionGuid, startBytes, sizeBytes, name }, n) => ({
      number: n + 1,
      typeGuid,
      partitionGuid,
      startBytes,
      sizeBytes,
      name,
    })),
  };
  expect(found).toEqual({ primary: wanted, backup: wanted });
  expect(decodeMbr(bytes.subarray(0, sectorBytes), sectorBytes)).toMatchObject({
    diskSignature: 0,
    protectiveGpt: true,
  });
});

test("a drive of any size keeps both copies inside it and off each other", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(512, 4096),
      fc.integer({ min: 8 * MIB, max: 2 ** 42 }),
      (sectorBytes, bytes) => {
        const driveBytes = bytes - (bytes % sectorBytes);
        const { backup, primary } = encodeGpt({ ...table(sectorBytes, driveBytes), partitions: [] });
        expect(backup.offset + backup.bytes.length).toBe(driveBytes);
        expect(primary.offset + primary.bytes.length).toBeLessThan(backup.offset);
      },
    ),
  );
});

test.each([
  ["that overlap", { startBytes: 4 * MIB }],
  ["that lie in the backup table", { sizeBytes: 55 * MIB }],
  ["that are no whole number of sectors", { sizeBytes: 54 * MIB - 7 }],
  ["with too long a name", { name: "n".repeat(37) }],
  ["with the GUID of another", { partitionGuid: "10112233-4455-6677-8899-aabbccddeeff" }],
])("partitions %s are refused in words", (_, change) => {
  const gpt = table(512);
  const partitions = gpt.partitions.map((each, n) => (n === 1 ? { ...each, ...change } : each));
  expect(() => encodeGpt({ ...gpt, partitions })).toThrow(
    expect.objectContaining({ code: "sequence-invalid" }),
  );
});
