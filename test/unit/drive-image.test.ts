import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readGpt } from "../../electron/engine/boot/gpt.ts";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { compile } from "../../electron/engine/sequence/compile.ts";
import { unitBootStore } from "../../electron/engine/staging/boot-content.ts";
import { placePatches } from "../../electron/engine/staging/compose-volume.ts";
import { composeDriveImage, type UnitIds } from "../../electron/engine/staging/drive-image.ts";
import { layOut } from "../../electron/engine/staging/layout.ts";
import type { MasterVolume } from "../../electron/engine/staging/masters.ts";
import { volumeRecipes } from "../../electron/engine/staging/volume-recipe.ts";
import { describeBcd, deviceText } from "../../electron/engine/boot/bcd/describe.ts";
import { decodeBcd } from "../../electron/engine/boot/bcd/store.ts";
import { madeMasters, testMedium } from "../support/station-parts.ts";

const DRIVE_BYTES = 16e9;
const guid = (n: number) => `${n}0112233-4455-4677-8899-AABBCCDDEEFF`;
const ids: UnitIds = {
  diskSignature: 0,
  diskGuid: guid(0),
  partitionGuids: [guid(1), guid(2), guid(3)],
  volumeSerials: ["1234ABCD", "0123456789ABCDEF"],
};
const found = builtInSequences((text) => createHash("sha256").update(text).digest("hex")).find(
  ({ id }) => id === "builtin:uefi",
);
if (!found) throw new Error("no UEFI sequence");
const plan = compile(found);
const bootRecords = { NTFS: { sha256: "record" }, FAT32: { sha256: "FAT record" } };
const drive = { sizeBytes: DRIVE_BYTES, logicalSectorBytes: 512 };
const laid = layOut(plan, drive);

/** The image of one UEFI drive whose store lies in two pieces, the second not at a block's edge. */
async function image() {
  const masters: (MasterVolume | null)[] = [];
  for (const recipe of volumeRecipes(plan, laid, 512, testMedium, bootRecords))
    masters.push(recipe && (await madeMasters().volume(recipe, new AbortController().signal)));
  const [esp] = masters;
  if (esp) {
    esp.storeRanges = [
      { offset: 8192, length: 10_240 },
      { offset: 40_960 + 512, length: 6144 },
    ];
    esp.extents = [{ offset: 0, length: 65_536, file: esp.key }];
    esp.serialOffsets = [67, 3072 + 67];
  }
  return composeDriveImage({
    style: plan.style,
    laid,
    masters,
    ids,
    bootStore: unitBootStore(plan, laid, testMedium, ids),
    files: [],
    driveBytes: DRIVE_BYTES,
    sectorBytes: 512,
    bootCode: new Uint8Array(440),
  });
}

/** What the drive holds at a place, as far as bytes of this unit lie there. */
async function bytesAt(offset: number, length: number): Promise<Uint8Array> {
  const { content, finish } = await image();
  const bytes = new Uint8Array(length);
  for (const segment of [...content, ...finish]) {
    if (segment.kind !== "bytes") continue;
    for (const [n, byte] of segment.bytes.entries()) {
      const at = segment.offset + n - offset;
      if (at >= 0 && at < length) bytes[at] = byte;
    }
  }
  return bytes;
}

describe("a UEFI drive", () => {
  test("becomes valid in this order: volumes, backup table, table, and the protective MBR last", async () => {
    const { finish } = await image();
    const places = finish.map(({ offset }) => offset);
    expect(places).toEqual([2 ** 20, 277 * 2 ** 20, DRIVE_BYTES - 33 * 512, 512, 0]);
  });

  test("has no part of a table among what is written before it was read back", async () => {
    const { content } = await image();
    const lowest = Math.min(...content.map(({ offset }) => offset));
    const highest = Math.max(...content.map((each) => each.offset));
    expect([lowest > 2 ** 20, highest < DRIVE_BYTES - 2 ** 20]).toEqual([true, true]);
  });

  test("carries the ids of its record: in the table, in the FAT volume's boot sectors and in its store", async () => {
    const read = ({ offset, length }: { offset: number; length: number }) => bytesAt(offset, length);
    const { primary, backup } = await readGpt(read, DRIVE_BYTES, 512);
    expect([primary?.diskGuid, primary?.partitions.map((each) => each.partitionGuid), backup]).toEqual([
      ids.diskGuid,
      ids.partitionGuids,
      primary,
    ]);
    for (const at of [67, 3072 + 67])
      expect([...(await bytesAt(2 ** 20 + at, 4))]).toEqual([0xcd, 0xab, 0x34, 0x12]);
    const first = await bytesAt(2 ** 20 + 8192, 10_240);
    const second = await bytesAt(2 ** 20 + 41_472, 6144);
    const { default: preset } = describeBcd(decodeBcd(Uint8Array.from([...first, ...second])));
    expect(deviceText(preset?.device ?? null)).toBe(
      `ramdisk [partition ${guid(3)} of disk ${guid(0)}]\\sources\\boot.wim`,
    );
  });
});

test("a store that does not fit its place is never laid over anything", () => {
  expect(() => placePatches([{ offset: 0, length: 100 }], new Uint8Array(101), "boot store")).toThrow(
    expect.objectContaining({ code: "master-failed" }),
  );
});

test("a volume that would begin elsewhere than it says is not put on a drive", async () => {
  const bios = builtInSequences(() => "").find(({ id }) => id === "builtin:bios");
  if (!bios) throw new Error("no BIOS sequence");
  const made = compile(bios);
  const parts = layOut(made, drive);
  const recipes = volumeRecipes(made, parts, 512, testMedium, bootRecords).map(
    (recipe) => recipe && { ...recipe, hiddenSectors: 2048 },
  );
  const masters: (MasterVolume | null)[] = [];
  for (const recipe of recipes)
    masters.push(recipe && (await madeMasters().volume(recipe, new AbortController().signal)));
  const composed = composeDriveImage({
    style: "mbr",
    laid: parts,
    masters,
    ids: {
      ...ids,
      diskSignature: 7,
      diskGuid: null,
      volumeSerials: ["0123456789ABCDEF", "1123456789ABCDEF"],
    },
    bootStore: null,
    files: [],
    driveBytes: DRIVE_BYTES,
    sectorBytes: 512,
    bootCode: new Uint8Array(440),
  });
  await expect(composed).rejects.toMatchObject({
    code: "master-failed",
    message: "The volume “OSDisk” says that it begins at sector 2048, not 206848.",
  });
});
