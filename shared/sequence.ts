import { z } from "zod";

/**
 * Task sequence steps in Configuration Manager's own words: type, name, action (the command line) and variables.
 * Source of the type names: the console's export format.
 */
export const Step = z.object({
  type: z.string(), // "SMS_TaskSequence_PartitionDiskAction"
  name: z.string(),
  description: z.string(),
  /** The command line as the step would run it ("bootsect.exe /nt60 C:"). */
  action: z.string(),
  variables: z.record(z.string(), z.string()), // "OSDPartitions0Size": "100"
});
export type Step = z.infer<typeof Step>;

/** `staging`: this station runs it on a drive. `deployment`: the target runs it when it starts from that drive. */
export const SequenceKind = z.enum(["staging", "deployment"]);
export type SequenceKind = z.infer<typeof SequenceKind>;

export const Sequence = z.object({
  id: z.string(), // "builtin:bios"
  name: z.string(),
  version: z.string(),
  description: z.string(),
  builtin: z.boolean(),
  /** Of a built-in sequence; the others are asked for whole, by showSequence. */
  steps: z.array(Step),
  /**
   * Lower-case hex sha256: of the canonical JSON of name, version and steps for a built-in one, of the canonical XML
   * for the others.
   */
  hash: z.string(),
  /** Left out: "staging". */
  kind: SequenceKind.optional(),
  /** Whether it was imported, or made here. Left out for a built-in one. */
  source: z.enum(["imported", "own"]).optional(),
  stepCount: z.number().int().optional(),
  problems: z.number().int().optional(),
  /** Of this version. */
  author: z.string().optional(),
  comment: z.string().optional(),
  at: z.string().optional(),
});
export type Sequence = z.infer<typeof Sequence>;

/**
 * Where a step took effect: once in the master volumes; on each drive, and in which phase; on the station ("before" or
 * "after" the drive, or "plan": a variable). `target`: it is left to the PC the drive goes into. `skipped`: by the
 * sequence's own words.
 */
export const StepEffect = z.object({
  name: z.string(),
  type: z.string(),
  where: z.enum(["master", "drive", "station", "target", "skipped"]),
  phase: z.string(), // "master", the drive's phase, "before", "after", "plan", or empty
});
export type StepEffect = z.infer<typeof StepEffect>;
