import { useEffect, useState } from "react";
import type { SequenceReview } from "../../../../shared/sequence-editor.ts";
import { useAnswer, type Answer } from "../../../parts/use-answer.ts";
import { useEditing } from "./editor-state.ts";

const PAUSE_MS = 300;

/** What the engine says of the sequence as it is now: asked again a moment after each change. */
export function useReview(): Answer<SequenceReview> {
  const edits = useEditing((editor) => editor.edits);
  const { id, version } = useEditing(({ base }) => base.sequence);
  const [asked, setAsked] = useState({ edits, count: 0 });
  useEffect(() => {
    const timer = setTimeout(() => setAsked(({ count }) => ({ edits, count: count + 1 })), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [edits]);
  return useAnswer(`${id} ${version} ${asked.count}`, (client) =>
    client.reviewSequence({ sequence: id, version, edits: [...asked.edits] }),
  );
}
