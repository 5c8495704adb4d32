import { useMemo, type KeyboardEvent } from "react";
import type { SequenceProblem } from "../../../../shared/sequence-review.ts";
import { useWords } from "../../../translate.ts";
import classes from "./editor-tree.module.css";
import { editorNow, select, setCollapsed, useEditing } from "./editor-state.ts";
import { copy, cut, duplicate, move, paste, remove, toggleEnabled } from "./tree-acts.ts";
import { lineId, TREE_ID } from "./tree-focus.ts";
import { treeRows, type TreeRow } from "./tree-rows.ts";
import { TreeLine } from "./tree-line.tsx";
import { useSeenLines } from "../../../parts/use-seen-lines.ts";
import { useTreeDrag } from "./use-tree-drag.ts";

const LINE_PX = 46;

/** The steps and groups, to be chosen, moved and dragged. Only the lines that can be seen are drawn. */
export function EditorTree({ problems }: { problems: readonly SequenceProblem[] }) {
  const t = useWords();
  const children = useEditing(({ tree }) => tree.children);
  const collapsed = useEditing((editor) => editor.collapsed);
  const filter = useEditing((editor) => editor.filter);
  const selection = useEditing((editor) => editor.selection);
  const rows = useMemo(() => treeRows(children, collapsed, filter), [children, collapsed, filter]);
  const worst = useMemo(() => worstOf(problems), [problems]);
  const at = rows.findIndex(({ node }) => node.id === selection);
  const { scroller, first, last } = useSeenLines(rows.length, at, LINE_PX);
  const drag = useTreeDrag(rows, filter === "");
  return (
    <div
      ref={scroller}
      id={TREE_ID}
      className={classes["tree"]}
      role="tree"
      tabIndex={0}
      aria-label={t("editor.tree")}
      aria-activedescendant={at < 0 ? undefined : lineId(rows[at]?.node.id ?? "")}
      onKeyDown={(event) => onKey(event, rows, at)}
      {...drag.handlers}
    >
      <div className={classes["lines"]} role="presentation" style={{ height: rows.length * LINE_PX }}>
        {rows.slice(first, last).map((row, n) => (
          <TreeLine
            key={row.node.id}
            row={row}
            chosen={row.node.id === selection}
            problem={worst.get(row.node.id) ?? null}
            drop={drag.drop?.line === row.node.id ? drag.drop.side : null}
            top={(first + n) * LINE_PX}
            height={LINE_PX}
          />
        ))}
      </div>
    </div>
  );
}

function worstOf(problems: readonly SequenceProblem[]): Map<string, SequenceProblem["severity"]> {
  const worst = new Map<string, SequenceProblem["severity"]>();
  for (const { node, severity } of problems)
    if (node !== null && worst.get(node) !== "error") worst.set(node, severity);
  return worst;
}

/** Keys of the tree. Letters, figures, Space and Enter are no part of it: they are the scanner's. */
function onKey(event: KeyboardEvent, rows: readonly TreeRow[], at: number): void {
  const act = event.ctrlKey || event.metaKey ? withCtrl[event.key.toLowerCase()] : plainKey(event, rows, at);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

const withCtrl: Record<string, () => void> = {
  c: copy,
  x: cut,
  v: paste,
  d: duplicate,
  " ": toggleEnabled,
};

const withAlt: Record<string, () => void> = {
  ArrowUp: () => move("up"),
  ArrowDown: () => move("down"),
  ArrowLeft: () => move("out"),
  ArrowRight: () => move("in"),
};

function plainKey(event: KeyboardEvent, rows: readonly TreeRow[], at: number): (() => void) | undefined {
  if (event.altKey) return withAlt[event.key];
  if (event.key === "Delete") return remove;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight")
    return () => sideways(event.key === "ArrowRight", rows, at);
  const to: Record<string, number> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: rows.length - 1,
    PageUp: Math.max(0, at - 10),
    PageDown: Math.min(rows.length - 1, at + 10),
  };
  const next = to[event.key];
  if (next === undefined) return undefined;
  return () => {
    const row = rows[next];
    if (row) select(row.node.id);
  };
}

/** Opens and closes a group; an open one leads into it, a closed one and a step to the group around it. */
function sideways(right: boolean, rows: readonly TreeRow[], at: number): void {
  const row = rows[at];
  if (!row) return;
  if (row.open === !right && editorNow().filter === "") return setCollapsed(row.node.id, !right);
  const to = right ? rows[at + 1] : rows.find(({ node }) => node.id === row.parent);
  if (to && (!right || to.parent === row.node.id)) select(to.node.id);
}
