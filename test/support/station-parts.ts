import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { WatchMessage } from "../../shared/contract.ts";
import type { Drive } from "../../shared/drive.ts";
import type { Media } from "../../shared/media.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { createFeed, type Feed } from "../../electron/engine/staging/feed.ts";
import { defaultHealthPolicy } from "../../electron/engine/staging/health.ts";
import { defaultLimits } from "../../electron/engine/staging/limits.ts";
import type { Machine, Range } from "../../electron/engine/staging/machine.ts";
import type { Masters, MasterVolume, VolumeRecipe } from "../../electron/engine/staging/masters.ts";
import type { StationParts, StationPolicy } from "../../electron/engine/staging/ports.ts";
import { Station } from "../../electron/engine/staging/station.ts";
import { tempDir } from "./temp-dir.ts";

export const testMedium: Media = {
  id: "m1",
  name: "Field laptop",
  version: "3.2",
  createdBy: "",
  comment: "",
  sha256: "ab".repeat(32),
  sizeBytes: 5e9,
  compression: "LZX",
  hasIntegrityTable: true,
  images: [
    {
      index: 1,
      name: "OS",
      description: "",
      edition: null,
      version: null,
      languages: [],
      architecture: "x64",
      bytes: 9e9,
      files: 100,
      directories: 10,
      createdAt: null,
    },
  ],
  bootFiles: { bootmgr: true, biosBcd: true, bootSdi: true, bootWim: true, efiLoader: true, efiBcd: true },
  state: "checked",
  problem: null,
  importedAt: "2026-01-01T00:00:00.000Z",
  source: "",
  sample: false,
};

/** Zeros, but for an NTFS boot sector at the start and its backup at the end. */
function madeBytes({ sizeBytes, hiddenSectors }: VolumeRecipe, { offset, length }: Range): Uint8Array {
  const bytes = new Uint8Array(length);
  const at = offset === 0 ? 0 : sizeBytes - 512 - offset;
  if (at < 0 || at + 512 > length) return bytes;
  const view = new DataView(bytes.buffer, at, 512);
  bytes.set(new TextEncoder().encode("NTFS    "), at + 3);
  view.setUint16(0x0b, 512, true);
  view.setUint8(0x0d, 8);
  view.setUint32(0x1c, hiddenSectors, true);
  view.setBigUint64(0x28, BigInt(sizeBytes / 512 - 1), true);
  view.setBigUint64(0x30, 4n, true);
  view.setInt8(0x40, -10);
  view.setInt8(0x44, 1);
  view.setUint16(510, 0xaa55, true);
  return bytes;
}

/** Masters that are there at once, or fail as told; each knows how often it was let go of. */
export function madeMasters(fail?: (recipe: VolumeRecipe) => void): Masters & { held: () => number } {
  let held = 0;
  return {
    held: () => held,
    async volume(recipe): Promise<MasterVolume> {
      fail?.(recipe);
      held++;
      let released = false;
      return {
        key: `${recipe.label}-${recipe.sizeBytes}`,
        build: "1",
        recipe,
        files: [`${recipe.label}-${recipe.sizeBytes}`],
        extents: [
          { offset: 0, length: 8192, file: `${recipe.label}-${recipe.sizeBytes}` },
          { offset: recipe.sizeBytes - 4096, length: 4096, file: `${recipe.label}-${recipe.sizeBytes}` },
        ],
        serialOffsets: [0x48, recipe.sizeBytes - 512 + 0x48],
        storeRanges: null,
        unitFileRanges: (recipe.unitFiles ?? []).map(({ lengthBytes }, n) => [
          { offset: 1_048_576 + n * 65_536, length: lengthBytes },
        ]),
        fromBootImage: [],
        firstBlock: { offset: 0, length: 4096 },
        read: async (range) => madeBytes(recipe, range),
        release() {
          if (!released) held--;
          released = true;
        },
      };
    },
  };
}

export interface TestStation {
  station: Station;
  parts: StationParts;
  feed: Feed;
  told: WatchMessage[];
  /** Puts other drives on the bench. */
  setDrives: (drives: Drive[]) => void;
}

/** What a new station does. */
export const testPolicy: StationPolicy = {
  limits: defaultLimits,
  failOutliers: false,
  signature: "warn" as const,
  notCurrent: "warn" as const,
  health: defaultHealthPolicy,
};

/** A station on real records, with a machine and masters in memory. */
export function testStation(
  machine: Machine,
  masters: Masters = madeMasters(),
  changes: Partial<StationParts> = {},
  ports: readonly string[] = ["p1", "p2", "p3"],
): TestStation {
  let drives: Drive[] | null = null;
  const records = openRecords(join(tempDir(), "records.db"));
  const parts: StationParts = {
    machine: { ...machine, listDrives: async () => drives ?? machine.listDrives() },
    training: null,
    records,
    media: { get: (id) => [testMedium].find((media) => media.id === id), list: () => [testMedium] },
    masters,
    sequences: builtInSequences((text) => createHash("sha256").update(text).digest("hex")),
    runCommand: async () => ({ outcome: "exited", exitCode: 0, output: "" }),
    bootCode: { mbr: new Uint8Array(440), bootRecords: { NTFS: { sha256: "00" }, FAT32: { sha256: "01" } } },
    clock: { now: () => new Date(), ticks: () => performance.now() },
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    readStamp: async () => null,
    clearSignatures: async () => {},
    station: "bench 1",
    software: "Prestage",
    blocked: () => new Set(),
    policy: () => testPolicy,
    busy: () => {},
    log: () => {},
    ...changes,
  };
  for (const [bay, port] of ports.entries()) records.teachBay(port, bay + 1);
  const told: WatchMessage[] = [];
  const feed = createFeed("e1", () => {
    throw new Error("no snapshot in this test");
  });
  const telling: Feed = { ...feed, publish: (event) => void told.push({ seq: 0, event }) };
  const station = new Station(parts, () => telling);
  return { station, parts, feed, told, setDrives: (next) => (drives = next) };
}
