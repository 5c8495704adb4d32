import { StagingFault } from "../../../shared/fault.ts";
import { findNode, type Edit } from "../../../shared/sequence-edit.ts";
import type { SequencePick } from "../../../shared/sequence-library.ts";
import { HIDDEN_VALUE, replaceMasks, replaceSecrets, type Masked } from "../../../shared/sequence-secrets.ts";
import type { SequenceTree, TreeVariable } from "../../../shared/sequence-tree.ts";
import { GLOBALS } from "./shown-tree.ts";

/** The tree of a version. @throws StagingFault sequence-unknown */
export type TreeOf = (pick: SequencePick) => SequenceTree;

/**
 * Edits with the hidden texts that their masks stand for. Whoever made the edits never had them.
 * @throws StagingFault bad-input when one is not there any more
 */
export function unmasked(edits: readonly Edit[], treeOf: TreeOf): Edit[] {
  const text = JSON.stringify(edits);
  if (!text.includes(`${HIDDEN_VALUE}⟨`)) return [...edits];
  const found = new Map<string, string>();
  const reveal = (masked: Masked) => {
    const at = JSON.stringify(masked);
    const known = found.get(at) ?? hiddenText(masked, treeOf);
    found.set(at, known);
    return known;
  };
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === "string" ? replaceMasks(value, reveal) : value,
  ) as Edit[];
}

function hiddenText({ sequence, version, node, key }: Masked, treeOf: TreeOf): string {
  let found: string | undefined;
  replaceSecrets(variablesOf(treeOf({ sequence, version }), node), (secret) => {
    if (secret.key === key) found = secret.text;
    return "";
  });
  if (found === undefined)
    throw new StagingFault("bad-input", "A hidden value is not where it was copied from. Type it again.");
  return found;
}

function variablesOf(tree: SequenceTree, node: string): readonly TreeVariable[] {
  if (node === GLOBALS) return tree.globals ?? [];
  const found = findNode(tree, node);
  return found && found.kind !== "group" ? found.variables : [];
}
