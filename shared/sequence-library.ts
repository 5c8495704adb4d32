import { z } from "zod";
import { Edit } from "./sequence-edit.ts";
import { TargetProfile } from "./sequence-profile.ts";
import { MediumFacts, Rehearsal } from "./sequence-rehearsal.ts";
import { SequenceChange, SequenceProblem, VariableUse } from "./sequence-review.ts";
import { SequenceFacts, SequenceTree } from "./sequence-tree.ts";
import { Sequence, SequenceKind } from "./sequence.ts";

/** The library of task sequences: what it shows of one, and what it can be asked. */

/** One version; it never changes. `hash` is the sha256 of its canonical XML, lower-case hex. */
export const SequenceVersion = z.object({
  version: z.string(),
  name: z.string(),
  author: z.string(),
  comment: z.string(),
  at: z.string(),
  hash: z.string(),
});
export type SequenceVersion = z.infer<typeof SequenceVersion>;

/** A version of a sequence; the newest when none is named. */
export const SequencePick = z.object({ sequence: z.string(), version: z.string().optional() });
export type SequencePick = z.infer<typeof SequencePick>;

/** One version whole. Passwords and other hidden values are not in the tree that is shown: masks stand there. */
export const SequenceDetail = z.object({
  sequence: Sequence,
  facts: SequenceFacts,
  tree: SequenceTree,
  problems: z.array(SequenceProblem),
  variables: z.array(VariableUse),
  /** Newest first. */
  versions: z.array(SequenceVersion),
});
export type SequenceDetail = z.infer<typeof SequenceDetail>;

const path = z.string().min(1).max(4096);
/** What RPC carries at most; larger files come by path. */
const MAX_TEXT_CHARACTERS = 8 * 2 ** 20;
const text = z.object({
  text: z.string().min(1).max(MAX_TEXT_CHARACTERS),
  fileName: z.string().max(255).default(""),
});
const author = z.string().trim().max(80).default("");
const comment = z.string().trim().max(500).default("");
const edits = z.array(Edit).max(10_000);

/** Where a sequence comes from: a file on the station, or pasted XML. */
export const SequenceSourceText = z.union([z.object({ path }), text]);
export type SequenceSourceText = z.infer<typeof SequenceSourceText>;

export const RehearsalRequest = z.object({
  of: z.union([SequencePick, z.object({ path }), text]),
  /** Applied first, and kept nowhere. */
  edits: edits.default([]),
  /** A medium of the library; null for one that nothing is known of. */
  media: z.string().nullable(),
  /** What is known of the medium beside its file. */
  medium: MediumFacts.omit({ name: true }).partial().default({}),
  /** A profile's id, or a whole one. */
  profile: z.union([z.string(), TargetProfile]),
  /** Variables the target has beside its profile's. */
  variables: z.record(z.string(), z.string()).default({}),
});
export type RehearsalRequest = z.infer<typeof RehearsalRequest>;

const saved = z.object({ sequence: z.string(), version: z.string() });

export const sequenceCommands = {
  /**
   * Takes a console export (zip, object.xml), a bare sequence or MDT's ts.xml. `into`: it becomes the next version of
   * that sequence. A file that is there already is not taken twice.
   */
  importSequence: {
    input: z.object({
      from: SequenceSourceText,
      into: z.string().optional(),
      kind: SequenceKind.optional(),
      author,
      comment,
    }),
    /** `others`: sub-sequences that came with it. */
    output: saved.extend({ others: z.array(z.string()) }),
  },
  showSequence: { input: SequencePick, output: SequenceDetail },
  exportSequence: {
    input: SequencePick.extend({ format: z.enum(["xml", "object", "zip"]) }),
    output: z.object({ name: z.string(), mime: z.string(), base64: z.string() }),
  },
  /**
   * Saves edits as the next version. Of a built-in one, which is read only, and of an empty tree they make an own
   * sequence.
   */
  saveSequence: {
    input: z.object({
      sequence: z.string(),
      /** The version the edits were made to; refused when it is not the newest any more. */
      version: z.string(),
      /** The newest version, where it is known to be another and is to be followed by this one all the same. */
      over: z.string().optional(),
      /** Makes a sequence of its own of it. */
      copy: z.boolean().optional(),
      kind: SequenceKind.optional(),
      edits,
      name: z.string().trim().min(1).max(200).optional(),
      /** The boot image its deployment uses: package id, and version where somebody knows it. */
      bootImage: z.object({ id: z.string().max(64), version: z.string().max(64).nullable() }).optional(),
      author,
      comment,
    }),
    output: saved,
  },
  /** What edits would change, before they are saved. */
  previewSequence: {
    input: SequencePick.extend({ edits }),
    output: z.object({ changes: z.array(SequenceChange), problems: z.array(SequenceProblem) }),
  },
  diffSequences: {
    input: z.object({ before: SequencePick, after: SequencePick }),
    output: z.array(SequenceChange),
  },
  /** Takes all its versions away; records keep the name, the version and the hash. */
  deleteSequence: { input: z.object({ sequence: z.string() }), output: z.object({}) },
  listProfiles: { input: z.object({}), output: z.array(TargetProfile) },
  rehearseSequence: { input: RehearsalRequest, output: Rehearsal },
};
