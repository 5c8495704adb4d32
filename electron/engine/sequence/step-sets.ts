import type { ConditionItem, StepNode, SubSequenceNode, XmlElement } from "../../../shared/sequence-tree.ts";
import { attribute, textOf } from "./cim-xml.ts";
import { readCondition } from "./condition-xml.ts";
import { inputOf, stepKind } from "../../../shared/sequence-step-kinds.ts";
import { readXml } from "./xml-read.ts";
import { StagingFault } from "../../../shared/fault.ts";

/** Which variables a step sets, as far as its own words tell. */
export interface Setting {
  name: string;
  /** The text before variables are put in; null when only the run can tell. */
  value: string | null;
  hidden: boolean;
  /** The rule's own condition (Set Dynamic Variables); null when it is set in any case. */
  condition: ConditionItem[] | null;
}

export function settingsOf(step: StepNode | SubSequenceNode): Setting[] {
  const kind = stepKind(step);
  if (kind === "set-variable") return setVariable(step);
  if (kind === "dynamic-variables") return dynamicVariables(step);
  if (kind === "partition") return outputs(step, /Partitions\d+VolumeLetterVariable$/i);
  if (kind === "command" || kind === "script") return outputs(step, /OutputVariableName$/i);
  if (kind !== "apply-os") return [];
  return [{ name: "OSDTargetSystemDrive", value: null, hidden: false, condition: null }];
}

/** `VariableName` and `VariableValue`; or what `tsenv.exe "NAME=value"` says. */
function setVariable(step: StepNode | SubSequenceNode): Setting[] {
  const hidden = inputOf(step, "DoNotShowVariableValue")?.toLowerCase() === "true";
  const name = inputOf(step, "VariableName");
  if (name)
    return [{ name: name.trim(), value: inputOf(step, "VariableValue") ?? "", hidden, condition: null }];
  const pair = assignment(step.action ?? "");
  return pair ? [{ ...pair, hidden, condition: null }] : [];
}

/** `tsenv.exe "NAME=value" /hiddenflag:False`, taken apart from its ends. */
function assignment(action: string): { name: string; value: string } | null {
  const program = /tsenv2?\.exe\s/i.exec(action);
  if (!program) return null;
  let text = action.slice(program.index + program[0].length).trim();
  const flag = text.toLowerCase().lastIndexOf("/hiddenflag:");
  if (flag >= 0 && !/\s/.test(text.slice(flag))) text = text.slice(0, flag).trimEnd();
  if (text.startsWith('"')) text = text.slice(1).replace(/"$/, "");
  const equals = text.indexOf("=");
  return equals > 0 ? { name: text.slice(0, equals).trim(), value: text.slice(equals + 1) } : null;
}

function outputs(step: StepNode | SubSequenceNode, pattern: RegExp): Setting[] {
  return step.variables
    .filter(
      ({ name, property, value }) =>
        (pattern.test(name) || pattern.test(property ?? "")) && value.trim() !== "",
    )
    .map(({ value }) => ({ name: value.trim(), value: null, hidden: false, condition: null }));
}

/** The rules are XML inside a variable: conditions, and the variables to set when they hold. */
function dynamicVariables(step: StepNode | SubSequenceNode): Setting[] {
  const rules = inputOf(step, "OSDSetDynamicVariablesRules")?.trim();
  if (!rules) return [];
  const root = parsed(rules);
  return root ? childElements(root, "Rule").flatMap(rule) : [];
}

function rule(element: XmlElement): Setting[] {
  const [condition] = childElements(element, "condition");
  const items = condition ? readCondition(condition).items : null;
  return childElements(element, "Variables")
    .flatMap((list) => childElements(list, "Variable"))
    .map((each) => ({
      name: attribute(each, "Name") ?? "",
      value: textOf(each),
      hidden: attribute(each, "IsSecret")?.toLowerCase() === "true",
      condition: items,
    }));
}

function parsed(text: string): XmlElement | null {
  try {
    return readXml(text);
  } catch (thrown) {
    if (thrown instanceof StagingFault) return null;
    throw thrown;
  }
}

function childElements(of: XmlElement, name: string): XmlElement[] {
  return of.children.filter((child): child is XmlElement => "name" in child && child.name === name);
}

/** The text of a step's script or command, to look for names in; an embedded script is decoded. */
export function scriptText(step: StepNode | SubSequenceNode): string {
  const source = inputOf(step, "OSDRunPowerShellScriptSourceScript") ?? "";
  return `${step.action ?? ""}\n${decodeScript(source)}`;
}

/** The console keeps scripts as base64 of UTF-16; one that is none is taken as it is. */
function decodeScript(base64: string): string {
  const trimmed = base64.trim();
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(trimmed)) return base64;
  let binary: string;
  try {
    binary = atob(trimmed.replace(/\s/g, ""));
  } catch {
    return base64;
  }
  const bytes = new Uint8Array(binary.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = binary.charCodeAt(n);
  return new TextDecoder(bytes[1] === 0 || bytes[0] === 0xff ? "utf-16le" : "utf-8").decode(bytes);
}
