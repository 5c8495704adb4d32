import { StagingFault } from "../../../shared/fault.ts";
import { applyEdit, EditRefused, type Edit } from "../../../shared/sequence-edit.ts";
import type { SequencePick } from "../../../shared/sequence-library.ts";
import type { SequenceTree } from "../../../shared/sequence-tree.ts";
import type { SequenceLibrary } from "./library.ts";
import { unmasked } from "./unmask.ts";

/** The tree of a version after these edits. @throws StagingFault bad-input for one that does not fit */
export function edited(library: SequenceLibrary, tree: SequenceTree, edits: readonly Edit[]): SequenceTree {
  const treeOf = (pick: SequencePick) => library.choose(pick).tree;
  try {
    return unmasked(edits, treeOf).reduce(applyEdit, tree);
  } catch (thrown) {
    if (thrown instanceof EditRefused) throw new StagingFault("bad-input", thrown.message, { cause: thrown });
    throw thrown;
  }
}
