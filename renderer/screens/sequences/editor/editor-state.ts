import { create } from "zustand";
import type { SequenceDraft } from "../../../../shared/sequence-editor.ts";
import { applyEdit, EditRefused, findNode, type Edit } from "../../../../shared/sequence-edit.ts";
import type { SequenceDetail } from "../../../../shared/sequence-library.ts";
import type { SequenceNode, SequenceTree } from "../../../../shared/sequence-tree.ts";

/** What is undone at most. */
const MOST_STEPS = 200;

/** The version an edit began with, as it is shown. */
export type Base = Pick<SequenceDetail, "sequence" | "facts" | "tree">;

/** A state to come back to. `edits` lead from the base's tree to `tree`. */
interface Moment {
  base: Base;
  tree: SequenceTree;
  edits: readonly Edit[];
  selection: string | null;
}

/**
 * One sequence while it is edited.
 *
 *   past ← ← ← now → → → future       every change goes through `change`; the next of the same key takes its place
 *                │
 *              saved                  the tree that the engine has as a version, also behind an undo
 */
export interface Editor extends Moment {
  past: readonly Moment[];
  future: readonly Moment[];
  /** What the last change was made to, while the next may join it. */
  joining: string | null;
  saved: SequenceTree;
  /** What the last change could not do, in a sentence. */
  refused: string | null;
  collapsed: ReadonlySet<string>;
  filter: string;
}

const nothing = {
  past: [],
  future: [],
  joining: null,
  refused: null,
  collapsed: new Set<string>(),
  filter: "",
};

export const useEditor = create<Editor | { base: null }>()(() => ({ base: null }));

/** The open editor. Only asked for where one is. */
export function editorNow(): Editor {
  const editor = useEditor.getState();
  if (!editor.base) throw new Error("no sequence is being edited");
  return editor;
}

/** A part of the open editor. */
export function useEditing<T>(part: (editor: Editor) => T): T {
  return useEditor((editor) => part(editor.base ? editor : editorNow()));
}

/**
 * Begins with a version, and with the draft that was made to it.
 * @throws EditRefused for a draft that does not fit
 */
export function openEditor(base: Base, draft: Pick<SequenceDraft, "edits"> | null): void {
  const edits = draft?.edits ?? [];
  const tree = edits.reduce(applyEdit, base.tree);
  const selection = tree.children[0]?.id ?? null;
  useEditor.setState({ ...nothing, base, tree, edits, selection, saved: base.tree }, true);
}

export function closeEditor(): void {
  useEditor.setState({ base: null }, true);
}

export const isUnsaved = ({ tree, saved }: Pick<Editor, "tree" | "saved">): boolean => tree !== saved;

function momentOf({ base, tree, edits, selection }: Editor): Moment {
  return { base, tree, edits, selection };
}

/**
 * Changes the sequence, as one step to undo.
 * @param joining the next change of the same key takes the place of this one, as typing in one field does
 * @returns the tree after it; null when it was refused, and told
 */
export function change(edits: readonly Edit[], joining: string | null = null): SequenceTree | null {
  const editor = editorNow();
  const before = editor.past.at(-1);
  const joins = joining !== null && joining === editor.joining && before !== undefined;
  const from = joins ? before : momentOf(editor);
  try {
    const tree = edits.reduce(applyEdit, from.tree);
    const past = joins ? editor.past : [...editor.past.slice(1 - MOST_STEPS), from];
    const made = { tree, edits: [...from.edits, ...edits], past, future: [], joining, refused: null };
    useEditor.setState({ ...editor, ...made, base: from.base });
    return tree;
  } catch (thrown) {
    if (!(thrown instanceof EditRefused)) throw thrown;
    useEditor.setState({ ...editor, refused: thrown.message });
    return null;
  }
}

/** The next change is a step of its own: another field, another node. */
export function endTyping(): void {
  if (useEditor.getState().base) useEditor.setState({ joining: null });
}

export function undo(): void {
  const editor = editorNow();
  const back = editor.past.at(-1);
  if (!back) return;
  const future = [momentOf(editor), ...editor.future];
  useEditor.setState({ ...editor, ...back, past: editor.past.slice(0, -1), future, ...still(back, editor) });
}

export function redo(): void {
  const editor = editorNow();
  const [next, ...future] = editor.future;
  if (!next) return;
  const past = [...editor.past, momentOf(editor)];
  useEditor.setState({ ...editor, ...next, past, future, ...still(next, editor) });
}

/** What is chosen stays chosen where it still is. */
function still(moment: Moment, { selection }: Editor): Pick<Editor, "joining" | "selection" | "refused"> {
  const kept = selection !== null && findNode(moment.tree, selection) ? selection : moment.selection;
  return { joining: null, refused: null, selection: kept };
}

/** The engine has this as a version now. Undo leads to what was before it. */
export function markSaved(base: Base): void {
  const editor = editorNow();
  const { tree } = base;
  useEditor.setState({ ...editor, base, tree, edits: [], saved: tree, future: [], joining: null });
}

export function select(selection: string | null): void {
  useEditor.setState({ selection, joining: null });
}

/** Chooses a node, and opens the groups around it. */
export function reveal(id: string): void {
  const { tree, collapsed } = editorNow();
  const around = groupsAround(tree.children, id);
  const open = new Set([...collapsed].filter((group) => !around.includes(group)));
  useEditor.setState({ selection: id, collapsed: open, filter: "", joining: null });
}

export function setCollapsed(id: string, collapsed: boolean): void {
  const next = new Set(editorNow().collapsed);
  if (collapsed) next.add(id);
  else next.delete(id);
  useEditor.setState({ collapsed: next });
}

export function setFilter(filter: string): void {
  useEditor.setState({ filter });
}

/** Ids of the groups a node stands in, outermost first. */
function groupsAround(children: readonly SequenceNode[], id: string): string[] {
  for (const child of children) {
    if (child.kind !== "group") continue;
    if (child.children.some((each) => each.id === id)) return [child.id];
    const inner = groupsAround(child.children, id);
    if (inner.length > 0) return [child.id, ...inner];
  }
  return [];
}

export function useSelected(): SequenceNode | null {
  return useEditing(({ tree, selection }) => (selection === null ? null : findNode(tree, selection)));
}
