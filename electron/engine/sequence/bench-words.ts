import { StagingFault } from "../../../shared/fault.ts";
import { walk } from "../../../shared/sequence-edit.ts";
import { stepKind } from "../../../shared/sequence-step-kinds.ts";
import type { SequenceTree, StepNode } from "../../../shared/sequence-tree.ts";
import { parseCommand, type Command } from "./commands.ts";

/** What a bench makes of each command line of a sequence, in a sentence, by the node's id. */
export function benchWords(tree: SequenceTree): Record<string, string> {
  const words: Record<string, string> = {};
  for (const node of walk(tree.children))
    if (node.kind === "step" && stepKind(node) === "command" && node.action)
      words[node.id] = sentence(node, node.action);
  return words;
}

function sentence(step: StepNode, action: string): string {
  if (step.runIn?.toLowerCase() === "fullos") return "It is left to the PC: it runs in the full system only.";
  try {
    return commandWords(parseCommand(step, action));
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    // A letter that a variable holds is only known when the plan is made.
    return action.includes("%") ? "Its variables decide what the station makes of it." : thrown.message;
  }
}

function commandWords(command: Command): string {
  switch (command.program) {
    case "format": {
      const { letter, label, fileSystem, quick } = command;
      const named = label === "" ? "" : ` and names it “${label}”`;
      return `The station formats ${letter}: with ${fileSystem}${quick ? ", quick," : ", writing all of it,"}${named} in the master.`;
    }
    case "bootsect":
      return `The station writes the boot record for bootmgr to ${command.letter ? `${command.letter}:` : "every volume"}.`;
    case "bcdboot":
      return `The station puts the boot files of ${command.source}: on ${command.system}: and makes a boot store there.`;
    case "bcdedit":
      return `Each drive's boot store starts ${command.image.letter}:${command.image.path}.`;
    case "xcopy":
      return `The station copies ${command.from.letter}:${command.from.path} to ${command.to.letter}: in the master.`;
    case "shutdown":
      return command.restart
        ? "The drive is finished here; the PC it goes into restarts by itself."
        : "The drive is finished here and may be pulled.";
    case "other":
      return command.packageId
        ? `It comes from the package ${command.packageId}, which a station does not have: it is left to the PC.`
        : "It would run on the station itself, and gets the drive's facts, never the drive.";
  }
}
