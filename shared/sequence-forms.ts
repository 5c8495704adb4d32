import type { Details, Edit, Setting } from "./sequence-edit.ts";
import { commandOf, inputOf } from "./sequence-step-kinds.ts";
import type { StepNode, SubSequenceNode } from "./sequence-tree.ts";

/**
 * What the typed pages of an editor read from a step and write into it. Steps say much twice, in variables and in their
 * command line; both are kept in step, and what a page has no field for stays.
 */

export type AnyStep = StepNode | SubSequenceNode;

function edits(node: AnyStep, set: Setting[], details: Details = {}): Edit[] {
  const variables: Edit[] = set.length > 0 ? [{ edit: "variables", node: node.id, set }] : [];
  const said: Edit[] = Object.keys(details).length > 0 ? [{ edit: "details", node: node.id, details }] : [];
  return [...variables, ...said];
}

/** The name by which a step has an input: its own variable's, or the one that fills the property. */
function nameIn(node: AnyStep, name: string): string {
  const is = (text: string | null) => text?.toLowerCase() === name.toLowerCase();
  const own = node.variables.find((each) => is(each.name));
  return (own ?? node.variables.find((each) => is(each.property)))?.name ?? name;
}

/** Sets one input of a step. @param property what it fills, where the step has none of that name yet */
export function inputEdits(node: AnyStep, name: string, value: string | null, property = name): Edit[] {
  return edits(node, [{ name: nameIn(node, name), value, property }]);
}

export interface CommandForm {
  line: string;
  packageId: string;
  startIn: string;
  outputVariable: string;
}

export function readCommandForm(node: AnyStep): CommandForm {
  const { command, packageId } = commandOf(node.action ?? "");
  return {
    line: command,
    packageId: packageId ?? "",
    startIn: inputOf(node, "WorkingDirectory") ?? "",
    outputVariable: inputOf(node, "OutputVariableName") ?? "",
  };
}

export function commandEdits(node: AnyStep, change: Partial<CommandForm>): Edit[] {
  const { line, packageId, startIn, outputVariable } = { ...readCommandForm(node), ...change };
  const started = /smsswd\.exe/i.test(node.action ?? "") || packageId !== "";
  const has = (name: string) => inputOf(node, name) !== undefined;
  const set: Setting[] = [];
  if (has("CommandLine")) set.push({ name: nameIn(node, "CommandLine"), value: line });
  if (packageId !== "" || has("PackageID"))
    set.push({
      name: nameIn(node, "PackageID"),
      value: packageId || null,
      property: "PackageID",
      hidden: true,
    });
  if (startIn !== "" || has("WorkingDirectory"))
    set.push({ name: nameIn(node, "WorkingDirectory"), value: startIn || null });
  const output = { property: "OutputVariableName", value: outputVariable || null };
  const long = "SMSTSRunCommandLineOutputVariableName";
  if (outputVariable !== "" || has("OutputVariableName"))
    set.push({ name: has("OutputVariableName") ? nameIn(node, "OutputVariableName") : long, ...output });
  return edits(node, set, { action: started ? `smsswd.exe /run:${packageId} ${line}` : line });
}

/** Where an image goes. `other`: written by hand, and kept. */
export type Target =
  | { kind: "next" }
  | { kind: "letter"; letter: string }
  | { kind: "disk"; disk: string; partition: string }
  | { kind: "variable"; variable: string }
  | { kind: "other"; text: string };

const TARGET = /\s*\/target:("[^"]*"|\S*)/i;

export function readTarget(node: AnyStep): Target {
  const text = TARGET.exec(node.action ?? "")?.[1]?.replaceAll('"', "");
  if (text === undefined) return { kind: "next" };
  const letter = /^([A-Za-z]):?\\?$/.exec(text)?.[1];
  if (letter) return { kind: "letter", letter: letter.toUpperCase() };
  const [, disk, partition] = /^(\d*),(\d*)$/.exec(text) ?? [];
  if (disk !== undefined && partition !== undefined) return { kind: "disk", disk, partition };
  const variable = /^%([^%]*)%$/.exec(text)?.[1];
  return variable === undefined ? { kind: "other", text } : { kind: "variable", variable };
}

