import type { Snapshot } from "../../shared/contract.ts";
import type { MediaCount, MediaUnits } from "../../shared/carried.ts";
import type { Media } from "../../shared/media.ts";
import { aBay, aDrive, aSnapshot, aStamp, aUnit } from "./bench-scenes.ts";
import { medium, sha256, uncheckedMedium } from "./scene-media.ts";

const field = (version: string, standing: Media["standing"], importedAt: string): Media => ({
  ...medium,
  id: `field-${version}`,
  version,
  sha256: sha256(`field laptop ${version}`),
  importedAt,
  ...(standing && { standing }),
});

/** A name with a version of each standing, and one that stands alone. */
export const versions = {
  newer: field("3.11", "newer", "2026-11-20T08:00:00Z"),
  current: field("3.10", "current", "2026-11-02T08:00:00Z"),
  older: field("3.9", "older", "2026-09-20T08:00:00Z"),
  retired: field("3.8", "retired", "2026-08-20T08:00:00Z"),
  alone: { ...uncheckedMedium, standing: "current" } satisfies Media,
};

const carrying = (n: number, { id, version, sha256: hash }: Media) => ({
  ...aUnit(n),
  job: `unit-${n}`,
  mediaId: id,
  mediaVersion: version,
  mediaSha256: hash,
  endedAt: `2026-11-${10 + n}T09:00:00Z`,
});

export const counts: MediaCount[] = [
  { media: versions.newer.id, units: 0, stale: null },
  { media: versions.current.id, units: 1204, stale: 318 },
  { media: versions.older.id, units: 316, stale: null },
  { media: versions.retired.id, units: 2, stale: null },
  { media: versions.alone.id, units: 0, stale: 0 },
];

export const units: MediaUnits = {
  total: 1522,
  stale: 318,
  units: [
    { ...carrying(5, versions.current), standing: "current", stale: false, current: "3.10" },
    { ...carrying(4, versions.older), standing: "older", stale: true, current: "3.10" },
    { ...carrying(3, versions.older), standing: "older", stale: true, current: "3.10" },
    { ...carrying(2, versions.retired), standing: "retired", stale: true, current: "3.10" },
  ],
};

const staged = (n: number, of: Media) => carrying(n, of);

/** Drives that carry what is current, older, retired, and one that only the records know. */
export function versionsSnapshot(): Snapshot {
  const stamp = (n: number, { id, version, sha256: hash }: Media) =>
    aStamp(n, { mediaId: id, mediaVersion: version, mediaSha256: hash });
  return aSnapshot({
    media: [versions.alone, versions.older, versions.current, versions.newer, versions.retired],
    bays: [
      aBay(1, { carries: stamp(1, versions.current), staged: staged(1, versions.current) }),
      aBay(2, { carries: stamp(2, versions.older), staged: staged(2, versions.older) }),
      aBay(3, { staged: staged(3, versions.older) }),
      aBay(4, { drive: aDrive(4, { serial: null }), carries: stamp(4, versions.older) }),
    ],
  });
}
