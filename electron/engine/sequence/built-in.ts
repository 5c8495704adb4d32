import { z } from "zod";
import { Step, type Sequence } from "../../../shared/sequence.ts";
import stageBios from "../../../resources/sequences/stage-bios.json" with { type: "json" };
import stageBiosSplit from "../../../resources/sequences/stage-bios-split.json" with { type: "json" };
import stageUefi from "../../../resources/sequences/stage-uefi.json" with { type: "json" };
import stageUefiBootImage from "../../../resources/sequences/stage-uefi-boot-image.json" with { type: "json" };
import stageUefiRecovery from "../../../resources/sequences/stage-uefi-recovery.json" with { type: "json" };

const SOURCES: readonly unknown[] = [
  stageBios,
  stageBiosSplit,
  stageUefi,
  stageUefiRecovery,
  stageUefiBootImage,
];

const Source = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  steps: z.array(Step),
});

/** What a sequence's hash is taken over: the same text for the same name, version and steps. */
export function canonicalText(sequence: Pick<Sequence, "name" | "version" | "steps">): string {
  const steps = sequence.steps.map(({ variables, ...step }) => ({
    type: step.type,
    name: step.name,
    description: step.description,
    action: step.action,
    variables: Object.fromEntries(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))),
  }));
  return JSON.stringify({ name: sequence.name, version: sequence.version, steps });
}

/** The sequences that come with the station. @param sha256 gives the lower-case hex digest of a text */
export function builtInSequences(sha256: (text: string) => string): Sequence[] {
  return SOURCES.map((source) => {
    const parsed = Source.parse(source);
    return { ...parsed, builtin: true, hash: sha256(canonicalText(parsed)) };
  });
}
