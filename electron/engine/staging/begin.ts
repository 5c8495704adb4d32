import type { Job, Parsed } from "../../../shared/contract.ts";
import type { OldData } from "../../../shared/drive.ts";
import { StagingFault, toFault } from "../../../shared/fault.ts";
import { queued, type JobEvent } from "../../../shared/job.ts";
import type { Media } from "../../../shared/media.ts";
import type { Batch } from "../../../shared/record.ts";
import type { UnitValues } from "../../../shared/unit-variables.ts";
import { encodeStamp } from "../boot/stamp.ts";
import type { Plan } from "../sequence/plan.ts";
import { unitBootStore } from "./boot-content.ts";
import { composeDriveImage, type DriveImage, type UnitIds } from "./drive-image.ts";
import { randomGuid, signatureText, takeIds } from "./ids.ts";
import type { MasterVolume } from "./masters.ts";
import type { StationParts } from "./ports.ts";
import type { PreparedBay, PreparedStart } from "./prepare.ts";
import type { DriveWork } from "./stage-drive.ts";
import { requiredAfterCommit, runCommands, type CommandWork } from "./station-commands.ts";
import { fillUnitFiles } from "./unit-files.ts";
import { unitValues } from "./unit-values.ts";

/** One unit of a start, on record: its job, its bay and its own ids. */
export interface Begun {
  job: Job;
  bay: PreparedBay;
  ids: UnitIds;
  values: UnitValues;
}

/** @throws StagingFault batch-unknown, batch-closed */
export function openBatch(parts: StationParts, choice: Parsed<"start">["batch"]): Batch {
  if ("create" in choice)
    return parts.records.createBatch({ ...choice.create, at: parts.clock.now().toISOString() });
  const batch = parts.records.batch(choice.open);
  if (batch.state === "closed")
    throw new StagingFault(
      "batch-closed",
      `Batch ${batch.id} was closed on ${batch.closedAt ?? "an earlier day"}.`,
    );
  return batch;
}

/** The records come first: no drive is touched that they do not know of. All of a start's units, or none that runs. */
export function recordUnits(
  parts: StationParts,
  prepared: PreparedStart,
  batch: Batch,
  { oldData, imageIndex }: { oldData: OldData; imageIndex: number },
): Begun[] {
  const begun: Begun[] = [];
  try {
    for (const bay of prepared.bays) begun.push(recordUnit(parts, prepared, bay, batch, oldData, imageIndex));
  } catch (thrown) {
    const event: JobEvent = { type: "failed", fault: toFault(thrown) };
    for (const { job } of begun) parts.records.append(job.job, event, parts.clock.now().toISOString());
    throw thrown;
  }
  return begun;
}

function recordUnit(
  parts: StationParts,
  prepared: PreparedStart,
  bay: PreparedBay,
  batch: Batch,
  oldData: OldData,
  imageIndex: number,
): Begun {
  const id = randomGuid(parts.random(16)).toLowerCase();
  const { style, partitions } = prepared.plan;
  const volumes = bay.recipes.flatMap((recipe) => recipe?.fileSystem ?? []);
  const ids = takeIds(parts, { style, partitions: partitions.length, volumes }, id);
  const startedAt = parts.clock.now().toISOString();
  const { unitSerial, unitSerialSource } = bay;
  parts.records.addUnit({
    job: id,
    batch: batch.id,
    bay: bay.bay,
    unitSerial,
    unitSerialSource,
    ...driveFacts(bay),
    ...contentFacts(prepared),
    imageIndex,
    oldData,
    station: parts.station,
    software: parts.software,
    operator: batch.operator,
    bench: parts.machine.kind,
    diskSignature: signatureText(ids.diskSignature),
    volumeSerials: ids.volumeSerials,
    diskGuid: ids.diskGuid ?? "",
    partitionGuids: ids.partitionGuids,
    startedAt,
  });
  const values = unitValues(parts, prepared, bay, {
    batch: batch.id,
    operator: batch.operator,
    stagedAt: startedAt,
  });
  return { job: newJob(id, prepared, bay, batch, startedAt), bay, ids, values };
}

