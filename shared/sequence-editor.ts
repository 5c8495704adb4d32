import { z } from "zod";
import { Edit } from "./sequence-edit.ts";
import { SequencePick } from "./sequence-library.ts";
import { SequenceChange, SequenceProblem, VariableUse } from "./sequence-review.ts";
import type { SequenceKind } from "./sequence.ts";

/** What the editor asks the engine while a sequence is changed: what is wrong with it, and to keep the draft. */

/** Begins the id of a sequence that is not kept yet: an empty tree to begin with. */
const NEW = "new:";
export const newSequenceId = (kind: SequenceKind): string => `${NEW}${kind}`;
/** What an empty tree is for; null for the id of any other sequence. */
export function kindOfNew(id: string): SequenceKind | null {
  const kind = id.startsWith(NEW) ? id.slice(NEW.length) : "";
  return kind === "staging" || kind === "deployment" ? kind : null;
}

/** A long working day of typing. More edits than this are saved first. */
export const MAX_EDITS = 10_000;
/** What RPC carries at most, and some way below it. */
export const MAX_DRAFT_CHARACTERS = 4 * 2 ** 20;
const edits = z.array(Edit).max(MAX_EDITS);

/** Edits that are not saved yet, and the version they were made to. */
export const SequenceDraft = z.object({ version: z.string(), edits, at: z.string() });
export type SequenceDraft = z.infer<typeof SequenceDraft>;

export const SequenceReview = z.object({
  problems: z.array(SequenceProblem),
  variables: z.array(VariableUse),
  /** From the version in `against` to the edited one. */
  changes: z.array(SequenceChange),
  /** What this station makes of a step, a sentence by the node's id. None for a sequence that PCs run. */
  bench: z.record(z.string(), z.string()),
});
export type SequenceReview = z.infer<typeof SequenceReview>;

export const sequenceEditorCommands = {
  /** What edits make of a version, before they are saved. */
  reviewSequence: {
    input: SequencePick.extend({ edits, against: z.string().optional() }),
    output: SequenceReview,
  },
  /** Null where there is none. */
  sequenceDraft: {
    input: z.object({ sequence: z.string() }),
    output: z.object({ draft: SequenceDraft.nullable() }),
  },
  /** One for each sequence, in the place of the one before; null, or no edits, keep none. */
  saveSequenceDraft: {
    input: z.object({
      sequence: z.string().max(64),
      draft: SequenceDraft.omit({ at: true }).nullable(),
    }),
    output: z.object({}),
  },
};
