import { create } from "zustand";
import type { Security } from "../../../shared/signing.ts";
import { useAnswer, type Answer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { closeDialog } from "../../view.ts";

const useChanges = create<{ changes: number }>()(() => ({ changes: 0 }));

/** What the engine says of policy, trust and certificates; asked again after each change made here or elsewhere. */
export function useSecurity(): Answer<Security> {
  const changes = useChanges((s) => s.changes);
  // Trust that changes anywhere changes what signatures come to, and that is told with the media.
  const seq = useStation((s) => s.media);
  return useAnswer(`${changes} ${trustOf(seq)}`, (client) => client.security({}));
}

function trustOf(media: ReturnType<typeof useStation.getState>["media"]): string {
  return media.map(({ signature }) => `${signature?.state} ${signature?.trustedBy}`).join();
}

/** A change was made: the dialog is over, and what is shown is asked for anew. */
export function securityChanged(): void {
  useChanges.setState((s) => ({ changes: s.changes + 1 }));
  closeDialog();
}
