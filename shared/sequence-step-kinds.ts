import type { StepNode, SubSequenceNode } from "./sequence-tree.ts";

/** What a step does, as far as this station has rules for it. */
export type StepKind =
  | "partition"
  | "apply-os"
  | "apply-data"
  | "set-variable"
  | "dynamic-variables"
  | "command"
  | "script"
  | "restart"
  | "setup-windows"
  | "gather"
  | "sub-sequence"
  | "unit-file"
  /** Known, and without a rule of its own: it works on the target. */
  | "target"
  | "unknown";

/** Ours: a text file on the drive that is filled for each unit. */
export const UNIT_FILE_TYPE = "Prestage_UnitFileAction";

const BY_TYPE: Readonly<Record<string, StepKind>> = {
  sms_tasksequence_partitiondiskaction: "partition",
  sms_tasksequence_formatdiskaction: "partition",
  sms_tasksequence_applyoperatingsystemaction: "apply-os",
  bdd_installos: "apply-os",
  sms_tasksequence_applydataimageaction: "apply-data",
  sms_tasksequence_setvariableaction: "set-variable",
  sms_tasksequence_setdynamicvariablesaction: "dynamic-variables",
  sms_tasksequence_runcommandlineaction: "command",
  sms_tasksequence_runpowershellscriptaction: "script",
  bdd_runpowershellaction: "script",
  sms_tasksequence_rebootaction: "restart",
  sms_tasksequence_shutdownaction: "restart",
  sms_tasksequence_setupwindowsandsmsaction: "setup-windows",
  bdd_gather: "gather",
  sms_tasksequence_subtasksequence: "sub-sequence",
  [UNIT_FILE_TYPE.toLowerCase()]: "unit-file",
};

/** Programs that tell what a step without a type, or a command, is. First match wins. */
const BY_ACTION: readonly [RegExp, StepKind][] = [
  [/\bosddiskpart\.exe|ztidiskpart\.wsf|psdpartition|\bdiskpart(?:\.exe)?\b(?!.*\blist\b)/i, "partition"],
  [/\bosdapplyos\.exe.*\/data:/i, "apply-data"],
  [/\bosdapplyos\.exe|ltiapply\.wsf|psdapplyos/i, "apply-os"],
  [/ztigather\.wsf|psdgather|invoke-osdgather/i, "gather"],
  [/\btsenv2?\.exe/i, "set-variable"],
  [/\bsmsboot\.exe/i, "restart"],
  [/\bosdsetupwindows\.exe/i, "setup-windows"],
];

/** Windows takes no longer ones; what is behind that is not looked at. */
const MAX_COMMAND_CHARACTERS = 8192;

/** A format or a clean of a whole volume or disk: by command line, and by a script's cmdlets. */
const ERASING = /(?<![-\w.])format(?:\.com|\.exe)?\s+[a-z]:|\bdiskpart(?:\.exe)?\s+\/s\b/i;
const ERASING_CMDLETS = /(?<![-\w.])(?:clear-disk|initialize-disk|format-volume)\s/i;

/** What kind of step it is: by its type, or by its program where it has none. */
export function stepKind(step: StepNode | SubSequenceNode): StepKind {
  if (step.kind === "subtasksequence") return "sub-sequence";
  const known = BY_TYPE[step.type?.toLowerCase() ?? ""];
  if (known && known !== "command") return known;
  const action = (step.action ?? "").slice(0, MAX_COMMAND_CHARACTERS);
  const program = BY_ACTION.find(([pattern]) => pattern.test(action))?.[1];
  if (program) return program;
  if (known) return known;
  if (step.type === null || step.type === "") return action === "" ? "unknown" : "command";
  return /^(?:SMS_TaskSequence|BDD)_\w+$/i.test(step.type) ? "target" : "unknown";
}

/** Whether the command line would wipe a volume or a disk. */
export function erases(action: string): boolean {
  return ERASING.test(action) || ERASING_CMDLETS.test(action);
}

/** The same of a script's text; comments in it are not told apart. */
export function erasesInScript(script: string): boolean {
  return ERASING_CMDLETS.test(script);
}

/** The command a Run Command Line step runs, without the program that starts it, and the package it comes from. */
export function commandOf(action: string): { command: string; packageId: string | null } {
  const match = /^\s*(?:"[^"]*smsswd\.exe"|smsswd\.exe)\s+\/run:(\S*)\s*([\s\S]*)$/i.exec(action);
  return match
    ? { command: match[2] ?? "", packageId: match[1] || null }
    : { command: action.trim(), packageId: null };
}

/** The value a step gives to one of its inputs; undefined when it names none. */
export function inputOf(step: StepNode | SubSequenceNode, name: string): string | undefined {
  let values = inputs.get(step.variables);
  if (!values) {
    values = new Map();
    // A variable's own name outranks the property of another, and the first of a name the later ones.
    for (const { property, value } of step.variables.toReversed())
      if (property !== null) values.set(property.toLowerCase(), value);
    for (const { name: own, value } of step.variables.toReversed()) values.set(own.toLowerCase(), value);
    inputs.set(step.variables, values);
  }
  return values.get(name.toLowerCase());
}

/** Trees are never changed in place, so a list of variables is looked through once. */
const inputs = new WeakMap<object, Map<string, string>>();

/** Packages a step takes content from: its own fields, and its command line. */
export function packagesOf(step: StepNode | SubSequenceNode): string[] {
  const fromFields = step.variables
    .filter(
      ({ name, property }) =>
        /PackageID$/i.test(property ?? name) && !/^Ts(?:Reference)?Package/i.test(property ?? ""),
    )
    .map(({ value }) => value.trim());
  const action = step.action ?? "";
  const fromAction = [...action.matchAll(/\/(?:run|data|image|install|config|pkg):([^\s,"]+)/gi)].map(
    ([, id]) => id ?? "",
  );
  const ids = [...fromFields, ...fromAction].filter((id) => /^[A-Z0-9]{3}[0-9A-F]{5}$/i.test(id));
  return [...new Set(ids.map((id) => id.toUpperCase()))].filter((id) => id !== "00000000");
}

/** Exit codes that count as a success: the step's own, or the type's. */
export function successCodesOf(step: StepNode | SubSequenceNode): number[] {
  const written = inputOf(step, "SuccessCodes") ?? step.successCodes ?? "";
  const codes = written.split(/[\s,;]+/).filter((code) => /^-?\d{1,10}$/.test(code));
  if (codes.length > 0) return codes.map(Number);
  return stepKind(step) === "command" ? [0, 3010] : [0];
}
