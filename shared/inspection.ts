import { z } from "zod";
import { Stamp } from "./drive.ts";

/** What a partition holds, as `inspect` found it. */
export const PartitionFound = z.object({
  number: z.number().int(),
  startBytes: z.number(),
  sizeBytes: z.number(),
  type: z.string(), // "07", or a GPT type GUID
  active: z.boolean(),
  fileSystem: z.string().nullable(),
  label: z.string().nullable(),
  volumeSerial: z.string().nullable(),
  /** Of a GPT. */
  partitionGuid: z.string().nullable().optional(),
});
/** The boot store that the drive's firmware comes to, and what it starts. */
export const BootFound = z.object({
  partition: z.number().int(),
  store: z.string(), // "\\Boot\\BCD"
  timeoutSeconds: z.number().nullable(),
  /** The first one starts by itself. Devices in words. */
  entries: z.array(z.object({ name: z.string(), loader: z.string(), device: z.string() })),
  /** What of it cannot work on this drive, a sentence each. */
  warnings: z.array(z.string()),
});
export type BootFound = z.infer<typeof BootFound>;
export const Inspection = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  table: z.enum(["mbr", "gpt", "none"]),
  diskSignature: z.string().nullable(),
  diskGuid: z.string().nullable().optional(),
  partitions: z.array(PartitionFound),
  boot: BootFound.nullable().optional(),
  stamp: Stamp.nullable(),
});
export type Inspection = z.infer<typeof Inspection>;

/** The answer of a later read of a staged drive against its record. */
export const DriveVerdict = z.object({
  path: z.string(),
  stamp: Stamp,
  ending: z.string().nullable(),
  equal: z.boolean(),
  comparedBytes: z.number(),
  /** The first stretch of the drive that is not what was written, and what lies there; null when equal. */
  firstDifference: z.object({ offset: z.number(), length: z.number(), where: z.string() }).nullable(),
});
export type DriveVerdict = z.infer<typeof DriveVerdict>;

export const inspectCommands = {
  inspect: { input: z.object({ path: z.string() }), output: Inspection },
  verifyDrive: { input: z.object({ path: z.string() }), output: DriveVerdict },
};
