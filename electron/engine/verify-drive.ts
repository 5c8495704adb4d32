import type { DriveVerdict } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Media } from "../../shared/media.ts";
import type { UnitRecord } from "../../shared/record.ts";
import type { Sequence } from "../../shared/sequence.ts";
import { stampOf, type ReadableDrive } from "./drive-reader.ts";
import { unitBootStore } from "./staging/boot-content.ts";
import { composeDriveImage, segmentBytes, type DriveImage, type UnitIds } from "./staging/drive-image.ts";
import { layOut, type LaidPartition } from "./staging/layout.ts";
import type { Segment } from "./staging/machine.ts";
import type { MasterVolume } from "./staging/masters.ts";
import type { StationParts } from "./staging/ports.ts";
import { planOf } from "./staging/prepare.ts";
import { volumeRecipes } from "./staging/volume-recipe.ts";

type VerifyParts = Pick<StationParts, "records" | "media" | "masters" | "sequences" | "treeOf" | "bootCode">;
type Work = { signal: AbortSignal; tell: (doing: string, doneBytes: number, totalBytes: number) => void };

const CHUNK_BYTES = 4 << 20;

/**
 * Re-reads a staged drive against its record, also after months on a shelf: the image is put together anew from the
 * medium and the unit's own ids, and every byte that staging wrote is compared.
 * @throws StagingFault drive-not-staged, record-unknown, media-missing, sequence-unknown
 */
export async function verifyDrive(
  parts: VerifyParts,
  drive: ReadableDrive,
  work: Work,
): Promise<DriveVerdict> {
  const stamp = await stampOf(drive);
  if (!stamp)
    throw new StagingFault("drive-not-staged", `${drive.path} carries no stamp of a Prestage station.`);
  const unit = parts.records.unit(stamp.job);
  const plan = planOf(parts, sequenceOf(parts, unit), unit.imageIndex);
  const laid = layOut(plan, unit);
  const media = mediaOf(parts, unit);
  const { bootRecords } = parts.bootCode;
  const recipes = volumeRecipes(plan, laid, unit.logicalSectorBytes, media, bootRecords);
  const masters: (MasterVolume | null)[] = [];
  try {
    for (const recipe of recipes) masters.push(recipe && (await parts.masters.volume(recipe, work.signal)));
    const ids = recordedIds(unit);
    const image = await composeDriveImage({
      style: plan.style,
      laid,
      masters,
      ids,
      bootStore: unitBootStore(plan, laid, media, ids),
      driveBytes: unit.sizeBytes,
      sectorBytes: unit.logicalSectorBytes,
      bootCode: parts.bootCode.mbr,
    });
    const compared = await compare(drive, image, masters, work);
    const { path } = drive;
    const offset = compared.differsAt;
    const firstDifference = offset === null ? null : { offset, where: placeOf(offset, laid) };
    const equal = firstDifference === null && stamp.committed;
    return { path, stamp, ending: unit.ending, equal, comparedBytes: compared.bytes, firstDifference };
  } finally {
    for (const master of masters) master?.release();
  }
}

function sequenceOf(parts: VerifyParts, unit: UnitRecord): Sequence {
  const found = parts.sequences.find(({ hash }) => hash === unit.sequenceHash);
  if (found) return found;
  throw new StagingFault(
    "sequence-unknown",
    `The drive was staged by “${unit.sequenceName}” version ${unit.sequenceVersion}, which this station no longer has.`,
  );
}

function mediaOf(parts: VerifyParts, unit: UnitRecord): Media {
  const media =
    parts.media.get(unit.mediaId) ?? parts.media.list().find(({ sha256 }) => sha256 === unit.mediaSha256);
  if (media) return media;
  throw new StagingFault(
    "media-missing",
    `The drive was staged from “${unit.mediaName}” ${unit.mediaVersion}, which is no longer in the library. Import it again.`,
  );
}

function recordedIds({ diskSignature, diskGuid, partitionGuids, volumeSerials }: UnitRecord): UnitIds {
  return {
    diskSignature: diskSignature === "" ? 0 : Number.parseInt(diskSignature, 16),
    diskGuid: diskGuid || null,
    partitionGuids: partitionGuids ?? [],
    volumeSerials,
  };
}

async function compare(
  drive: ReadableDrive,
  image: DriveImage,
  masters: readonly (MasterVolume | null)[],
  { signal, tell }: Work,
): Promise<{ bytes: number; differsAt: number | null }> {
  const segments = [...image.content, ...image.finish];
  const total = segments.reduce((sum, segment) => sum + segmentBytes(segment), 0);
  let bytes = 0;
  for (const segment of segments) {
    for (let at = 0; at < segmentBytes(segment); at += CHUNK_BYTES) {
      signal.throwIfAborted();
      const length = Math.min(CHUNK_BYTES, segmentBytes(segment) - at);
      const wanted = await expectedBytes(segment, at, length, masters);
      const found = await drive.read({ offset: segment.offset + at, length });
      if (Buffer.compare(wanted, found) !== 0) {
        const n = wanted.findIndex((byte, index) => byte !== found[index]);
        return { bytes, differsAt: segment.offset + at + Math.max(0, n) };
      }
      bytes += length;
      tell("Comparing with the record", bytes, total);
    }
  }
  return { bytes, differsAt: null };
}

async function expectedBytes(
  segment: Segment,
  at: number,
  length: number,
  masters: readonly (MasterVolume | null)[],
): Promise<Uint8Array> {
  if (segment.kind === "bytes") return segment.bytes.subarray(at, at + length);
  const master = masters.find((each) => each?.files.includes(segment.master));
  if (!master) throw new Error(`no master ${segment.master}`);
  return master.read({ offset: segment.masterOffset + at, length });
}

function placeOf(offset: number, laid: readonly LaidPartition[]): string {
  const n = laid.findIndex((part) => offset >= part.offset && offset < part.offset + part.length);
  const part = laid[n];
  if (!part) return "the partition table";
  return `partition ${n + 1} (${part.partition.volume?.label ?? "no volume"}), byte ${offset - part.offset} of it`;
}
