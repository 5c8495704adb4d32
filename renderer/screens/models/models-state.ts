import { create } from "zustand";
import type { TargetModel } from "../../../shared/target-model.ts";
import { useAnswer, type Answer } from "../../parts/use-answer.ts";

const useChanges = create<{ changes: number }>()(() => ({ changes: 0 }));

/** How often models were changed here: what is shown of them is then asked for anew. */
export function useModelChanges(): number {
  return useChanges((s) => s.changes);
}

export function modelsChanged(): void {
  useChanges.setState(({ changes }) => ({ changes: changes + 1 }));
}

/** All target models, by vendor and name. */
export function useModels(): Answer<TargetModel[]> {
  return useAnswer(`models ${useModelChanges()}`, (client) => client.models({}));
}
