import { useEffect, useState, type DragEvent, type HTMLAttributes } from "react";
import { findNode, type Place } from "../../../../shared/sequence-edit.ts";
import { editorNow, select, setCollapsed } from "./editor-state.ts";
import { moveTo } from "./tree-acts.ts";
import type { TreeRow } from "./tree-rows.ts";

const OPEN_AFTER_MS = 600;

interface Drop {
  /** The line it is shown at. */
  line: string;
  side: "before" | "after" | "into";
  place: Place;
}

/** Dragging a line to another place: where it would go is shown, and a closed group opens when it is waited over. */
export function useTreeDrag(rows: readonly TreeRow[], allowed: boolean) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [drop, setDrop] = useState<Drop | null>(null);
  useOpening(drop, rows);
  const end = () => {
    setDragged(null);
    setDrop(null);
  };
  const over = (event: DragEvent) => {
    const to = dropAt(event, rows);
    if (dragged === null || !to || insideItself(dragged, to.place)) return setDrop(null);
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    if (to.line !== drop?.line || to.side !== drop.side) setDrop(to);
  };
  const handlers: HTMLAttributes<HTMLElement> = {
    onDragStart(event) {
      const row = lineOf(event, rows)?.row;
      if (!allowed || !row) return event.preventDefault();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.node.name);
      select(row.node.id);
      setDragged(row.node.id);
    },
    onDragEnter: over,
    onDragOver: over,
    onDragEnd: end,
    onDragLeave(event) {
      if (!isInside(event)) setDrop(null);
    },
    onDrop(event) {
      event.preventDefault();
      if (dragged !== null && drop) moveTo(dragged, drop.place);
      end();
    },
  };
  return { drop, handlers };
}

/** The line under the pointer. */
function lineOf({ target }: DragEvent, rows: readonly TreeRow[]) {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-node]") : null;
  const row = rows.find(({ node }) => node.id === element?.dataset["node"]);
  return element && row && { element, row };
}

/** Going from one line of the tree to the next leaves the tree too, as far as the event says. */
function isInside({ currentTarget, clientX, clientY }: DragEvent): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return clientX > left && clientX < right && clientY > top && clientY < bottom;
}

/** The upper and the lower part of a line stand for in front of it and behind it; the middle of a group for into it. */
function dropAt(event: DragEvent, rows: readonly TreeRow[]): Drop | null {
  const found = lineOf(event, rows);
  if (!found) return atTheEnd(rows);
  const { node, parent, index, open } = found.row;
  const { top, height } = found.element.getBoundingClientRect();
  const at = (event.clientY - top) / height;
  const line = node.id;
  if (node.kind === "group" && at > 0.25 && (at < 0.75 || open))
    return { line, side: "into", place: { parent: node.id, index: open ? 0 : node.children.length } };
  return at < 0.5
    ? { line, side: "before", place: { parent, index } }
    : { line, side: "after", place: { parent, index: index + 1 } };
}

/** Below the last line: the end of the sequence. */
function atTheEnd(rows: readonly TreeRow[]): Drop | null {
  const last = rows.at(-1);
  const { children } = editorNow().tree;
  return last ? { line: last.node.id, side: "after", place: { parent: null, index: children.length } } : null;
}

function insideItself(dragged: string, { parent }: Place): boolean {
  const node = findNode(editorNow().tree, dragged);
  return (
    parent !== null && (parent === dragged || (node?.kind === "group" && findNode(node, parent) !== null))
  );
}

function useOpening(drop: Drop | null, rows: readonly TreeRow[]): void {
  const group = drop?.side === "into" ? drop.line : null;
  const closed = group !== null && rows.find(({ node }) => node.id === group)?.open === false;
  useEffect(() => {
    if (group === null || !closed) return;
    const timer = setTimeout(() => setCollapsed(group, false), OPEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [group, closed]);
}
