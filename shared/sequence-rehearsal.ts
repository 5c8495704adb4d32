import { z } from "zod";
import { Edit } from "./sequence-edit.ts";

/** What will happen when a unit carrying a medium starts this sequence: told before any drive ships. */

/** What is known of the medium the target starts from. Null: not known. */
export const MediumFacts = z.object({
  name: z.string(),
  /** The package id of the boot image it was made with, and that image's version. */
  bootImageId: z.string().nullable(),
  bootImageVersion: z.string().nullable(),
  /** The package id of the operating system image in it. */
  osImageId: z.string().nullable(),
  /** Ids of all packages whose content is on it. */
  packages: z.array(z.string()).nullable(),
  /** Media variables; they stand in for those of collections and devices. */
  variables: z.record(z.string(), z.string()),
});
export type MediumFacts = z.infer<typeof MediumFacts>;

/**
 * `bypassed`: the step runs and leaves out what the medium has done already. `not-reached`: a failure or the end comes
 * before it. `unknown`: a fact that decides is not known.
 */
export const StepOutcome = z.enum(["runs", "skipped", "bypassed", "fails", "unknown", "not-reached"]);
export type StepOutcome = z.infer<typeof StepOutcome>;

export const Reason = z.object({
  /** The expression, in the console's words; or the rule. */
  words: z.string(),
  /** What was found ("it is “OEMMedia”"). */
  found: z.string().nullable(),
  /** The fact that is not known. */
  missing: z.string().nullable(),
});

export type Reason = z.infer<typeof Reason>;

export const TimelineEntry = z.object({
  /** The node's id in its own sequence. */
  node: z.string(),
  /** The sub-sequence's package id; null in the sequence itself. */
  sequence: z.string().nullable(),
  kind: z.enum(["group", "step", "subtasksequence"]),
  name: z.string(),
  type: z.string().nullable(),
  depth: z.number().int(),
  outcome: StepOutcome,
  /** One sentence: what happens and why. */
  words: z.string(),
  reasons: z.array(Reason),
  /** Where it runs, as far as can be told. */
  in: z.enum(["WinPE", "FullOS", "unknown"]),
  /** Packages it uses that are not on the medium. */
  downloads: z.array(z.string()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const FindingCode = z.enum([
  "erases-media", // red: a partition or format step runs on prestaged media
  "may-erase-media", // red: it runs if a fact that is not known says so
  "boot-image-mismatch", // red
  "boot-image-unknown",
  "step-fails", // red
  "applies-network-image", // the prestaged image is not used
  "wrong-environment",
  "downloads",
  "sub-sequence-missing",
  "unknown-step",
]);
export type FindingCode = z.infer<typeof FindingCode>;

export const Finding = z.object({
  code: FindingCode,
  severity: z.enum(["red", "amber"]),
  words: z.string(),
  /** Null: it is about the whole sequence. */
  node: z.string().nullable(),
  sequence: z.string().nullable(),
  /** The known error code the target would show ("0x80004005"). */
  errorCode: z.string().nullable(),
  /** What mends it, to be applied to the sequence it is in; null when there is no edit for it. */
  fix: z.object({ words: z.string(), edit: Edit }).nullable(),
});
export type Finding = z.infer<typeof Finding>;

/**
 * `will-fail`: it cannot succeed. `erases`: it would wipe what the station staged. `unsure`: a missing fact decides.
 * `will-run`: nothing stands against it.
 */
export const RehearsalVerdict = z.enum(["will-run", "unsure", "erases", "will-fail"]);
export type RehearsalVerdict = z.infer<typeof RehearsalVerdict>;

export const Rehearsal = z.object({
  verdict: RehearsalVerdict,
  words: z.string(),
  timeline: z.array(TimelineEntry),
  findings: z.array(Finding),
  /** Packages that come over the network, with the steps that want them. */
  downloads: z.array(z.object({ package: z.string(), steps: z.array(z.string()) })),
  /** Facts that would make it surer, each once. */
  missingFacts: z.array(z.string()),
});
export type Rehearsal = z.infer<typeof Rehearsal>;
