import { Button, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { ListPlus, Plus, TriangleAlert } from "lucide-react";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { guardLeaving, openDialog } from "../../../view.ts";
import { EditorHead } from "./editor-head.tsx";
import { EditorPanels } from "./editor-panels.tsx";
import { editorNow, isUnsaved, useEditing, useEditor, useSelected } from "./editor-state.ts";
import { EditorTree } from "./editor-tree.tsx";
import classes from "./editor.module.css";
import { NodePage } from "./node-page.tsx";
import { focusTree } from "./tree-focus.ts";
import { TreeTools } from "./tree-tools.tsx";
import { useDraft } from "./use-draft.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useReview } from "./use-review.ts";

/** The sequence that is open: its tree, the page of what is chosen, and what the engine says of it. */
export function EditorFrame() {
  const t = useWords();
  const draft = useDraft();
  const review = useReview();
  const node = useSelected();
  const refused = useEditing((editor) => editor.refused);
  const [adding, setAdding] = useState(false);
  useEditorKeys(useCallback(() => setAdding(true), []));
  useAskingBeforeLeaving();
  useEffect(focusTree, []);
  const problems = review.last?.problems ?? [];
  return (
    <div className={classes["editor"]}>
      <EditorHead draft={draft} />
      <NewerNote />
      <main className={classes["columns"]}>
        <section className={classes["left"]} aria-label={t("editor.tree")}>
          <TreeTools adding={adding} onAdding={setAdding} />
          {refused && (
            <Text size="sm" c="fail" px={12} pb={6} role="alert">
              {refused}
            </Text>
          )}
          <EditorTree problems={problems} />
        </section>
        <section className={classes["middle"]} aria-label={t("editor.page")}>
          {node ? (
            <NodePage node={node} bench={review.last?.bench[node.id] ?? null} />
          ) : (
            <Nothing onAdd={() => setAdding(true)} />
          )}
        </section>
        <section className={classes["right"]} aria-label={t("editor.panels")}>
          <EditorPanels review={review} />
        </section>
      </main>
    </div>
  );
}

/** No step yet, or none chosen. */
function Nothing({ onAdd }: { onAdd: () => void }) {
  const t = useWords();
  const empty = useEditing(({ tree }) => tree.children.length === 0);
  if (!empty)
    return (
      <Text c="dimmed" p={24}>
        {t("editor.nothingChosen")}
      </Text>
    );
  return (
    <EmptyState icon={ListPlus} title={t("editor.emptyTitle")} text={t("editor.emptyText")}>
      <Button size="md" variant="filled" leftSection={<Plus size={18} aria-hidden />} onClick={onAdd}>
        {t("editor.addFirst")}
      </Button>
    </EmptyState>
  );
}

/** While something is not saved, leaving is asked about. */
function useAskingBeforeLeaving(): void {
  useEffect(() => {
    guardLeaving((leave) => {
      if (!useEditor.getState().base || !isUnsaved(editorNow())) return false;
      openDialog({ kind: "leave-editor", leave });
      return true;
    });
    return () => guardLeaving(null);
  }, []);
}

/** Somebody saved another version while this one was being changed, or took the sequence away. */
function NewerNote() {
  const t = useWords();
  const { id, version } = useEditing(({ base }) => base.sequence);
  const newest = useStation((s) => s.sequences.find((each) => each.id === id)?.version);
  const [seen, setSeen] = useState<string | null>(null);
  if (newest !== undefined && seen !== id) setSeen(id);
  // A version of our own may be here before the list of all sequences is.
  const gone = newest === undefined && seen === id;
  if (!gone && !(Number(newest) > Number(version))) return null;
  return (
    <p className={classes["newer"]} role="status">
      <TriangleAlert size={16} aria-hidden />
      {gone ? t("editor.gone") : t("editor.newer", { version: newest ?? "" })}
    </p>
  );
}
