import { maskFor, replaceSecrets, type Secret } from "../../../shared/sequence-secrets.ts";
import type { SequenceNode, SequenceTree } from "../../../shared/sequence-tree.ts";

/** Stands for the whole sequence where a mask names a node. */
export const GLOBALS = "globals";

/** The tree as people may see it: masks stand for values that are hidden, or named like a password. */
export function shownTree(tree: SequenceTree, sequence: string, version: string): SequenceTree {
  const maskIn = (node: string) => (secret: Secret) => maskFor(sequence, version, node, secret.key);
  const shown = (node: SequenceNode): SequenceNode => {
    if (node.kind === "group") return { ...node, children: node.children.map(shown) };
    const secrets: { text: string; mask: string }[] = [];
    const variables = replaceSecrets(node.variables, (secret) => {
      const mask = maskIn(node.id)(secret);
      secrets.push({ text: secret.text, mask });
      return mask;
    });
    return { ...node, variables, action: node.action && withoutSecrets(node.action, secrets) };
  };
  return {
    ...tree,
    globals: tree.globals && replaceSecrets(tree.globals, maskIn(GLOBALS)),
    children: tree.children.map(shown),
  };
}

/** The console writes some hidden values into the command line as well. */
function withoutSecrets(action: string, secrets: readonly { text: string; mask: string }[]): string {
  return secrets
    .filter(({ text }) => text.length > 2)
    .reduce((shown, { text, mask }) => shown.replaceAll(text, mask), action);
}
