import type { Condition, ConditionItem } from "../../shared/sequence-tree.ts";

/**
 * Conditions decided the slow, plain way, to check the real evaluator against: every unknown variable is tried with
 * each value it could have, and the answer is sure only when all of them agree. Only variable expressions.
 */
export function naiveHolds(
  condition: Condition,
  known: ReadonlyMap<string, string>,
  unknown: readonly string[],
  possible: readonly string[],
): boolean | null {
  const answers = new Set(
    worlds(unknown, possible).map((world) => all(condition.items, new Map([...known, ...world]))),
  );
  return answers.size === 1 ? ([...answers][0] ?? null) : null;
}

function worlds(names: readonly string[], possible: readonly string[]): Map<string, string>[] {
  const [name, ...rest] = names;
  if (name === undefined) return [new Map()];
  return worlds(rest, possible).flatMap((world) =>
    possible.map((value) => new Map([...world, [name, value]])),
  );
}

function all(items: readonly ConditionItem[], world: ReadonlyMap<string, string>): boolean {
  let result = true;
  for (const item of items) if (!one(item, world)) result = false;
  return result;
}

function one(item: ConditionItem, world: ReadonlyMap<string, string>): boolean {
  if (item.kind === "operator") {
    const count = item.items.filter((each) => one(each, world)).length;
    if (item.operator === "and") return count === item.items.length;
    return item.operator === "or" ? count > 0 : count === 0;
  }
  if (item.kind !== "expression") throw new Error("only variable expressions");
  const read = (name: string) => item.variables.find((each) => each.name === name)?.value ?? "";
  return compare(
    (world.get(read("Variable").toUpperCase()) ?? "").toUpperCase(),
    read("Operator"),
    read("Value").toUpperCase(),
  );
}

function compare(actual: string, operator: string, wanted: string): boolean {
  const pattern = new RegExp(
    `^${wanted
      .replace(/[.+^$()[\]{}|\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]")}$`,
  );
  const numbers = /^-?\d+$/.test(actual) && /^-?\d+$/.test(wanted);
  const less = numbers ? Number(actual) < Number(wanted) : actual < wanted;
  const level = numbers ? Number(actual) === Number(wanted) : actual === wanted;
  const table: Record<string, boolean> = {
    exists: actual !== "",
    notExists: actual === "",
    equals: actual === wanted,
    notEquals: actual !== wanted,
    less,
    lessEqual: less || level,
    greater: !less && !level,
    greaterEqual: !less,
    like: pattern.test(actual),
    notLike: !pattern.test(actual),
  };
  const answer = table[operator];
  if (answer === undefined) throw new Error(operator);
  return answer;
}