function driveFacts({ drive }: PreparedBay) {
  const { wwid, model, sizeBytes, logicalSectorBytes } = drive;
  return {
    driveSerial: drive.serial,
    driveSerialSource: drive.serialSource,
    wwid,
    model,
    sizeBytes,
    logicalSectorBytes,
  };
}

function contentFacts({ media, sequence }: PreparedStart) {
  return {
    mediaId: media.id,
    mediaName: media.name,
    mediaVersion: media.version,
    mediaSha256: media.sha256,
    sequenceName: sequence.name,
    sequenceVersion: sequence.version,
    sequenceHash: sequence.hash,
  };
}

function newJob(
  id: string,
  { media, sequence, plan }: PreparedStart,
  { bay, drive, unitSerial }: PreparedBay,
  batch: Batch,
  startedAt: string,
): Job {
  return {
    job: id,
    batch: batch.id,
    bay,
    unitSerial,
    identity: drive.identity,
    model: drive.model,
    driveSerial: drive.serial,
    sizeBytes: drive.sizeBytes,
    mediaName: media.name,
    mediaVersion: media.version,
    sequenceName: sequence.name,
    startedAt,
    endedAt: null,
    state: queued,
    steps: plan.steps,
    phases: [],
  };
}

/** The masters of all partitions, built now or found; null where a partition has no volume. */
export async function mastersFor(
  parts: StationParts,
  bay: PreparedBay,
  signal: AbortSignal,
): Promise<(MasterVolume | null)[]> {
  const built = await Promise.allSettled(
    bay.recipes.map(async (recipe) => recipe && parts.masters.volume(recipe, signal)),
  );
  const failed = built.find((each) => each.status === "rejected");
  if (!failed) return built.map((each) => (each.status === "fulfilled" ? each.value : null));
  for (const each of built) if (each.status === "fulfilled") each.value?.release();
  throw failed.reason;
}

/** Everything that one drive's story needs. What can be wrong before the drive is claimed is found here. */
export async function driveWork(
  parts: StationParts,
  prepared: PreparedStart,
  { job, bay, ids, values }: Begun,
  masters: (MasterVolume | null)[],
  oldData: OldData,
): Promise<DriveWork> {
  const { media, plan } = prepared;
  const { drive, laid } = bay;
  const commands = commandWork(parts, plan, job.job, values);
  const composed = (files: Uint8Array[][]): Promise<DriveImage> =>
    composeDriveImage({
      style: plan.style,
      laid,
      masters,
      ids,
      bootStore: unitBootStore(plan, laid, media, ids),
      files,
      driveBytes: drive.sizeBytes,
      sectorBytes: drive.logicalSectorBytes,
      bootCode: parts.bootCode.mbr,
    });
  return {
    drive,
    async compose() {
      const { byPartition, filled } = fillUnitFiles(plan, values, commands.outputs, parts.sha256);
      const image = await composed(byPartition);
      await parts.keepImage?.(job.job, image, laid);
      return { image, files: filled };
    },
    commands: (when, signal) => runCommands(commands, when, signal),
    requiredCommands: requiredAfterCommit(plan),
    masters: [...new Set(masters.flatMap((master) => master?.files ?? []))],
    oldData,
    stamp: stampOf(parts, media, job),
  };
}

function commandWork(parts: StationParts, plan: Plan, job: string, unit: UnitValues): CommandWork {
  const { clock, machine, runCommand: run } = parts;
  return { plan, unit, job, bench: machine.kind, run, outputs: new Map(), clock };
}

function stampOf({ station, software }: StationParts, media: Media, job: Job): DriveWork["stamp"] {
  const stamp: DriveWork["stamp"] = {
    stampVersion: 1,
    job: job.job,
    batch: job.batch,
    unitSerial: job.unitSerial,
    mediaId: media.id,
    mediaName: media.name,
    mediaVersion: media.version,
    mediaSha256: media.sha256,
    station,
    software,
  };
  // Names too long for the stamp are told now, not after the drive was written.
  encodeStamp({ ...stamp, committed: false, at: job.startedAt });
  return stamp;
}
