import { findNode, type Place } from "../../../../shared/sequence-edit.ts";
import type { SequenceNode, SequenceTree } from "../../../../shared/sequence-tree.ts";

/** Where a node stands. */
export interface Standing extends Place {
  siblings: readonly SequenceNode[];
}

export function standingOf(tree: Pick<SequenceTree, "children">, id: string): Standing | null {
  const look = (siblings: readonly SequenceNode[], parent: string | null): Standing | null => {
    for (const [index, node] of siblings.entries()) {
      if (node.id === id) return { parent, index, siblings };
      const inner = node.kind === "group" ? look(node.children, node.id) : null;
      if (inner) return inner;
    }
    return null;
  };
  return look(tree.children, null);
}

/** Where a node goes by one key; null where there is nothing in that direction. */
export function moveBy(tree: SequenceTree, id: string, way: "up" | "down" | "in" | "out"): Place | null {
  const at = standingOf(tree, id);
  if (!at) return null;
  const { parent, index, siblings } = at;
  switch (way) {
    case "up":
      return index > 0 ? { parent, index: index - 1 } : beside(tree, parent, 0);
    case "down":
      return index < siblings.length - 1 ? { parent, index: index + 2 } : beside(tree, parent, 1);
    case "out":
      return beside(tree, parent, 1);
    case "in":
      return intoNeighbour(siblings, index);
  }
}

/** In front of a group, or behind it. */
function beside(tree: SequenceTree, group: string | null, after: 0 | 1): Place | null {
  const at = group === null ? null : standingOf(tree, group);
  return at && { parent: at.parent, index: at.index + after };
}

/** At the end of the group above, else at the beginning of the group below. */
function intoNeighbour(siblings: readonly SequenceNode[], index: number): Place | null {
  const above = siblings[index - 1];
  if (above?.kind === "group") return { parent: above.id, index: above.children.length };
  const below = siblings[index + 1];
  return below?.kind === "group" ? { parent: below.id, index: 0 } : null;
}

/** Where something new goes: into a chosen group at its end, else behind what is chosen, else at the very end. */
export function placeAfter(tree: SequenceTree, selection: string | null): Place {
  const node = selection === null ? null : findNode(tree, selection);
  if (node?.kind === "group") return { parent: node.id, index: node.children.length };
  const at = node && standingOf(tree, node.id);
  return at ? { parent: at.parent, index: at.index + 1 } : { parent: null, index: tree.children.length };
}

/** The node that is chosen when this one goes: the next, else the one before, else the group around it. */
export function neighbourOf(tree: SequenceTree, id: string): string | null {
  const at = standingOf(tree, id);
  if (!at) return null;
  return at.siblings[at.index + 1]?.id ?? at.siblings[at.index - 1]?.id ?? at.parent;
}

/** The node that stands at a place. */
export function nodeAt(tree: SequenceTree, { parent, index }: Place): SequenceNode | null {
  const group = parent === null ? null : findNode(tree, parent);
  const children = parent === null ? tree.children : group?.kind === "group" ? group.children : [];
  return children[index] ?? null;
}
