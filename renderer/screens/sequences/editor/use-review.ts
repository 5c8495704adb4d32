import { useEffect, useState } from "react";
import type { SequenceReview } from "../../../../shared/sequence-editor.ts";
import { useAnswer, type Answer } from "../../../parts/use-answer.ts";
import { useEditing } from "./editor-state.ts";

const PAUSE_MS = 300;

/** What the engine says of the sequence as it is now: asked again a moment after each change. */
export function useReview(): Answer<SequenceReview> {
  const edits = useEditing((editor) => editor.edits);
  const base = useEditing((editor) => editor.base);
  // Edits fit only the version they were made to: both become what is asked at once.
  const [asked, setAsked] = useState({ base, edits, count: 0 });
  useEffect(() => {
    const timer = setTimeout(() => setAsked(({ count }) => ({ base, edits, count: count + 1 })), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [base, edits]);
  const { id: sequence, version } = asked.base.sequence;
  return useAnswer(`${sequence} ${version} ${asked.count}`, (client) =>
    client.reviewSequence({ sequence, version, edits: [...asked.edits] }),
  );
}
