import type { StepNode } from "../../../shared/sequence-tree.ts";
import { byLetter, volumeOn, type Draft } from "./compile-draft.ts";
import type { PlannedPartition } from "./plan.ts";
import { invalidStep, unsupportedStep } from "./step-fault.ts";
import { inputOf } from "../../../shared/sequence-step-kinds.ts";

/** Apply Data Image: which volume gets which image of the medium. Wiping is what a new volume is anyway. */
export function applyDataImage(draft: Draft, step: StepNode): void {
  const partition = target(draft, step);
  const written = draft.environment.get("OSDDataImageIndex");
  const own = inputOf(step, "OSDDataImageIndex") ?? inputOf(step, "ImageIndex") ?? "1";
  const text = (written.known && written.value) || own;
  const index = draft.options.imageIndex ?? Number(text);
  if (!Number.isInteger(index) || index < 1)
    throw invalidStep(step, `“${text}” is not an image index. The first image is 1`);
  const volume = volumeOn(step, partition);
  const named = partition.letter ? `${partition.letter}:` : "one partition";
  if (volume.fileSystem !== "NTFS")
    throw invalidStep(step, `an image goes to an NTFS volume, and ${named} is FAT32`);
  if (volume.imageIndex !== null) {
    const keeps = inputOf(step, "OSDWipeDestinationPartition")?.toLowerCase() === "false";
    if (keeps) throw unsupportedStep(step, `a second image over the first on ${named}`);
    throw invalidStep(step, `it applies a second image to ${named}, and wipes the first`);
  }
  volume.imageIndex = index;
  draft.targeted.add(partition);
}

/** `/target:C:`, `/target:0,2`, `/target:%VAR%`; without one, the next partition that no step has taken yet. */
function target(draft: Draft, step: StepNode): PlannedPartition {
  const raw = /\/target:("[^"]*"|\S+)/i.exec(step.action ?? "")?.[1]?.replaceAll('"', "");
  if (raw === undefined) return nextAvailable(draft, step);
  const reading = draft.environment.expand(raw);
  const text = reading.known ? reading.value.trim() : "";
  if (text === "") throw invalidStep(step, `its target ${raw} has no value when the drive is staged`);
  const letter = /^([A-Za-z]):?\\?$/.exec(text)?.[1];
  if (letter) return byLetter(draft, step, letter);
  const [, disk, number] = /^(\d{1,5})\s*,\s*(\d{1,3})$/.exec(text) ?? [];
  if (disk === undefined || number === undefined)
    throw invalidStep(step, `“${text}” is no target: a letter (C:), or disk and partition (0,1)`);
  if (disk !== draft.diskIndex)
    throw invalidStep(step, `it writes to disk ${disk}, and the sequence partitions disk ${draft.diskIndex}`);
  const partition = draft.partitions[Number(number) - 1];
  if (!partition)
    throw invalidStep(step, `there is no partition ${number}; the drive has ${draft.partitions.length}`);
  return partition;
}

function nextAvailable(draft: Draft, step: StepNode): PlannedPartition {
  const found = draft.partitions.find(
    (each) => each.kind === "primary" && each.volume?.fileSystem === "NTFS" && !draft.targeted.has(each),
  );
  if (!found)
    throw invalidStep(step, "there is no formatted partition left for it (or name one with /target:C:)");
  return found;
}
