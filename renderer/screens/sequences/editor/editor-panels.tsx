import { Loader, Tabs } from "@mantine/core";
import { memo, useState } from "react";
import type { SequenceReview } from "../../../../shared/sequence-editor.ts";
import type { SequenceProblem } from "../../../../shared/sequence-review.ts";
import { FaultNote } from "../../../parts/fault-note.tsx";
import type { Answer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import { ChangeList } from "../change-list.tsx";
import { ProblemsPanel, VariablesPanel } from "../panels.tsx";
import classes from "./editor.module.css";
import { reveal, useEditing } from "./editor-state.ts";
import { GlobalsPanel } from "./globals-panel.tsx";
import { focusTree } from "./tree-focus.ts";

/** Problems, variables and changes of the sequence as it is now, each with the way to its step. */
export const EditorPanels = memo(EditorPanels_);

function EditorPanels_({ review }: { review: Answer<SequenceReview> }) {
  const t = useWords();
  const [tab, setTab] = useState<string | null>("problems");
  const { last } = review;
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes["tabs"] ?? ""}>
      <Tabs.List px={12}>
        <Tabs.Tab value="problems">{t("sequence.problems", { count: last?.problems.length ?? 0 })}</Tabs.Tab>
        <Tabs.Tab value="variables">
          {t("sequence.variables", { count: last?.variables.length ?? 0 })}
        </Tabs.Tab>
        <Tabs.Tab value="globals">{t("editor.globals")}</Tabs.Tab>
        <Tabs.Tab value="changes">{t("editor.changes", { count: last?.changes.length ?? 0 })}</Tabs.Tab>
      </Tabs.List>
      <div className={classes["panel"]} tabIndex={0} role="region" aria-label={t("editor.panels")}>
        {review.status === "failed" && <FaultNote fault={review.fault} />}
        {!last && review.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
        <Tabs.Panel value="globals">
          <GlobalsPanel />
        </Tabs.Panel>
        {last && (
          <>
            <Tabs.Panel value="problems">
              <Problems problems={last.problems} />
            </Tabs.Panel>
            <Tabs.Panel value="variables">
              <VariablesPanel variables={last.variables} onJump={jump} />
            </Tabs.Panel>
            <Tabs.Panel value="changes">
              <ChangeList changes={last.changes} />
            </Tabs.Panel>
          </>
        )}
      </div>
    </Tabs>
  );
}

function jump(node: string): void {
  reveal(node);
  focusTree();
}

/** Steps are named as they are called now, not as when they were looked at. */
function Problems({ problems }: { problems: SequenceProblem[] }) {
  const tree = useEditing((editor) => editor.tree);
  return <ProblemsPanel detail={{ problems, tree }} onJump={jump} />;
}
