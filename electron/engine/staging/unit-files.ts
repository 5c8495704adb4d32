import type { FilledFile } from "../../../shared/job.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { UnitValues } from "../../../shared/unit-variables.ts";
import type { Plan } from "../sequence/plan.ts";
import { outputsBefore, unitEnvironment, type Outputs } from "../sequence/unit-environment.ts";
import { fillUnitFile } from "../sequence/unit-file.ts";

/** One unit's own files: their bytes by partition, as its masters keep places for them; and what the records say. */
export interface UnitFiles {
  byPartition: Uint8Array[][];
  filled: FilledFile[];
}

/** @throws StagingFault sequence-invalid when a text is too long for its place */
export function fillUnitFiles(
  plan: Plan,
  unit: UnitValues,
  outputs: Outputs,
  sha256: (bytes: Uint8Array) => string,
): UnitFiles {
  const files: UnitFiles = { byPartition: plan.partitions.map(() => []), filled: [] };
  for (const file of plan.files) {
    const { step, partition, path } = file;
    const bytes = fillUnitFile(file, unitEnvironment(plan, file.settings, unit, outputs));
    files.byPartition[partition]?.push(bytes);
    files.filled.push({ step, partition: partition + 1, path, bytes: bytes.length, sha256: sha256(bytes) });
  }
  return files;
}

/**
 * Fills a unit's files for a look, those that no command has a word in: whatever is wrong with them is told before
 * anything begins, with the bay.
 */
export function checkUnitFiles(plan: Plan, unit: UnitValues): void {
  const early = plan.files.filter(({ settings }) => outputsBefore(plan, settings).length === 0);
  try {
    fillUnitFiles({ ...plan, files: early }, unit, new Map(), () => "");
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    throw new StagingFault(thrown.code, `Bay ${unit.Bay}: ${thrown.message}`, { cause: thrown });
  }
}
