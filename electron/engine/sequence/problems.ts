import { readTest, type Test } from "../../../shared/sequence-condition.ts";
import { walk } from "../../../shared/sequence-edit.ts";
import {
  MAX_CONSOLE_NAME,
  MAX_DESCRIPTION,
  MAX_STEP_NAME,
  MAX_TIMEOUT_MINUTES,
  nameProblem,
  valueProblem,
} from "../../../shared/sequence-limits.ts";
import type { SequenceProblem } from "../../../shared/sequence-review.ts";
import type {
  ConditionItem,
  SequenceNode,
  SequenceTree,
  StepNode,
  SubSequenceNode,
} from "../../../shared/sequence-tree.ts";
import { compileTree } from "./compile.ts";
import type { CompileOptions } from "./compile-draft.ts";
import { inputOf, stepKind } from "../../../shared/sequence-step-kinds.ts";
import { settingsOf } from "./step-sets.ts";
import { parseWql, WqlError } from "./wql.ts";

type Report = (severity: SequenceProblem["severity"], words: string, todo: string) => void;

/**
 * What is wrong with a sequence while it is edited, step by step.
 * @param bench what it would be compiled with, when it is meant for this station; null for one that targets run
 */
export function sequenceProblems(tree: SequenceTree, bench: CompileOptions | null): SequenceProblem[] {
  const problems: SequenceProblem[] = [];
  for (const node of walk(tree.children)) {
    const report: Report = (severity, words, todo) => problems.push({ severity, node: node.id, words, todo });
    checkTexts(node, report);
    checkItems(node, node.condition?.items ?? [], report);
    if (node.kind !== "group" && !node.disabled) checkStep(node, report);
  }
  if (bench)
    compileTree({ id: "", name: "", version: "", hash: "" }, tree, bench, (node, { code, message }) => {
      const todo =
        code === "sequence-step-unsupported"
          ? "Take the step out, disable it, or let it run on the target only."
          : "Correct what is named.";
      problems.push({ severity: "error", node: node?.id ?? null, words: message, todo });
    });
  return problems;
}

function checkTexts(node: SequenceNode, report: Report): void {
  const named = node.name.trim() === "" ? "A step has no name." : `“${node.name.slice(0, 40)}”`;
  if (node.name.trim() === "") report("error", named, "Give it a name.");
  if (node.name.length > MAX_STEP_NAME)
    report(
      "error",
      `${named} has a name of ${node.name.length} characters.`,
      `Shorten it to ${MAX_STEP_NAME}.`,
    );
  else if (node.name.length > MAX_CONSOLE_NAME)
    report(
      "warning",
      `${named} has a name of ${node.name.length} characters.`,
      `The console takes ${MAX_CONSOLE_NAME}.`,
    );
  if (node.description.length > MAX_DESCRIPTION)
    report(
      "error",
      `${named} has a description of ${node.description.length} characters.`,
      `Shorten it to ${MAX_DESCRIPTION}.`,
    );
}

function checkItems(node: SequenceNode, items: readonly ConditionItem[], report: Report): void {
  for (const item of items) {
    if (item.kind === "operator") {
      if (item.operator === "or" && item.items.length === 0)
        report(
          "warning",
          `“${node.name}” has “any of these conditions” with none in it: it never runs.`,
          "Add a condition or remove it.",
        );
      checkItems(node, item.items, report);
    } else if (item.kind === "expression") checkTest(node, readTest(item), report);
    else if (item.kind === "raw" && "name" in item.node)
      report(
        "warning",
        `“${node.name}” has a condition this station does not know (<${item.node.name}>).`,
        "It is kept as it is; a rehearsal calls it unknown.",
      );
  }
}

function checkTest(node: SequenceNode, test: Test, report: Report): void {
  if (test.test === "unknown")
    report(
      "warning",
      `“${node.name}” has a condition with ${test.problem}.`,
      "It is kept; a rehearsal calls it unknown.",
    );
  if (test.test === "variable") checkVariableTest(node, test, report);
  if (test.test === "wmi") {
    const problem = queryProblem(test.query);
    if (problem) report("error", `The WMI query of “${node.name}” ${problem}.`, "Correct the query.");
  }
  if ((test.test === "file" || test.test === "folder") && test.path.trim() === "")
    report("error", `A condition of “${node.name}” names no path.`, "Fill in the path.");
}

function checkVariableTest(
  node: SequenceNode,
  { variable, operator, value }: Extract<Test, { test: "variable" }>,
  report: Report,
): void {
  if (variable === "")
    report("error", `A condition of “${node.name}” names no variable.`, "Fill in the variable's name.");
  if (/^(?:less|greater)/.test(operator) && /^\d+(?:\.\d+){2,}$/.test(value.trim()))
    report(
      "warning",
      `“${node.name}” compares ${variable} with “${value}” as text: “10.0.9” is more than “10.0.10” then.`,
      "Compare a single number, or ask the version by a WMI query or a file.",
    );
}

function queryProblem(query: string): string | null {
  try {
    parseWql(query.replace(/%[A-Za-z_]\w*%/g, "x"));
    return null;
  } catch (thrown) {
    if (thrown instanceof WqlError) return thrown.message;
    throw thrown;
  }
}

function checkStep(step: StepNode | SubSequenceNode, report: Report): void {
  const kind = stepKind(step);
  if (
    step.timeoutSeconds !== null &&
    (step.timeoutSeconds < 60 || step.timeoutSeconds > MAX_TIMEOUT_MINUTES * 60)
  )
    report(
      "warning",
      `“${step.name}” has a time limit of ${step.timeoutSeconds} s.`,
      "It is 1 to 999 minutes.",
    );
  const settings = settingsOf(step);
  if (kind === "set-variable" && settings.length === 0)
    report("error", `“${step.name}” names no variable to set.`, "Fill in the variable's name.");
  for (const { name, value } of settings) {
    const problem = nameProblem(name) ?? (value === null ? null : valueProblem(name, value));
    if (problem) report("error", `“${step.name}”: ${problem}.`, "Choose another name or a shorter value.");
  }
  if (kind === "sub-sequence" && !inputOf(step, "TsPackageID"))
    report("error", `“${step.name}” names no sub-sequence.`, "Choose the sequence it runs.");
  if (inputOf(step, "RunAsUser")?.toLowerCase() === "true" && step.runIn?.toLowerCase() === "winpe")
    report(
      "error",
      `“${step.name}” runs as a user in Windows PE, where there are none: it fails.`,
      "Let it run in the full operating system, or without the account.",
    );
}
