import { z } from "zod";
import { OldData, SerialSource } from "./drive.ts";
import { Fault } from "./fault.ts";
import { Ending, JobEvent, Phase } from "./job.ts";
import { PhaseLimit } from "./limit.ts";

/** A batch: the units staged together for one order. Ids read "B-2026-0017". Times are ISO 8601, UTC. */
export const Batch = z.object({
  id: z.string(),
  state: z.enum(["open", "closed"]),
  /** How many units the order wants; null when nobody said. */
  target: z.number().int().positive().nullable(),
  operator: z.string(),
  note: z.string(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
  /** Media and sequence of the newest start in it, as they were named then. */
  mediaName: z.string(),
  mediaVersion: z.string(),
  sequenceName: z.string(),
  counts: z.object({
    done: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
    interrupted: z.number().int(),
    open: z.number().int(),
  }),
});
export type Batch = z.infer<typeof Batch>;

/** One staging of one drive, with names as they were at the time. Failed and cancelled ones too. */
export const UnitRecord = z.object({
  job: z.string(),
  batch: z.string(),
  bay: z.number().int(),
  unitSerial: z.string(),
  unitSerialSource: z.enum(["drive", "scanned"]),
  driveSerial: z.string().nullable(),
  driveSerialSource: SerialSource,
  wwid: z.string().nullable(),
  model: z.string(),
  sizeBytes: z.number().int(),
  logicalSectorBytes: z.number().int(),
  mediaId: z.string(),
  mediaName: z.string(),
  mediaVersion: z.string(),
  mediaSha256: z.string(),
  imageIndex: z.number().int(),
  sequenceName: z.string(),
  sequenceVersion: z.string(),
  sequenceHash: z.string(),
  oldData: OldData,
  station: z.string(),
  software: z.string(),
  operator: z.string(),
  bench: z.enum(["training", "real"]),
  /** Ids written on this drive: 8 hex digits (none on a GPT); 16 for each NTFS volume, 8 for each FAT32 one. */
  diskSignature: z.string(),
  volumeSerials: z.array(z.string()),
  /** Of a GPT, and one for each of its partitions, upper case. Empty on an MBR, and in records older than GPT. */
  diskGuid: z.string().optional(),
  partitionGuids: z.array(z.string()).optional(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  ending: Ending.nullable(),
  fault: Fault.nullable(),
  /** Bytes written and bytes read back and found equal; 0 until that phase ended. */
  writtenBytes: z.number().int(),
  verifiedBytes: z.number().int(),
  /** `limit`: what its pace hung on; of writing and reading back, and not in older records. */
  phases: z.array(
    z.object({ phase: Phase, bytes: z.number(), ms: z.number(), limit: PhaseLimit.optional() }),
  ),
});
export type UnitRecord = z.infer<typeof UnitRecord>;

/** One row of the append-only event log. `n` counts from 1 within a job. */
export const RecordedEvent = z.object({
  job: z.string(),
  n: z.number().int(),
  at: z.string(),
  event: JobEvent,
});
export type RecordedEvent = z.infer<typeof RecordedEvent>;
