import { readTest } from "../../../shared/sequence-condition.ts";
import { walk } from "../../../shared/sequence-edit.ts";
import type { VariableUse } from "../../../shared/sequence-review.ts";
import type { ConditionItem, SequenceNode, SequenceTree } from "../../../shared/sequence-tree.ts";
import { isSecretName } from "../../../shared/sequence-secrets.ts";
import { inputOf, stepKind } from "../../../shared/sequence-step-kinds.ts";
import { referencesIn } from "./environment.ts";
import { settingsOf } from "./step-sets.ts";

type Place = VariableUse["readBy"][number]["in"];

/** Every variable the sequence names, with the steps that set and read it. In the order of their names. */
export function variableUses(tree: SequenceTree): VariableUse[] {
  const uses = new Map<string, VariableUse>();
  for (const node of walk(tree.children)) {
    if (node.kind !== "group")
      for (const { name, hidden } of settingsOf(node)) {
        const entry = entryOf(uses, name);
        entry.setBy.push({ node: node.id, step: node.name });
        if (hidden) entry.secret = true;
      }
    addReads(uses, node);
  }
  return [...uses.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function addReads(uses: Map<string, VariableUse>, node: SequenceNode): void {
  const told = new Set<string>();
  const read = (name: string, place: Place) => {
    const key = `${place} ${name.toLowerCase()}`;
    if (told.has(key)) return;
    told.add(key);
    entryOf(uses, name).readBy.push({ node: node.id, step: node.name, in: place });
  };
  for (const name of conditionNames(node.condition?.items ?? [])) read(name, "condition");
  for (const name of referencesIn(node.action ?? "")) read(name, "command");
  if (node.kind === "group") return;
  for (const { value } of node.variables) for (const name of referencesIn(value)) read(name, "value");
  const source = stepKind(node) === "partition" ? inputOf(node, "OSDDiskIndexVariable") : undefined;
  if (source) read(source, "value");
}

function conditionNames(items: readonly ConditionItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === "operator") return conditionNames(item.items);
    if (item.kind !== "expression") return [];
    const test = readTest(item);
    const named = test.test === "variable" ? [test.variable] : [];
    return [...named, ...item.variables.flatMap(({ value }) => referencesIn(value))];
  });
}

function entryOf(uses: Map<string, VariableUse>, name: string): VariableUse {
  const key = name.toLowerCase();
  const entry = uses.get(key) ?? {
    name,
    readOnly: name.startsWith("_"),
    secret: isSecretName(name),
    setBy: [],
    readBy: [],
  };
  uses.set(key, entry);
  return entry;
}
