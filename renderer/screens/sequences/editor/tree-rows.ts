import { walk } from "../../../../shared/sequence-edit.ts";
import { shownText } from "../../../../shared/sequence-secrets.ts";
import type { ConditionItem, SequenceNode } from "../../../../shared/sequence-tree.ts";

/** One line of the tree as it is drawn. */
export interface TreeRow {
  node: SequenceNode;
  /** From 1. */
  level: number;
  parent: string | null;
  /** Its place among its siblings, from 0, and how many they are. */
  index: number;
  siblings: number;
  /** Null for a step. */
  open: boolean | null;
  /** Whether the search found it; the groups around what was found are shown too. */
  found: boolean;
}

/** The lines of a tree: without what is inside closed groups, or, while something is searched, what does not match. */
export function treeRows(
  children: readonly SequenceNode[],
  collapsed: ReadonlySet<string>,
  filter: string,
): TreeRow[] {
  const wanted = filter.trim().toLowerCase();
  const matches = (node: SequenceNode) => wanted === "" || textOf(node).includes(wanted);
  const rows: TreeRow[] = [];
  const visit = (nodes: readonly SequenceNode[], parent: string | null, level: number): boolean => {
    let any = false;
    for (const [index, node] of nodes.entries()) {
      const found = matches(node);
      const at = rows.length;
      const open = node.kind === "group" ? wanted !== "" || !collapsed.has(node.id) : null;
      rows.push({ node, level, parent, index, siblings: nodes.length, open, found });
      const inner = node.kind === "group" && open === true && visit(node.children, node.id, level + 1);
      if (found || inner) any = true;
      else rows.length = at;
    }
    return any;
  };
  visit(children, null, 1);
  return rows;
}

/** How many nodes the search finds. */
export function countFound(children: readonly SequenceNode[], filter: string): number {
  const wanted = filter.trim().toLowerCase();
  return [...walk(children)].filter((node) => textOf(node).includes(wanted)).length;
}

const texts = new WeakMap<SequenceNode, string>();

/** All a search looks in: name, type, command, variables and conditions. Nodes never change, so once for each. */
function textOf(node: SequenceNode): string {
  const known = texts.get(node);
  if (known !== undefined) return known;
  const own = [
    node.name,
    node.description,
    node.action ?? "",
    ...conditionTexts(node.condition?.items ?? []),
  ];
  if (node.kind !== "group") {
    own.push(node.type ?? "");
    for (const { name, value } of node.variables) own.push(name, value);
  }
  const text = shownText(own.join("\n")).toLowerCase();
  texts.set(node, text);
  return text;
}

function conditionTexts(items: readonly ConditionItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === "operator") return conditionTexts(item.items);
    return item.kind === "expression" ? item.variables.map(({ value }) => value) : [];
  });
}
