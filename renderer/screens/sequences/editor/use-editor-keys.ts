import { useEffect } from "react";
import { dialogOpen } from "../../../scan/keys.ts";
import { openDialog } from "../../../view.ts";
import { editorNow, isUnsaved, redo, undo } from "./editor-state.ts";
import { focusField, focusTree, NAME_ID, SEARCH_ID } from "./tree-focus.ts";

/** Keys of the whole editor. @param openAdd shows the list of steps that can be added */
export function useEditorKeys(openAdd: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (dialogOpen()) return;
      const act = actOf(event, openAdd);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [openAdd]);
}

function actOf(event: KeyboardEvent, openAdd: () => void): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (event.key === "F2") return () => focusField(NAME_ID);
  if (event.key === "Escape") return isInEditor(event.target) ? focusTree : undefined;
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  if (event.shiftKey) return key === "a" ? openAdd : key === "z" ? redo : undefined;
  const acts: Record<string, () => void> = {
    z: undo,
    y: redo,
    f: () => focusField(SEARCH_ID),
    s: () => isUnsaved(editorNow()) && openDialog({ kind: "save-edited" }),
  };
  return acts[key];
}

/** Escape in a field leads back to the tree; a menu has its own use for it. */
function isInEditor(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("main, header") !== null;
}
