import { useEffect, useRef } from "react";
import { operatorHeads, testWords } from "../../../shared/sequence-condition-words.ts";
import { readTest } from "../../../shared/sequence-condition.ts";
import { shownText } from "../../../shared/sequence-secrets.ts";
import type { ConditionItem, SequenceNode } from "../../../shared/sequence-tree.ts";
import { useWords, type Translate } from "../../translate.ts";
import classes from "./step-tree.module.css";

/** The tree as the console shows it. `shown`: the node to bring into view. */
export function StepTree({ nodes, shown }: { nodes: readonly SequenceNode[]; shown: string | null }) {
  return (
    <ol className={classes["tree"]}>
      {nodes.map((node) => (
        <Node key={node.id} node={node} shown={shown} />
      ))}
    </ol>
  );
}

function Node({ node, shown }: { node: SequenceNode; shown: string | null }) {
  const t = useWords();
  const ref = useRef<HTMLLIElement>(null);
  const isShown = node.id === shown;
  useEffect(() => {
    if (!isShown) return;
    ref.current?.scrollIntoView({ block: "center" });
    ref.current?.focus({ preventScroll: true });
  }, [isShown]);
  const marks = [
    node.disabled && t("sequence.disabled"),
    node.continueOnError && t("sequence.goesOn"),
  ].filter((mark) => mark !== false);
  return (
    <li
      ref={ref}
      tabIndex={isShown ? -1 : undefined}
      className={classes["node"]}
      data-off={node.disabled || undefined}
      data-shown={isShown || undefined}
    >
      <div className={classes["head"]}>
        <b>{node.name}</b>
        <span className={classes["type"]}>{typeWords(t, node)}</span>
        {marks.map((mark) => (
          <span key={mark} className={classes["mark"]}>
            {mark}
          </span>
        ))}
      </div>
      {node.description && <p className={classes["about"]}>{node.description}</p>}
      {node.condition && node.condition.items.length > 0 && (
        <div className={classes["condition"]}>
          <span>{t("sequence.condition")}</span>
          <ConditionList items={node.condition.items} />
        </div>
      )}
      {node.action && <code className={classes["action"]}>{shownText(node.action)}</code>}
      {node.kind === "group" && <StepTree nodes={node.children} shown={shown} />}
    </li>
  );
}

/** What kind of step it is, in words. */
export function typeWords(t: Translate, node: SequenceNode): string {
  if (node.kind === "group") return t("sequence.group");
  if (node.kind === "subtasksequence") return t("sequence.subSequence");
  const plain = node.type?.replace(/^(?:SMS_TaskSequence_|BDD_)/, "").replace(/Action$/, "");
  return plain ? plain.replaceAll(/([a-z])([A-Z])/g, "$1 $2") : t("sequence.noType");
}

/** Conditions in the console's words. */
function ConditionList({ items }: { items: readonly ConditionItem[] }) {
  const t = useWords();
  return (
    <ul>
      {items.map((item, n) => (
        <li key={n}>
          {itemWords(t, item)}
          {item.kind === "operator" && <ConditionList items={item.items} />}
        </li>
      ))}
    </ul>
  );
}

function itemWords(t: Translate, item: ConditionItem): string {
  switch (item.kind) {
    case "expression":
      return testWords(readTest(item));
    case "operator":
      return operatorHeads[item.operator];
    case "os-group": {
      const names = item.items.map((each) => (each.kind === "os" ? each.name : t("common.unknown")));
      return `${t("sequence.osIs")} ${names.join(", ")}`;
    }
    case "raw":
      return t("sequence.unknownCondition");
  }
}
