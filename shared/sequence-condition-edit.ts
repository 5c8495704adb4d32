import { makeExpression, readTest, type Test } from "./sequence-condition.ts";
import type { Condition, ConditionItem, TreeVariable } from "./sequence-tree.ts";

/** Changes to a condition, part by part. What a part says beside its test stays in it. */

export type Expression = Extract<ConditionItem, { kind: "expression" }>;
export type KnownTest = Exclude<Test, { test: "unknown" }>;
export type TestKind = KnownTest["test"];

const against = null;
const firstTests: { [K in TestKind]: Extract<KnownTest, { test: K }> } = {
  variable: { test: "variable", variable: "", operator: "equals", value: "" },
  wmi: { test: "wmi", namespace: "root\\cimv2", query: "" },
  file: { test: "file", path: "", version: against, date: against },
  folder: { test: "folder", path: "", date: against },
  registry: {
    test: "registry",
    key: "HKEY_LOCAL_MACHINE\\SOFTWARE\\",
    value: "",
    type: "REG_SZ",
    operator: "exists",
    data: "",
  },
  software: { test: "software", any: true, productCode: "", upgradeCode: "", name: "", version: "" },
};

export const newExpression = (kind: TestKind): Expression => makeExpression(firstTests[kind]);

export const newOperator = (operator: "and" | "or" | "not"): ConditionItem => ({
  kind: "operator",
  operator,
  attributes: [],
  items: [],
});

/** Platforms as the console groups them, each told by queries. */
export const platforms: Readonly<Record<string, readonly string[]>> = {
  "Windows 10 (x64)": [
    "SELECT * FROM Win32_OperatingSystem WHERE Version LIKE '10.0.1%' AND ProductType = 1",
    "SELECT * FROM Win32_Processor WHERE Architecture = 9",
  ],
  "Windows 11 (x64)": [
    "SELECT * FROM Win32_OperatingSystem WHERE Version LIKE '10.0.2%' AND ProductType = 1",
    "SELECT * FROM Win32_Processor WHERE Architecture = 9",
  ],
  "Windows 11 (ARM64)": [
    "SELECT * FROM Win32_OperatingSystem WHERE Version LIKE '10.0.2%' AND ProductType = 1",
    "SELECT * FROM Win32_Processor WHERE Architecture = 12",
  ],
  "Windows Server (x64)": [
    "SELECT * FROM Win32_OperatingSystem WHERE Version LIKE '10.0.%' AND ProductType <> 1",
    "SELECT * FROM Win32_Processor WHERE Architecture = 9",
  ],
};

type OsGroup = Extract<ConditionItem, { kind: "os-group" }>;

export const newOsGroup = (): OsGroup => ({ kind: "os-group", attributes: [["type", "or"]], items: [] });

/** Takes a platform into the group, or out of it. */
export function setPlatform(group: OsGroup, name: string, wanted: boolean): OsGroup {
  const others = group.items.filter((each) => each.kind !== "os" || each.name !== name);
  if (!wanted) return { ...group, items: others };
  const queries = (platforms[name] ?? []).map((query) =>
    makeExpression({ test: "wmi", namespace: "root\\cimv2", query }),
  );
  return { ...group, items: [...others, { kind: "os", name, attributes: [], items: queries }] };
}

/** The expression with another test of its kind: parts that it has beside the test stay, at their places. */
export function changeTest(expression: Expression, test: KnownTest): Expression {
  const fresh = makeExpression(test);
  const known = new Set(partsOf(test).map((name) => name.toLowerCase()));
  const values = new Map(fresh.variables.map((each) => [each.name.toLowerCase(), each]));
  const kept = expression.variables.flatMap((each) => {
    const key = each.name.toLowerCase();
    const now = values.get(key);
    values.delete(key);
    if (now) return [saysSame(each, now) ? each : { ...each, value: now.value }];
    return known.has(key) ? [] : [each];
  });
  return { ...expression, variables: [...kept, ...values.values()] };
}

/** MDT writes operators as `Equals`: they stay as they are written. */
function saysSame(before: TreeVariable, now: TreeVariable): boolean {
  if (!/operator$/i.test(now.name)) return before.value === now.value;
  return before.value.toLowerCase() === now.value.toLowerCase();
}

/** Every part a test of this kind may have. */
function partsOf({ test }: KnownTest): string[] {
  if (test === "file") return ["Path", "Version", "VersionOperator", "DateTime", "DateTimeOperator"];
  if (test === "folder") return ["Path", "DateTime", "DateTimeOperator"];
  return makeExpression(firstTests[test]).variables.map(({ name }) => name);
}

/** The items with one of them changed, taken away (null), or moved by some places. */
export function putItem(
  items: readonly ConditionItem[],
  at: number,
  to: ConditionItem | null,
): ConditionItem[] {
  return to ? items.with(at, to) : items.toSpliced(at, 1);
}

export function moveItem(items: readonly ConditionItem[], at: number, by: number): ConditionItem[] {
  const item = items[at];
  const to = at + by;
  if (!item || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(at, 1).toSpliced(to, 0, item);
}

/** The condition with these items; null when nothing of it is left. */
export function withItems(condition: Condition | null, items: ConditionItem[]): Condition | null {
  const attributes = condition?.attributes ?? [];
  return items.length === 0 && attributes.length === 0 ? null : { attributes, items };
}

/** Whether an expression has a form of its own. */
export function isKnown(item: ConditionItem): item is Expression {
  return item.kind === "expression" && readTest(item).test !== "unknown";
}
