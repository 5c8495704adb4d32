import { walk } from "./sequence-edit.ts";
import { inputOf, stepKind } from "./sequence-step-kinds.ts";
import type { SequenceNode, SequenceTree } from "./sequence-tree.ts";

/** What Configuration Manager takes, told while it is typed and again when it is saved. */

/** More cannot be kept. */
export const MAX_STEP_NAME = 100;
/** More cannot be typed in the console. */
export const MAX_CONSOLE_NAME = 50;
export const MAX_DESCRIPTION = 255;
export const MAX_VALUE_CHARACTERS = 4000;
/** Minutes are what the console asks for; seconds are what the file says. */
export const MAX_TIMEOUT_MINUTES = 999;
const MAX_NAME_CHARACTERS = 256;

/** Why a name cannot be set by a step or a medium; null when it can. */
export function nameProblem(name: string): string | null {
  if (name.startsWith("_")) return `“${name}” begins with “_”: such variables are read-only`;
  if (name.length > MAX_NAME_CHARACTERS)
    return `“${name.slice(0, 40)}…” has more than ${MAX_NAME_CHARACTERS} characters`;
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    return `“${name}” is no variable name: it begins with a letter, and has letters, digits, “_” and “-”`;
  return null;
}

export function valueProblem(name: string, value: string): string | null {
  if (value.length <= MAX_VALUE_CHARACTERS) return null;
  return `the value of “${name}” has ${value.length} characters; ${MAX_VALUE_CHARACTERS} are possible`;
}

/** Why a step or group cannot be called so. */
export function stepNameProblem(name: string): string | null {
  if (name.trim() === "") return "a step needs a name";
  if (name.length <= MAX_STEP_NAME) return null;
  return `the name has ${name.length} characters; ${MAX_STEP_NAME} are possible`;
}

export function descriptionProblem(description: string): string | null {
  if (description.length <= MAX_DESCRIPTION) return null;
  return `the description has ${description.length} characters; ${MAX_DESCRIPTION} are possible`;
}

/** Why success codes cannot be kept: whole numbers with spaces between them. */
export function successCodesProblem(codes: string): string | null {
  const wrong = codes.split(/\s+/).find((code) => code !== "" && !/^-?\d{1,10}$/.test(code));
  return wrong === undefined ? null : `“${wrong}” is no exit code: write whole numbers with spaces between`;
}

/** What a node says that cannot be kept, a sentence's middle each. */
function nodeProblems(node: SequenceNode): string[] {
  const found = [stepNameProblem(node.name), descriptionProblem(node.description)];
  if (node.kind !== "group") {
    found.push(successCodesProblem(node.successCodes ?? ""));
    if (stepKind(node) === "set-variable") {
      const name = inputOf(node, "VariableName");
      if (name) found.push(nameProblem(name), valueProblem(name, inputOf(node, "VariableValue") ?? ""));
    }
  }
  return found.filter((each) => each !== null);
}

/**
 * What has come into a tree that cannot be kept. What was like this before stays as it is: a file from elsewhere must
 * not become unchangeable by what somebody else wrote into it.
 */
export function newProblems(before: SequenceTree, after: SequenceTree): string[] {
  const old = new Map([...walk(before.children)].map((node) => [node.id, node]));
  return [...walk(after.children)].flatMap((node) => {
    const earlier = old.get(node.id);
    if (earlier === node) return [];
    const known = earlier ? nodeProblems(earlier) : [];
    return nodeProblems(node)
      .filter((problem) => !known.includes(problem))
      .map((problem) => `“${node.name.slice(0, 40)}”: ${problem}.`);
  });
}
