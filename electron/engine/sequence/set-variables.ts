import type { StepNode } from "../../../shared/sequence-tree.ts";
import { unitVariable } from "../../../shared/unit-variables.ts";
import type { Draft } from "./compile-draft.ts";
import { nameProblem } from "../../../shared/sequence-limits.ts";
import { evaluate } from "./evaluate.ts";
import { unknownMachine } from "./facts.ts";
import { invalidStep } from "./step-fault.ts";
import { settingsOf } from "./step-sets.ts";

/** Set Task Sequence Variable, Set Dynamic Variables: what holds for all units, and what each makes of it. */
export function setVariables(draft: Draft, step: StepNode): void {
  for (const { name, value, hidden, condition } of settingsOf(step)) {
    const rule = condition && { attributes: [], items: condition };
    const { holds } = evaluate(rule, { environment: draft.environment, machine: unknownMachine });
    if (holds === false) continue;
    if (value !== null && holds) setText(draft, step, name, value, hidden);
    else setUnknown(draft, step, name);
  }
}

/** @param value with %VARIABLES%; those of the unit are put in when its turn comes */
export function setText(draft: Draft, step: { name: string }, name: string, value: string, hidden = false) {
  const reading = draft.environment.expand(value);
  checkName(step, name);
  const problem = reading.known ? draft.environment.set(name, reading.value, step.name, hidden) : null;
  if (problem) throw invalidStep(step, problem);
  if (!reading.known) draft.environment.setUnknown(name, reading.missing);
  draft.lost.delete(name.toLowerCase());
  draft.settings.push({ step: step.name, name, hidden, text: value });
}

/** The end of what a command prints becomes the variable's value. */
export function setOutput(draft: Draft, step: { name: string }, name: string, command: number): void {
  checkName(step, name);
  draft.environment.setUnknown(name, `what the step “${step.name}” prints`);
  draft.lost.delete(name.toLowerCase());
  draft.settings.push({ step: step.name, name, hidden: false, command });
}

function setUnknown(draft: Draft, step: { name: string }, name: string): void {
  draft.environment.setUnknown(name, `what the step “${step.name}” sets ${name} to`);
  draft.lost.add(name.toLowerCase());
}

function checkName(step: { name: string }, name: string): void {
  const problem = nameProblem(name);
  if (problem) throw invalidStep(step, problem);
  const own = unitVariable(name);
  if (own) throw invalidStep(step, `“${own}” is what each unit is known by, and no step can set it`);
}
