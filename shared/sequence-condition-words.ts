import type { Against, Test, VariableOperator } from "./sequence-condition.ts";

/** How the console calls each comparison. */
export const operatorWords = {
  equals: "equals",
  notEquals: "not equals",
  less: "is less than",
  lessEqual: "is less than or equals",
  greater: "is greater than",
  greaterEqual: "is greater than or equals",
  exists: "exists",
  notExists: "not exists",
  like: "like",
  notLike: "not like",
} as const satisfies Record<VariableOperator, string>;

/** A test in the console's words. */
export function testWords(test: Test): string {
  const against = (what: string, given: Against) =>
    given ? ` and its ${what} ${operatorWords[given.operator]} “${given.value}”` : "";
  switch (test.test) {
    case "variable":
      return test.operator === "exists" || test.operator === "notExists"
        ? `Task sequence variable ${test.variable} ${operatorWords[test.operator]}`
        : `Task sequence variable ${test.variable} ${operatorWords[test.operator]} “${test.value}”`;
    case "wmi":
      return `WMI query ${test.query}`;
    case "file":
      return `File ${test.path} exists${against("version", test.version)}${against("date", test.date)}`;
    case "folder":
      return `Folder ${test.path} exists${against("date", test.date)}`;
    case "registry": {
      const name = `Registry ${test.key}\\${test.value || "(default)"} ${operatorWords[test.operator]}`;
      return test.operator === "exists" || test.operator === "notExists" ? name : `${name} “${test.data}”`;
    }
    case "software":
      return `Installed software ${test.name || test.productCode}${test.any ? " in any version" : ` ${test.version}`}`;
    case "unknown":
      return `A condition this station does not know (${test.problem})`;
  }
}

/** How the console heads a group of conditions. */
export const operatorHeads: Record<"and" | "or" | "not", string> = {
  and: "If all of these conditions are true",
  or: "If any of these conditions is true",
  not: "If none of these conditions is true",
};
