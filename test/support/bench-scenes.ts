import type { Job, JobProgress, Snapshot } from "../../shared/contract.ts";
import type { Bay, Drive, Stamp } from "../../shared/drive.ts";
import { phaseShares, Phase, type JobState } from "../../shared/job.ts";
import type { Batch, UnitRecord } from "../../shared/record.ts";
import { badMedium, medium, sequence, sha256, uncheckedMedium } from "./scene-media.ts";

const two = (n: number) => String(n).padStart(2, "0");

/** A drive as a real bench would show it. Deterministic from the bay number. */
export function aDrive(bay: number, over: Partial<Drive> = {}): Drive {
  const serial = `S5GXNX0R8122${two(bay)}`;
  return {
    kind: "disk",
    identity: `id-${bay}-1`,
    port: `pci-0000:3b:00.0-ata-${bay}`,
    path: `/dev/sd${String.fromCharCode(96 + bay)}`,
    model: "SX4 SSD",
    serial,
    serialSource: "ata",
    wwid: `naa.5002538e${sha256(serial).slice(0, 8)}`,
    sizeBytes: 512_110_190_592,
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    diskseq: 40 + bay,
    rotational: false,
    removable: false,
    readOnly: false,
    uses: [],
    ...over,
  };
}

export function aBay(bay: number, over: Partial<Bay> = {}): Bay {
  return {
    bay,
    port: `pci-0000:3b:00.0-ata-${bay}`,
    drive: aDrive(bay),
    refusal: null,
    carries: null,
    unitSerial: null,
    character: null,
    ...over,
  };
}

export function anEmptyBay(bay: number): Bay {
  return aBay(bay, { drive: null });
}

export const batch: Batch = {
  id: "B-2026-0117",
  state: "open",
  target: 48,
  operator: "Bench 2",
  note: "Order 4711",
  createdAt: "2026-11-23T07:30:00Z",
  closedAt: null,
  mediaName: medium.name,
  mediaVersion: medium.version,
  sequenceName: sequence.name,
  counts: { done: 41, failed: 1, cancelled: 0, interrupted: 0, open: 6 },
};

/** A job on the drive of `aBay(bay)`. Phases before the present one have ended. */
export function aJob(bay: number, state: JobState, over: Partial<Job> = {}): Job {
  const at = "phase" in state && state.phase ? Phase.options.indexOf(state.phase) : 0;
  const ended = state.status === "done" ? 4 : at;
  const drive = aDrive(bay);
  return {
    job: `job-${bay}`,
    batch: batch.id,
    bay,
    unitSerial: `FL-00238${two(40 + bay)}`,
    identity: drive.identity,
    model: drive.model,
    driveSerial: drive.serial,
    sizeBytes: drive.sizeBytes,
    mediaName: medium.name,
    mediaVersion: medium.version,
    sequenceName: sequence.name,
    startedAt: "2026-11-23T08:00:00Z",
    endedAt: null,
    state,
    steps: [
      {
        name: "Partition Disk",
        type: "SMS_TaskSequence_PartitionDiskAction",
        where: "drive",
        phase: "finish",
      },
      { name: "Boot code", type: "SMS_TaskSequence_RunCommandLineAction", where: "master", phase: "master" },
      {
        name: "Apply Data Image",
        type: "SMS_TaskSequence_ApplyDataImageAction",
        where: "master",
        phase: "master",
      },
    ],
    phases: Phase.options.slice(0, ended).map((phase) => ({
      phase,
      bytes: phase === "write" || phase === "read-back" ? 11_400_000_000 : 0,
      ms: phase === "clear" ? 310 : phase === "finish" ? 820 : 28_400,
    })),
    ...over,
  };
}

export function running(phase: Phase): JobState {
  return {
    status: "running",
    phase,
    totalBytes: 11_400_000_000,
    verified: phase === "finish",
    committing: false,
  };
}

/** Progress of `aJob(bay)` with `part` (0 to 1) of its phase behind it. */
export function progressOf(bay: number, phase: Phase, part: number, mbPerSecond = 400): JobProgress {
  const before = Phase.options
    .slice(0, Phase.options.indexOf(phase))
    .reduce((sum, ended) => sum + phaseShares[ended], 0);
  const overall = before + part * phaseShares[phase];
  return {
    job: `job-${bay}`,
    phase,
    doneBytes: Math.round(part * 11_400_000_000),
    totalBytes: 11_400_000_000,
    overall,
    bytesPerSecond: mbPerSecond * 1e6,
    etaMs: Math.round(((1 - overall) * 24_000_000) / mbPerSecond),
  };
}

export function aStamp(bay: number, over: Partial<Stamp> = {}): Stamp {
  return {
    stampVersion: 1,
    committed: true,
    job: `old-${bay}`,
    batch: "B-2026-0098",
    unitSerial: `FL-00119${two(bay)}`,
    mediaId: badMedium.id,
    mediaName: badMedium.name,
    mediaVersion: badMedium.version,
    mediaSha256: badMedium.sha256,
    station: "bench-2",
    software: "Prestage 0.1.0",
    at: "2026-09-28T09:14:00Z",
    ...over,
  };
}

export function aUnit(bay: number, over: Partial<UnitRecord> = {}): UnitRecord {
  const job = aJob(bay, { status: "done" });
  const drive = aDrive(bay);
  return {
    job: job.job,
    batch: job.batch,
    bay,
    unitSerial: job.unitSerial,
    unitSerialSource: "scanned",
    driveSerial: drive.serial,
    driveSerialSource: drive.serialSource,
    wwid: drive.wwid,
    model: drive.model,
    sizeBytes: drive.sizeBytes,
    logicalSectorBytes: 512,
    mediaId: medium.id,
    mediaName: medium.name,
    mediaVersion: medium.version,
    mediaSha256: medium.sha256,
    imageIndex: 1,
    sequenceName: sequence.name,
    sequenceVersion: "1",
    sequenceHash: sequence.hash,
    oldData: "discard",
    station: "bench-2",
    software: "Prestage 0.1.0",
    operator: batch.operator,
    bench: "real",
    diskSignature: `0A1B2C${two(bay)}`,
    volumeSerials: ["0123456789ABCDEF"],
    startedAt: "2026-11-23T08:00:00Z",
    endedAt: "2026-11-23T08:01:02Z",
    ending: "done",
    fault: null,
    writtenBytes: 11_400_000_000,
    verifiedBytes: 11_400_000_000,
    phases: job.phases,
    ...over,
  };
}

export function aSnapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    engine: {
      epoch: "epoch-1",
      software: "Prestage 0.1.0",
      bench: "real",
      station: "bench-2",
      home: "/var/lib/prestage",
    },
    seq: 0,
    bays: Array.from({ length: 8 }, (_, i) => anEmptyBay(i + 1)),
    strangers: [],
    jobs: [],
    batches: [],
    media: [medium, uncheckedMedium, badMedium],
    sequences: [sequence],
    tasks: [],
    paused: false,
    ...over,
  };
}
