import type {
  ConditionItem,
  SequenceNode,
  SequenceTree,
  TreeVariable,
} from "../../../shared/sequence-tree.ts";
import { HIDDEN_VALUE } from "../../../shared/sequence-library.ts";
import { isSecretName } from "../sequence/environment.ts";

/** The tree as people may see it: values that are hidden, or named like a password, are not in it. */
export function shownTree(tree: SequenceTree): SequenceTree {
  return { ...tree, globals: tree.globals && masked(tree.globals), children: tree.children.map(shownNode) };
}

function shownNode(node: SequenceNode): SequenceNode {
  const { condition } = node;
  const common = {
    condition: condition && { ...condition, items: condition.items.map(shownItem) },
    action: node.action === null ? null : withoutSecrets(node, node.action),
  };
  return node.kind === "group"
    ? { ...node, ...common, children: node.children.map(shownNode) }
    : { ...node, ...common, variables: masked(node.variables) };
}

function shownItem(item: ConditionItem): ConditionItem {
  if (item.kind === "expression") return { ...item, variables: masked(item.variables) };
  if (item.kind === "operator") return { ...item, items: item.items.map(shownItem) };
  return item;
}

function masked(variables: readonly TreeVariable[]): TreeVariable[] {
  return variables.map((each) =>
    isHidden(each) && each.value !== "" ? { ...each, value: HIDDEN_VALUE } : each,
  );
}

function isHidden({ name, hidden }: TreeVariable): boolean {
  return hidden || isSecretName(name);
}

/** The console writes some hidden values into the command line as well. */
function withoutSecrets(node: SequenceNode, action: string): string {
  if (node.kind === "group") return action;
  return node.variables
    .filter((each) => isHidden(each) && each.value.length > 2)
    .reduce((text, { value }) => text.replaceAll(value, HIDDEN_VALUE), action);
}
