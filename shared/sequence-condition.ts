import type { ConditionItem, TreeVariable } from "./sequence-tree.ts";

/** What the expressions of a condition ask, and how the console says it. */

export const comparisons = ["equals", "notEquals", "less", "lessEqual", "greater", "greaterEqual"] as const;
export type Comparison = (typeof comparisons)[number];
export const variableOperators = [...comparisons, "exists", "notExists", "like", "notLike"] as const;
export type VariableOperator = (typeof variableOperators)[number];
export const registryOperators = [...comparisons, "exists", "notExists"] as const;
export type RegistryOperator = (typeof registryOperators)[number];

/** A value to compare with; null where only existence is asked. Dates are ISO 8601 or the console's own, in UTC. */
export type Against = { operator: Comparison; value: string } | null;

export type Test =
  | { test: "variable"; variable: string; operator: VariableOperator; value: string }
  | { test: "wmi"; namespace: string; query: string }
  | { test: "file"; path: string; version: Against; date: Against }
  | { test: "folder"; path: string; date: Against }
  | { test: "registry"; key: string; value: string; type: string; operator: RegistryOperator; data: string }
  | {
      test: "software";
      any: boolean;
      productCode: string;
      upgradeCode: string;
      name: string;
      version: string;
    }
  /** An expression this station has no rule for. `problem` says which part of it. */
  | { test: "unknown"; type: string; problem: string };

type Expression = Extract<ConditionItem, { kind: "expression" }>;
const TYPE = /^SMS_TaskSequence_(Variable|WMI|File|Folder|Registry|Software)ConditionExpression$/i;
/** The management interface spells it so; the console and its cmdlets write notExists. */
const SPELLINGS: Readonly<Record<string, string>> = { nonexists: "notExists" };

/** Reads an expression. Operators are known in any case: MDT writes both `equals` and `Equals`. */
export function readTest({ type, variables }: Pick<Expression, "type" | "variables">): Test {
  const read: Read = (name) =>
    variables.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value ?? "";
  switch (TYPE.exec(type)?.[1]?.toLowerCase() ?? "") {
    case "variable":
      return readVariable(type, read);
    case "wmi":
      return { test: "wmi", namespace: read("Namespace"), query: read("Query") };
    case "file": {
      const version = against(read, "Version", "VersionOperator");
      return {
        test: "file",
        path: read("Path"),
        version,
        date: against(read, "DateTime", "DateTimeOperator"),
      };
    }
    case "folder":
      return { test: "folder", path: read("Path"), date: against(read, "DateTime", "DateTimeOperator") };
    case "registry":
      return readRegistry(type, read);
    case "software":
      return {
        test: "software",
        any: read("Operator").toLowerCase() !== "thisversion",
        productCode: read("ProductCode"),
        upgradeCode: read("UpgradeCode"),
        name: read("ProductName"),
        version: read("Version"),
      };
    default:
      return { test: "unknown", type, problem: `expressions of type ${type || "(none)"}` };
  }
}

type Read = (name: string) => string;

function readVariable(type: string, read: Read): Test {
  const operator = readOperator(read("Operator"), variableOperators);
  if (!operator) return badOperator(type, read("Operator"));
  return { test: "variable", variable: read("Variable").trim(), operator, value: read("Value") };
}

function readRegistry(type: string, read: Read): Test {
  const operator = readOperator(read("Operator"), registryOperators);
  if (!operator) return badOperator(type, read("Operator"));
  const [key, value, kind, data] = [read("KeyPath"), read("Value"), read("Type"), read("Data")];
  return { test: "registry", key, value, type: kind, operator, data };
}

function against(read: Read, value: string, operator: string): Against {
  if (read(value) === "") return null;
  return { operator: readOperator(read(operator), comparisons) ?? "equals", value: read(value) };
}

function readOperator<T extends string>(written: string, known: readonly T[]): T | undefined {
  const text = written.trim().toLowerCase();
  const wanted = (SPELLINGS[text] ?? text).toLowerCase();
  return known.find((each) => each.toLowerCase() === wanted);
}

function badOperator(type: string, written: string): Test {
  return { test: "unknown", type, problem: `the operator “${written}”` };
}

/** The expression of a test, as the console would write it. */
export function makeExpression(test: Exclude<Test, { test: "unknown" }>): Expression {
  switch (test.test) {
    case "variable":
      return make("Variable", { Operator: test.operator, Value: test.value, Variable: test.variable });
    case "wmi":
      return make("WMI", { Namespace: test.namespace, Query: test.query });
    case "file":
      return make("File", {
        Path: test.path,
        ...(test.version && { Version: test.version.value, VersionOperator: test.version.operator }),
        ...(test.date && { DateTime: test.date.value, DateTimeOperator: test.date.operator }),
      });
    case "folder":
      return make("Folder", {
        Path: test.path,
        ...(test.date && { DateTime: test.date.value, DateTimeOperator: test.date.operator }),
      });
    case "registry": {
      const { data, key, operator, type, value } = test;
      return make("Registry", { Data: data, KeyPath: key, Operator: operator, Type: type, Value: value });
    }
    case "software":
      return make("Software", {
        Operator: test.any ? "AnyVersion" : "ThisVersion",
        ProductCode: test.productCode,
        ProductName: test.name,
        UpgradeCode: test.upgradeCode,
        Version: test.version,
      });
  }
}

function make(kind: string, values: Record<string, string>): Expression {
  return {
    kind: "expression",
    type: `SMS_TaskSequence_${kind}ConditionExpression`,
    attributes: [],
    variables: Object.entries(values).map(([name, value]): TreeVariable => {
      return { name, property: null, value, hidden: false, attributes: [] };
    }),
  };
}
