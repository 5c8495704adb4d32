import type { Engine } from "../../../shared/contract.ts";
import {
  MAX_DRAFT_CHARACTERS,
  SequenceDraft,
  type sequenceEditorCommands,
  type SequenceReview,
} from "../../../shared/sequence-editor.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { benchWords } from "../sequence/bench-words.ts";
import { diffTrees } from "../sequence/diff.ts";
import { variableUses } from "../sequence/variable-uses.ts";
import { edited } from "./edited.ts";
import type { SequenceLibrary } from "./library.ts";

type EditorEngine = Pick<Engine, keyof typeof sequenceEditorCommands>;
type Review = Parameters<EditorEngine["reviewSequence"]>[0];

/** Where drafts are kept: texts by key. */
export interface DraftStore {
  setting(key: string): string | null;
  setSetting(key: string, value: string): void;
}

/** The contract's commands about a sequence that is being edited. */
export function sequenceEditorHandlers(
  library: SequenceLibrary,
  drafts: DraftStore,
  now: () => Date,
): EditorEngine {
  return {
    reviewSequence: async (request) => review(library, request),
    async sequenceDraft({ sequence }) {
      const kept: unknown = JSON.parse(drafts.setting(draftKey(sequence)) ?? "null");
      return { draft: SequenceDraft.nullable().catch(null).parse(kept) };
    },
    async saveSequenceDraft({ sequence, draft }) {
      library.choose({ sequence });
      const kept = draft && draft.edits.length > 0 ? { ...draft, at: now().toISOString() } : null;
      const text = JSON.stringify(kept);
      if (text.length > MAX_DRAFT_CHARACTERS)
        throw new StagingFault(
          "bad-input",
          "The draft has become too large to be kept. Save it as a version.",
        );
      drafts.setSetting(draftKey(sequence), text);
      return {};
    },
  };
}

/** A sequence that has gone takes its draft with it. */
export function forgetDraft(drafts: DraftStore, sequence: string): void {
  if (drafts.setting(draftKey(sequence)) !== null) drafts.setSetting(draftKey(sequence), "null");
}

const draftKey = (sequence: string): string => `sequence-draft ${sequence}`;

function review(library: SequenceLibrary, { edits, against, ...pick }: Review): SequenceReview {
  const { tree, kind } = library.choose(pick);
  const after = edited(library, tree, edits);
  const before = against === undefined ? tree : library.choose({ ...pick, version: against }).tree;
  return {
    problems: library.problems(after, kind),
    variables: variableUses(after),
    changes: diffTrees(before, after),
    bench: kind === "staging" ? benchWords(after) : {},
  };
}
