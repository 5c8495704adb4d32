import type { StepNode } from "../../../shared/sequence-tree.ts";
import { parseCommand, type Command } from "./commands.ts";
import { byLetter, volumeOn, type CommandPlace, type Draft } from "./compile-draft.ts";
import { onStation } from "./compile-station.ts";
import { mbrType } from "./partition-disk.ts";
import { invalidStep, unsupportedStep } from "./step-fault.ts";

export function compileCommand(draft: Draft, step: StepNode): CommandPlace {
  // A unit's own variables are not known yet; they stay in the text.
  const command = parseCommand(step, draft.environment.expandSet(step.action ?? ""));
  // What comes after the drive's end can only be meant for the target it starts in.
  if (draft.finish) return "target";
  switch (command.program) {
    case "format": {
      const partition = byLetter(draft, step, command.letter);
      const { fileSystem, label, quick } = command;
      partition.volume = { fileSystem, label, bootRecord: false, imageIndex: null, quick };
      if (draft.style === "mbr") partition.type = mbrType(partition.kind, partition.volume);
      return "master";
    }
    case "bootsect": {
      const all = draft.partitions.filter(({ volume }) => volume);
      const partitions = command.letter ? [byLetter(draft, step, command.letter)] : all;
      for (const partition of partitions) volumeOn(step, partition).bootRecord = true;
      return "master";
    }
    case "bcdboot":
      draft.boot = {
        system: byLetter(draft, step, command.system),
        os: byLetter(draft, step, command.source),
      };
      return "master";
    case "bcdedit":
      nameBootImage(draft, step, command);
      return "write"; // each unit's store is its own
    case "xcopy":
      copyBootImage(draft, step, command);
      return "master";
    case "shutdown":
      draft.finish = command.restart ? "restart" : "shutdown";
      return "finish";
    case "other":
      return onStation(draft, step, command.packageId);
  }
}

type CommandOf<P extends Command["program"]> = Extract<Command, { program: P }>;

function nameBootImage(draft: Draft, step: StepNode, { store, image }: CommandOf<"bcdedit">): void {
  if (draft.boot && draft.boot.system !== byLetter(draft, step, store.letter))
    throw invalidStep(
      step,
      `it changes a boot store on ${store.letter}:, and bcdboot put it on another volume`,
    );
  const { path } = image;
  const partition = byLetter(draft, step, image.letter);
  const before = draft.bootImage;
  if (before && (before.partition !== partition || before.path !== path))
    throw invalidStep(step, "it names another boot image than a step before it");
  draft.bootImage = { partition, path };
}

function copyBootImage(draft: Draft, step: StepNode, { from, to }: CommandOf<"xcopy">): void {
  if (from.path.toLowerCase() !== to.path.toLowerCase() || !/\.wim$/i.test(from.path) || draft.imageCopy)
    throw unsupportedStep(step, "any xcopy but of the boot image, to the same place on the system volume");
  draft.imageCopy = {
    step: step.name,
    from: byLetter(draft, step, from.letter),
    to: byLetter(draft, step, to.letter),
    path: from.path,
  };
}
