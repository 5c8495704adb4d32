import type { Job, Parsed } from "../../../shared/contract.ts";
import type { OldData } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Batch } from "../../../shared/record.ts";
import { composeDriveImage, type UnitIds } from "./drive-image.ts";
import { signatureText, takeIds } from "./ids.ts";
import type { MasterVolume } from "./masters.ts";
import type { StationParts } from "./ports.ts";
import type { PreparedBay, PreparedStart } from "./prepare.ts";
import type { DriveWork } from "./stage-drive.ts";

/** One unit of a start, on record: its job, its bay and its own ids. */
export interface Begun {
  job: Job;
  bay: PreparedBay;
  ids: UnitIds;
}

/** @throws StagingFault batch-unknown, batch-closed */
export function openBatch(parts: StationParts, choice: Parsed<"start">["batch"]): Batch {
  if ("create" in choice)
    return parts.records.createBatch({ ...choice.create, at: parts.clock.now().toISOString() });
  const batch = parts.records.batch(choice.open);
  if (!batch) throw new StagingFault("batch-unknown", `There is no batch ${choice.open}.`);
  if (batch.state === "closed")
    throw new StagingFault(
      "batch-closed",
      `Batch ${batch.id} was closed on ${batch.closedAt ?? "an earlier day"}.`,
    );
  return batch;
}

/** The record comes first: no drive is touched that the records do not know of. */
export function recordUnit(
  parts: StationParts,
  { media, sequence, plan }: PreparedStart,
  bay: PreparedBay,
  batch: Batch,
  oldData: OldData,
  imageIndex: number,
): Begun {
  const id = uuid(parts.random(16));
  const ids = takeIds(parts, bay.recipes.filter((recipe) => recipe !== null).length, id);
  const startedAt = parts.clock.now().toISOString();
  const { drive, unitSerial, unitSerialSource } = bay;
  const named = { mediaName: media.name, mediaVersion: media.version, sequenceName: sequence.name };
  parts.records.addUnit({
    job: id,
    batch: batch.id,
    bay: bay.bay,
    unitSerial,
    unitSerialSource,
    driveSerial: drive.serial,
    driveSerialSource: drive.serialSource,
    wwid: drive.wwid,
    model: drive.model,
    sizeBytes: drive.sizeBytes,
    logicalSectorBytes: drive.logicalSectorBytes,
    ...named,
    mediaId: media.id,
    mediaSha256: media.sha256,
    imageIndex,
    sequenceVersion: sequence.version,
    sequenceHash: sequence.hash,
    oldData,
    station: parts.station,
    software: parts.software,
    operator: batch.operator,
    bench: parts.machine.kind,
    diskSignature: signatureText(ids.diskSignature),
    volumeSerials: ids.volumeSerials,
    startedAt,
  });
  const job: Job = {
    job: id,
    batch: batch.id,
    bay: bay.bay,
    unitSerial,
    identity: drive.identity,
    model: drive.model,
    driveSerial: drive.serial,
    sizeBytes: drive.sizeBytes,
    ...named,
    startedAt,
    endedAt: null,
    state: { status: "queued" },
    steps: plan.steps,
    phases: [],
  };
  return { job, bay, ids };
}

/** The masters of all partitions, built now or found; null where a partition has no volume. */
export async function mastersFor(
  parts: StationParts,
  bay: PreparedBay,
  signal: AbortSignal,
): Promise<(MasterVolume | null)[]> {
  return Promise.all(bay.recipes.map((recipe) => recipe && parts.masters.volume(recipe, signal)));
}

/** Everything that one drive's story needs, decided before the drive is claimed. */
export async function driveWork(
  parts: StationParts,
  { media }: PreparedStart,
  { job, bay, ids }: Begun,
  masters: (MasterVolume | null)[],
  oldData: OldData,
): Promise<DriveWork> {
  const { drive, laid } = bay;
  const image = await composeDriveImage({
    laid,
    masters,
    ids,
    driveBytes: drive.sizeBytes,
    sectorBytes: drive.logicalSectorBytes,
    bootCode: parts.bootCode.mbr,
  });
  return {
    drive,
    image,
    masters: masters.flatMap((master) => master?.key ?? []),
    oldData,
    stamp: {
      stampVersion: 1,
      job: job.job,
      batch: job.batch,
      unitSerial: job.unitSerial,
      mediaId: media.id,
      mediaName: media.name,
      mediaVersion: media.version,
      mediaSha256: media.sha256,
      station: parts.station,
      software: parts.software,
    },
  };
}

function uuid(bytes: Uint8Array): string {
  const text = [...bytes]
    .map((byte, n) => (n === 6 ? (byte & 0x0f) | 0x40 : n === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}
