import { Tooltip } from "@mantine/core";
import { ChevronDown, ChevronRight, CircleAlert, GitBranch, TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { SequenceProblem } from "../../../../shared/sequence-review.ts";
import { useWords } from "../../../translate.ts";
import { typeWords } from "../step-tree.tsx";
import classes from "./editor-tree.module.css";
import { select, setCollapsed } from "./editor-state.ts";
import { StepIcon } from "./step-icon.tsx";
import { lineId } from "./tree-focus.ts";
import type { TreeRow } from "./tree-rows.ts";

interface LineProps {
  row: TreeRow;
  chosen: boolean;
  problem: SequenceProblem["severity"] | null;
  /** Where what is dragged would go. */
  drop: "before" | "after" | "into" | null;
  top: number;
  height: number;
}

/** One step or group: what it is called, what it is, and its marks. */
export const TreeLine = memo(TreeLine_, isSame);

/** Lines are made anew with every change, and mostly say what they said. */
function isSame({ row: before, ...was }: LineProps, { row: now, ...is }: LineProps): boolean {
  return (
    rowParts.every((part) => before[part] === now[part]) && lineParts.every((part) => was[part] === is[part])
  );
}
const rowParts = ["node", "level", "index", "siblings", "open", "found"] as const;
const lineParts = ["chosen", "problem", "drop", "top", "height"] as const;

function TreeLine_({ row, chosen, problem, drop, top, height }: LineProps) {
  const t = useWords();
  const { node, level, index, siblings, open, found } = row;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div
      id={lineId(node.id)}
      role="treeitem"
      className={classes["line"]}
      aria-level={level}
      aria-posinset={index + 1}
      aria-setsize={siblings}
      aria-selected={chosen}
      aria-expanded={open ?? undefined}
      data-off={node.disabled || undefined}
      data-around={!found || undefined}
      data-drop={drop ?? undefined}
      data-node={node.id}
      draggable
      style={{ top, height, paddingLeft: 6 + (level - 1) * 16 }}
      onClick={() => select(node.id)}
    >
      <span
        className={classes["fold"]}
        aria-hidden
        onClick={() => open !== null && setCollapsed(node.id, open)}
      >
        {open !== null && <Chevron size={16} />}
      </span>
      <StepIcon node={node} />
      <span className={classes["text"]}>
        <b>{node.name || t("editor.noName")}</b>
        <span>
          {[typeWords(t, node), node.disabled && t("sequence.disabled")].filter(Boolean).join(" · ")}
        </span>
      </span>
      <Marks row={row} problem={problem} />
    </div>
  );
}

function Marks({ row: { node }, problem }: Pick<LineProps, "row" | "problem">) {
  const t = useWords();
  const conditions = (node.condition?.items.length ?? 0) > 0;
  const Problem = problem === "error" ? CircleAlert : TriangleAlert;
  return (
    <span className={classes["marks"]}>
      {conditions && (
        <Tooltip label={t("editor.hasCondition")}>
          <span role="img" aria-label={t("editor.hasCondition")}>
            <GitBranch size={16} aria-hidden />
          </span>
        </Tooltip>
      )}
      {problem && (
        <Tooltip label={t(`sequence.problem.${problem}`)}>
          <span role="img" aria-label={t(`sequence.problem.${problem}`)} data-problem={problem}>
            <Problem size={16} aria-hidden />
          </span>
        </Tooltip>
      )}
    </span>
  );
}
