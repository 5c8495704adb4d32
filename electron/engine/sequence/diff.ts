import { operatorHeads, testWords } from "../../../shared/sequence-condition-words.ts";
import { readTest } from "../../../shared/sequence-condition.ts";
import type { SequenceChange } from "../../../shared/sequence-review.ts";
import type {
  Condition,
  ConditionItem,
  SequenceNode,
  SequenceTree,
  TreeVariable,
} from "../../../shared/sequence-tree.ts";
import { isSecret, withoutSecretSettings } from "../../../shared/sequence-secrets.ts";

type Field = SequenceChange["fields"][number];

interface Placed {
  node: SequenceNode;
  parent: string | null;
  path: string[];
}

/**
 * What became of each node between two trees. Nodes are found again by id and name; then by type and name, so that two
 * imports can be compared; then by id alone, which is a renamed one.
 */
export function diffTrees(before: SequenceTree, after: SequenceTree): SequenceChange[] {
  const old = placed(before);
  const fresh = placed(after);
  const pairs = matchNodes(old, fresh);
  const oldIds = new Map([...pairs].map(([each, earlier]) => [each.node.id, earlier.node.id]));
  const changes: SequenceChange[] = [];
  const whole = changedFields(describeTree(before), describeTree(after));
  if (whole.length > 0) changes.push({ change: "changed", node: null, name: "", path: [], fields: whole });
  for (const each of fresh) {
    const earlier = pairs.get(each);
    if (!earlier) changes.push(change("added", each));
    else {
      if (movedFrom(earlier, each, oldIds)) changes.push(change("moved", each));
      const fields = changedFields(describe(earlier.node), describe(each.node));
      if (fields.length > 0) changes.push({ ...change("changed", each), fields });
    }
  }
  const kept = new Set(pairs.values());
  const gone = old.filter((each) => !kept.has(each)).map((each) => change("removed", each));
  return [...changes, ...withOrder(old, fresh, pairs, oldIds), ...gone];
}

function placed(tree: SequenceTree): Placed[] {
  const found: Placed[] = [];
  const visit = (nodes: readonly SequenceNode[], parent: string | null, path: string[]): void => {
    for (const node of nodes) {
      found.push({ node, parent, path });
      if (node.kind === "group") visit(node.children, node.id, [...path, node.name]);
    }
  };
  visit(tree.children, null, []);
  return found;
}

function matchNodes(old: readonly Placed[], fresh: readonly Placed[]): Map<Placed, Placed> {
  const type = ({ node }: Placed) => `${node.kind} ${node.kind === "group" ? "" : node.type}`;
  const keys: ((each: Placed) => string)[] = [
    (each) => `${type(each)} ${each.node.id} ${each.node.name}`,
    (each) => `${type(each)} ${each.node.name}`,
    (each) => `${type(each)} ${each.node.id}`,
  ];
  const pairs = new Map<Placed, Placed>();
  const taken = new Set<Placed>();
  for (const key of keys) {
    const waiting = new Map<string, Placed[]>();
    for (const each of old) if (!taken.has(each)) listIn(waiting, key(each)).push(each);
    for (const list of waiting.values()) list.reverse();
    for (const each of fresh) {
      const found = pairs.has(each) ? undefined : waiting.get(key(each))?.pop();
      if (!found) continue;
      pairs.set(each, found);
      taken.add(found);
    }
  }
  return pairs;
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}

/** It stands in another group than it did. */
function movedFrom(earlier: Placed, now: Placed, oldIds: ReadonlyMap<string, string>): boolean {
  return (now.parent === null ? null : oldIds.get(now.parent)) !== earlier.parent;
}

