import type { UnitValues } from "../../../shared/unit-variables.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { valueProblem } from "../../../shared/sequence-limits.ts";
import { Environment } from "./environment.ts";
import type { Plan } from "./plan.ts";

/** What commands printed that have ended, by their position in the plan: the end of it, trimmed. */
export type Outputs = ReadonlyMap<number, string>;

/**
 * One unit's variables at one step: its own, and what the steps before set with them.
 * @param settings how many of the plan's settings stand before the step
 * @throws StagingFault sequence-invalid when a value becomes longer than any may be
 */
export function unitEnvironment(
  plan: Pick<Plan, "settings">,
  settings: number,
  unit: UnitValues,
  outputs: Outputs,
): Environment {
  const environment = new Environment();
  for (const [name, value] of Object.entries(unit)) environment.setBuiltIn(name, value, "the unit");
  for (const setting of plan.settings.slice(0, settings)) {
    const { step, name, hidden } = setting;
    const value =
      "text" in setting ? valueOf(environment, setting.text) : (outputs.get(setting.command) ?? "");
    const problem = valueProblem(name, value);
    if (problem) throw new StagingFault("sequence-invalid", `Step “${step}”: ${problem}.`);
    environment.setBuiltIn(name, value, step, hidden);
  }
  return environment;
}

/** The commands whose output something before this step depends on. */
export function outputsBefore({ settings }: Pick<Plan, "settings">, count: number): number[] {
  return settings.slice(0, count).flatMap((setting) => ("command" in setting ? setting.command : []));
}

/** A value of this environment; a variable that nobody set is empty. */
export function valueOf(environment: Environment, text: string): string {
  const reading = environment.expand(text);
  return reading.known ? reading.value : "";
}
