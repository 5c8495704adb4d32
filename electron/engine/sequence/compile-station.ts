import type { StagingFault } from "../../../shared/fault.ts";
import type { StepNode } from "../../../shared/sequence-tree.ts";
import { unitVariable } from "../../../shared/unit-variables.ts";
import type { CommandPlace, Draft } from "./compile-draft.ts";
import { referencesIn } from "./environment.ts";
import { setOutput } from "./set-variables.ts";
import { shellScript } from "./shell-script.ts";
import { invalidStep, refusedStep } from "./step-fault.ts";
import { commandOf, inputOf, successCodesOf } from "../../../shared/sequence-step-kinds.ts";

/** Programs that only Windows has, by how a command line begins. */
const WINDOWS_PROGRAM =
  /^\s*"?(?:[^"\s]*\.(?:exe|com|cmd|bat|vbs|wsf|msi|ps1)\b|[a-z]:\\|(?:cmd|powershell|pwsh|cscript|wscript|reg|dism|diskpart|msiexec|xcopy|robocopy)(?:"|\s|$))/i;

/** A command that is neither a known program nor the target's: the station itself would run it. */
export function onStation(draft: Draft, step: StepNode, packageId: string | null): CommandPlace {
  const line = commandOf(step.action ?? "").command;
  refuse(draft, step, line, packageId);
  const directory = inputOf(step, "WorkingDirectory")?.trim() || null;
  checkVariables(draft, step, line, directory);
  const when = draft.partitions.length === 0 ? "before-first-write" : "after-commit";
  const position = draft.commands.length + draft.pending.length;
  draft[when === "after-commit" ? "pending" : "commands"].push({
    step: step.name,
    when,
    commandLine: line,
    workingDirectory: directory,
    timeoutSeconds: step.timeoutSeconds,
    successCodes: successCodesOf(step),
    continueOnError: step.continueOnError,
    settings: draft.settings.length,
  });
  const output = inputOf(step, "OutputVariableName")?.trim();
  if (output) setOutput(draft, step, output, position);
  return when === "after-commit" ? "after" : "before";
}

function refuse(draft: Draft, step: StepNode, line: string, packageId: string | null): void {
  const elsewhere = "set the step to run in the full operating system only, and it is left to the target";
  if (packageId)
    throw refusedStep(
      step,
      `runs “${shown(line)}” from the package ${packageId}, whose content a station does not have`,
    );
  if (!draft.options.stationCommands)
    throw refusedStep(
      step,
      `runs “${shown(line)}”. Commands on the station are switched off in its settings; or ${elsewhere}`,
    );
  if (WINDOWS_PROGRAM.test(line))
    throw refusedStep(
      step,
      `runs “${shown(line)}”, which is a program of Windows, and a station runs commands by /bin/sh. Name a program of the station; or ${elsewhere}`,
    );
}

function checkVariables(draft: Draft, step: StepNode, line: string, directory: string | null): void {
  const { unknown, quoted } = shellScript(line, (name) => unitKnows(draft, name));
  const missing = unknown[0] ?? referencesIn(directory ?? "").find((name) => !unitKnows(draft, name));
  if (missing) throw unknownVariable(step, missing);
  if (quoted)
    throw invalidStep(
      step,
      `%${quoted}% stands between single quotes, where the shell puts no value in. Use double quotes`,
    );
  if (directory !== null && !/^[/%]/.test(directory))
    throw invalidStep(step, `its folder “${directory}” does not begin with a slash`);
}

/** Whether each unit has a value for it when this step's turn comes. */
export function unitKnows(draft: Draft, name: string): boolean {
  const key = name.toLowerCase();
  if (unitVariable(name)) return true;
  return !draft.lost.has(key) && draft.settings.some((setting) => setting.name.toLowerCase() === key);
}

export function unknownVariable(step: { name: string }, name: string): StagingFault {
  return invalidStep(
    step,
    `%${name}% is no variable of the unit, and no step before it sets it to what a station can know`,
  );
}

function shown(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