function targetText(target: Target): string {
  switch (target.kind) {
    case "next":
      return "";
    case "letter":
      return `/target:${target.letter}:`;
    case "disk":
      return `/target:${target.disk},${target.partition}`;
    case "variable":
      return `/target:%${target.variable}%`;
    case "other":
      return `/target:${target.text}`;
  }
}

export function targetEdits(node: AnyStep, target: Target): Edit[] {
  const action = node.action ?? "";
  const text = targetText(target);
  const said = text === "" ? "" : ` ${text}`;
  const fresh = TARGET.test(action) ? action.replace(TARGET, () => said) : `${action.trimEnd()}${said}`;
  const parts: [string, string | null][] = [
    ["DestinationVariable", target.kind === "variable" ? target.variable : null],
    ["DestinationLogicalDrive", target.kind === "letter" ? `${target.letter}:` : null],
    ["DestinationDisk", target.kind === "disk" ? target.disk : null],
    ["DestinationPartition", target.kind === "disk" ? target.partition : null],
  ];
  const set = parts.map(([name, value]) => ({ name, value, property: name, hidden: true }));
  return edits(node, set, { action: fresh });
}

/** `image`: a captured image; `install`: an operating system upgrade package. */
export interface ImageForm {
  source: "data" | "image" | "install";
  packageId: string;
  index: string;
}

const IMAGE = /\/(data|image|install):([^,\s]*)/i;
const IMAGE_INPUTS = {
  data: { package: "ImagePackageID", index: "OSDDataImageIndex", property: "ImageIndex" },
  image: { package: "ImagePackageID", index: "OSDImageIndex", property: "ImageIndex" },
  install: { package: "InstallPackageID", index: "OSDInstallEditionIndex", property: "InstallEditionIndex" },
} as const;

export function readImageForm(node: AnyStep): ImageForm {
  const [, written = "image", packageId = ""] = IMAGE.exec(node.action ?? "") ?? [];
  const source = written.toLowerCase() as ImageForm["source"];
  return { source, packageId, index: inputOf(node, IMAGE_INPUTS[source].index) ?? "1" };
}

export function imageEdits(node: AnyStep, change: Partial<Omit<ImageForm, "source">>): Edit[] {
  const { source, packageId, index } = { ...readImageForm(node), ...change };
  const inputs = IMAGE_INPUTS[source];
  const set: Setting[] = [
    { name: nameIn(node, inputs.index), value: index, property: inputs.property },
    // A medium's own image goes by a variable, which is no package.
    {
      name: inputs.package,
      value: packageId.includes("%") ? null : packageId,
      property: inputs.package,
      hidden: true,
    },
  ];
  const action = (node.action ?? "").replace(IMAGE, (_old, switch_: string) => `/${switch_}:${packageId}`);
  return edits(node, set, { action });
}

export interface VariableForm {
  name: string;
  value: string;
  hidden: boolean;
}

export function readVariableForm(node: AnyStep): VariableForm {
  const [, name = "", value = ""] =
    /tsenv2?\.exe\s+"?([^="]+)=(.*?)"?\s*(?:\/hiddenflag:\w+)?$/is.exec(node.action ?? "") ?? [];
  return {
    name: inputOf(node, "VariableName") ?? name,
    value: inputOf(node, "VariableValue") ?? value,
    hidden: inputOf(node, "DoNotShowVariableValue")?.toLowerCase() === "true",
  };
}

export function variableEdits(node: AnyStep, change: Partial<VariableForm>): Edit[] {
  const { name, value, hidden } = { ...readVariableForm(node), ...change };
  const set = [
    { name: "DoNotShowVariableValue", value: hidden ? "true" : "false" },
    { name: "VariableName", value: name },
    { name: "VariableValue", value },
  ].map((each) => ({ ...each, property: each.name, hidden: true }));
  const action = `tsenv.exe "${name}=${value}" /hiddenflag:${hidden ? "True" : "False"}`;
  return edits(node, set, { action });
}

/** Where a restart leads: back into Windows PE, or into what the disk starts. */
export function readRestartTarget(node: AnyStep): string {
  return /\/target:(\w+)/i.exec(node.action ?? "")?.[1] ?? inputOf(node, "SMSRebootTarget") ?? "HD";
}

export function restartTargetEdits(node: AnyStep, target: string): Edit[] {
  const set = { name: nameIn(node, "SMSRebootTarget"), value: target, property: "Target", hidden: true };
  return edits(node, [set], { action: `smsboot.exe /target:${target}` });
}