/** Nodes that stayed in their group and changed places there: the fewest whose moving explains the new order. */
function withOrder(
  old: readonly Placed[],
  fresh: readonly Placed[],
  pairs: ReadonlyMap<Placed, Placed>,
  oldIds: ReadonlyMap<string, string>,
): SequenceChange[] {
  const position = new Map(old.map((each, n) => [each, n]));
  const groups = new Map<string | null, { each: Placed; at: number }[]>();
  for (const each of fresh) {
    const earlier = pairs.get(each);
    if (!earlier || movedFrom(earlier, each, oldIds)) continue;
    listIn(groups, each.parent).push({ each, at: position.get(earlier) ?? 0 });
  }
  return [...groups.values()].flatMap((siblings) => {
    const still = longestRun(siblings.map(({ at }) => at));
    return siblings.filter(({ at }) => !still.has(at)).map(({ each }) => change("moved", each));
  });
}

/** The numbers of a longest increasing subsequence. */
function longestRun(numbers: readonly number[]): Set<number> {
  const ends: { value: number; chain: Chain }[] = [];
  for (const value of numbers) {
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.value ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    ends[low] = { value, chain: { value, before: ends[low - 1]?.chain ?? null } };
  }
  const found = new Set<number>();
  for (let link = ends.at(-1)?.chain ?? null; link; link = link.before) found.add(link.value);
  return found;
}
interface Chain {
  value: number;
  before: Chain | null;
}

function change(kind: SequenceChange["change"], { node, path }: Placed): SequenceChange {
  return { change: kind, node: node.id, name: node.name, path, fields: [] };
}

function changedFields(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Field[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, before: before.get(field) ?? "", after: after.get(field) ?? "" }))
    .filter((each) => each.before !== each.after)
    .map((each) =>
      each.field.startsWith("hidden ") ? { ...each, before: "(hidden)", after: "(hidden)" } : each,
    );
}

/** All that a node says, field by field, as texts that can be compared and shown. */
function describe(node: SequenceNode): Map<string, string> {
  const fields = new Map<string, string>([
    ["name", node.name],
    ["description", node.description],
    ["disabled", node.disabled ? "yes" : ""],
    ["continue on error", node.continueOnError ? "yes" : ""],
    ["condition", node.condition ? conditionText(node.condition) : ""],
    ["command", node.action ?? ""],
    ["other XML", JSON.stringify(node.others)],
  ]);
  if (node.kind === "group") return fields;
  fields.set("timeout", node.timeoutSeconds === null ? "" : `${node.timeoutSeconds} s`);
  fields.set("runs in", node.runIn ?? "");
  fields.set("success codes", node.successCodes ?? "");
  fields.set("retries", node.retryCount === null ? "" : String(node.retryCount));
  addVariables(fields, node.variables);
  return fields;
}

function describeTree({ formatVersion, globals, references }: SequenceTree): Map<string, string> {
  const fields = new Map([
    ["format", formatVersion],
    ["references", (references ?? []).map((each) => each.package).join(", ")],
  ]);
  addVariables(fields, globals ?? []);
  return fields;
}

function addVariables(fields: Map<string, string>, variables: readonly TreeVariable[]): void {
  for (const variable of variables)
    fields.set(
      `${isSecret(variable, variables) ? "hidden " : ""}variable ${variable.name}`,
      withoutSecretSettings(variable.value),
    );
}

/** A condition over several lines, in the console's words. */
export function conditionText({ items }: Condition): string {
  return items.flatMap((item) => itemLines(item, "")).join("\n");
}

function itemLines(item: ConditionItem, indent: string): string[] {
  switch (item.kind) {
    case "expression":
      return [`${indent}${testWords(readTest(item))}`];
    case "operator":
      return [
        `${indent}${operatorHeads[item.operator]}`,
        ...item.items.flatMap((each) => itemLines(each, `${indent}  `)),
      ];
    case "os-group":
      return [
        `${indent}Operating system is one of`,
        ...item.items.map((each) => `${indent}  ${each.kind === "os" ? each.name : "(unknown)"}`),
      ];
    case "raw":
      return [`${indent}(unknown XML)`];
  }
}
