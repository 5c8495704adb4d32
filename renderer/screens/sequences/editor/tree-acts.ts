import { create } from "zustand";
import { findNode, type Place } from "../../../../shared/sequence-edit.ts";
import { templates, type TemplateId } from "../../../../shared/sequence-templates.ts";
import type { SequenceNode } from "../../../../shared/sequence-tree.ts";
import { change, editorNow, reveal, select } from "./editor-state.ts";
import { moveBy, neighbourOf, nodeAt, placeAfter, standingOf } from "./tree-moves.ts";

/** What was copied last. It lives as long as the window, so that it can be pasted into another sequence. */
export const useClipboard = create<{ node: SequenceNode | null }>()(() => ({ node: null }));

function chosen(): SequenceNode | null {
  const { tree, selection } = editorNow();
  return selection === null ? null : findNode(tree, selection);
}

function insert(node: SequenceNode, at: Place): void {
  const tree = change([{ edit: "insert", at, node }]);
  const fresh = tree && nodeAt(tree, at);
  if (fresh) reveal(fresh.id);
}

export function add(template: TemplateId): void {
  const { tree, selection } = editorNow();
  insert(templates[template](), placeAfter(tree, selection));
}

export function copy(): void {
  const node = chosen();
  if (node) useClipboard.setState({ node });
}

export function cut(): void {
  copy();
  remove();
}

export function paste(): void {
  const { node } = useClipboard.getState();
  const { tree, selection } = editorNow();
  if (node) insert(node, placeAfter(tree, selection));
}

/** A copy right behind it. */
export function duplicate(): void {
  const { tree, selection } = editorNow();
  const at = selection === null ? null : standingOf(tree, selection);
  const node = at?.siblings[at.index];
  if (at && node) insert(node, { parent: at.parent, index: at.index + 1 });
}

export function remove(): void {
  const { tree, selection } = editorNow();
  if (selection === null) return;
  const next = neighbourOf(tree, selection);
  if (change([{ edit: "remove", node: selection }])) select(next);
}

export function move(way: Parameters<typeof moveBy>[2]): void {
  const { tree, selection } = editorNow();
  const to = selection === null ? null : moveBy(tree, selection, way);
  if (to && selection !== null) moveTo(selection, to);
}

/** Moves a node, and shows where it went. */
export function moveTo(node: string, to: Place): void {
  if (change([{ edit: "move", node, to }])) reveal(node);
}

export function toggleEnabled(): void {
  const node = chosen();
  if (node) change([{ edit: "enable", node: node.id, enabled: node.disabled }]);
}
