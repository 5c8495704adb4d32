import { describe, expect, test } from "vitest";
import type { ReadBytes } from "../../electron/engine/boot/byte-range.ts";
import { findSignatures, type Signature } from "../../electron/engine/machine/linux/signatures.ts";
import {
  btrfsSuperblock,
  lvmLabel,
  oldRaidSuperblock,
  raidSuperblock,
  zfsLabel,
} from "../support/old-signatures.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** A drive of zeros with these bytes on it. Past its end nothing is read. */
function driveWith(sizeBytes: number, content: Record<number, Uint8Array>): ReadBytes {
  return ({ offset, length }) => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, sizeBytes - offset)));
    for (const [at, piece] of Object.entries(content))
      for (let i = 0; i < piece.length; i++) {
        const place = Number(at) + i - offset;
        if (place >= 0 && place < bytes.length) bytes[place] = piece[i] ?? 0;
      }
    return Promise.resolve(bytes);
  };
}

type Case = [what: string, sizeBytes: number, content: Record<number, Uint8Array>, found: Signature[]];
const raid = (offset: number): Signature => ({
  kind: "Linux RAID member",
  range: { offset, length: 4 * KIB },
});

const odd = 10 * MIB + 7 * 512;
const cases: Case[] = [
  ["a blank drive carries nothing", 10 * MIB, {}, []],
  [
    "an LVM label is found in the second sector",
    10 * MIB,
    { 512: lvmLabel() },
    [{ kind: "LVM2 member", range: { offset: 512, length: 512 } }],
  ],
  ["an LVM label that names another sector is a copy, and no label", 10 * MIB, { 0: lvmLabel(1) }, []],
  ["RAID 1.1 is found at the start", 10 * MIB, { 0: raidSuperblock(0) }, [raid(0)]],
  ["RAID 1.2 is found at 4 KiB", 10 * MIB, { 4096: raidSuperblock(4096) }, [raid(4096)]],
  [
    "RAID 1.0 is found 8 KiB before an odd end, on a 4 KiB boundary",
    odd,
    { [10 * MIB - 8 * KIB]: raidSuperblock(10 * MIB - 8 * KIB) },
    [raid(10 * MIB - 8 * KIB)],
  ],
  ["a RAID superblock that was moved with an image is none", 10 * MIB, { 4096: raidSuperblock(8192) }, []],
  [
    "RAID 0.90 is found in the last whole 64 KiB but one of an odd size",
    odd,
    { [10 * MIB - 64 * KIB]: oldRaidSuperblock() },
    [raid(10 * MIB - 64 * KIB)],
  ],
  [
    "Btrfs is found with its mirror at 64 MiB",
    65 * MIB,
    { [64 * KIB]: btrfsSuperblock(), [64 * MIB]: btrfsSuperblock() },
    [64 * KIB, 64 * MIB].map((offset) => ({ kind: "Btrfs volume", range: { offset, length: 4 * KIB } })),
  ],
  ["a Btrfs mirror alone is nothing", 65 * MIB, { [64 * MIB]: btrfsSuperblock() }, []],
  [
    "ZFS is found at both ends",
    10 * MIB,
    { 0: zfsLabel(), [10 * MIB - 256 * KIB]: zfsLabel() },
    [0, 10 * MIB - 256 * KIB].map((label) => ({
      kind: "ZFS member",
      range: { offset: label + 16 * KIB, length: 240 * KIB },
    })),
  ],
  ["a drive that ends within a label carries nothing, and does no harm", 100, { 0: lvmLabel(0) }, []],
];

describe("old RAID and volume marks", () => {
  test.each(cases)("%s", async (_what, sizeBytes, content, found) => {
    expect(await findSignatures(driveWith(sizeBytes, content), sizeBytes)).toEqual(found);
  });
});
