import { useEffect, useState } from "react";
import { toFault, type Fault } from "../../../../shared/fault.ts";
import { engine, useLive } from "../../../store.ts";
import { isUnsaved, useEditing } from "./editor-state.ts";

const PAUSE_MS = 1000;

/** How the draft stands: `at` is when the engine last took it, in milliseconds. */
export type DraftState =
  | { status: "none" }
  | { status: "waiting" }
  | { status: "kept"; at: number }
  | { status: "failed"; fault: Fault };

/** Keeps what is not saved with the engine, a moment after each change, so that no crash and no closing loses it. */
export function useDraft(): DraftState {
  const live = useLive();
  const edits = useEditing((editor) => editor.edits);
  const { id, version } = useEditing(({ base }) => base.sequence);
  const unsaved = useEditing(isUnsaved);
  const [told, setTold] = useState<{ edits: unknown; state: DraftState }>({ edits: null, state: none });
  useEffect(() => {
    if (!unsaved || !live) return;
    let current = true;
    const tell = (state: DraftState) => {
      if (current) setTold({ edits, state });
    };
    const keep = async () => {
      try {
        await engine().saveSequenceDraft({ sequence: id, draft: { version, edits: [...edits] } });
        tell({ status: "kept", at: Date.now() });
      } catch (thrown) {
        tell({ status: "failed", fault: toFault(thrown) });
      }
    };
    const timer = setTimeout(() => void keep(), PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [edits, id, version, unsaved, live]);
  const state = !unsaved ? none : told.edits === edits ? told.state : waiting;
  useAskingBeforeUnload(state.status === "waiting" || state.status === "failed");
  return state;
}

const none: DraftState = { status: "none" };
const waiting: DraftState = { status: "waiting" };

/** The page may go when the engine has the draft; until then the browser asks. */
function useAskingBeforeUnload(asks: boolean): void {
  useEffect(() => {
    if (!asks) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [asks]);
}
