import { z } from "zod";
import { Condition, SequenceNode, TreeVariable, type GroupNode, type SequenceTree } from "./sequence-tree.ts";

/**
 * Changes to a sequence, as data: an editor makes them, a finding offers one as its fix, undo keeps the trees before.
 * Trees are never changed in place; what an edit does not touch is the same object afterwards.
 */

/** A place among the children of a group; `parent` null is the sequence itself. `index` may be the length: at the end. */
export const Place = z.object({ parent: z.string().nullable(), index: z.number().int().nonnegative() });
export type Place = z.infer<typeof Place>;

const node = z.string();
/** A variable of a step and its new value; null takes it away. */
export const Setting = z.object({
  name: z.string(),
  value: z.string().nullable(),
  property: z.string().optional(),
  hidden: z.boolean().optional(),
});
export type Setting = z.infer<typeof Setting>;
const Details = z
  .object({
    description: z.string(),
    action: z.string().nullable(),
    type: z.string().nullable(),
    timeoutSeconds: z.number().nullable(),
    runIn: z.string().nullable(),
    successCodes: z.string().nullable(),
    retryCount: z.number().nullable(),
  })
  .partial();
export type Details = z.infer<typeof Details>;

export const Edit = z.discriminatedUnion("edit", [
  /** Ids inside are given anew, so that a copy can be pasted into any sequence. */
  z.object({ edit: z.literal("insert"), at: Place, node: SequenceNode }),
  z.object({ edit: z.literal("remove"), node }),
  /** `to` counts places as they are before the node is taken away. */
  z.object({ edit: z.literal("move"), node, to: Place }),
  z.object({ edit: z.literal("replace"), node, with: SequenceNode }),
  z.object({ edit: z.literal("rename"), node, name: z.string() }),
  z.object({ edit: z.literal("enable"), node, enabled: z.boolean() }),
  z.object({ edit: z.literal("continue-on-error"), node, continueOnError: z.boolean() }),
  z.object({ edit: z.literal("condition"), node, condition: Condition.nullable() }),
  /** Sets a variable's value, at its place or at the end; null takes the variable away. */
  z.object({ edit: z.literal("variable"), node, name: z.string(), value: z.string().nullable() }),
  /** The same for several at once; `property` and `hidden` are for those that are not there yet. */
  z.object({ edit: z.literal("variables"), node, set: z.array(Setting) }),
  /** All variables of a step, as they are to stand. */
  z.object({ edit: z.literal("variable-list"), node, variables: z.array(TreeVariable) }),
  /** What a step says beside its variables; what is left out stays. Groups have a description alone. */
  z.object({ edit: z.literal("details"), node, details: Details }),
  z.object({ edit: z.literal("globals"), globals: z.array(TreeVariable).nullable() }),
]);
export type Edit = z.infer<typeof Edit>;

/** An edit that does not fit this tree. `message` is a sentence. */
export class EditRefused extends Error {
  override readonly name = "EditRefused";
}

/** The node of this id, wherever it stands; null when there is none. */
export function findNode(tree: Pick<SequenceTree, "children">, id: string): SequenceNode | null {
  for (const child of walk(tree.children)) if (child.id === id) return child;
  return null;
}

/** Every node, in the order they run. */
export function* walk(children: readonly SequenceNode[]): Generator<SequenceNode> {
  for (const child of children) {
    yield child;
    if (child.kind === "group") yield* walk(child.children);
  }
}

/**
 * The tree after an edit.
 * @throws EditRefused for a node that is not there, a place that is none, or a group moved into itself
 */
export function applyEdit(tree: SequenceTree, edit: Edit): SequenceTree {
  switch (edit.edit) {
    case "insert":
      return insert(tree, edit.at, withNewIds(tree, edit.node));
    case "remove":
      return replaceNode(tree, edit.node, () => []);
    case "move":
      return move(tree, edit.node, edit.to);
    case "replace":
      return replaceNode(tree, edit.node, (old) => [{ ...withNewIds(tree, edit.with), id: old.id }]);
    case "rename":
      return change(tree, edit.node, (old) => ({ ...old, name: edit.name }));
    case "enable":
      return change(tree, edit.node, (old) => ({ ...old, disabled: !edit.enabled }));
    case "continue-on-error":
      return change(tree, edit.node, (old) => ({ ...old, continueOnError: edit.continueOnError }));
    case "condition":
      return change(tree, edit.node, (old) => ({ ...old, condition: edit.condition }));
    case "variable":
      return change(tree, edit.node, (old) => setVariable(old, edit));
    case "variables":
      return change(tree, edit.node, (old) => edit.set.reduce(setVariable, old));
    case "variable-list":
      return change(tree, edit.node, (old) => ({ ...noGroup(old), variables: edit.variables }));
    case "details":
      return change(tree, edit.node, (old) => withDetails(old, edit.details));
    case "globals":
      return { ...tree, globals: edit.globals };
  }
}

function change(tree: SequenceTree, id: string, to: (node: SequenceNode) => SequenceNode): SequenceTree {
  return replaceNode(tree, id, (node_) => [to(node_)]);
}

function replaceNode(
  tree: SequenceTree,
  id: string,
  to: (node: SequenceNode) => SequenceNode[],
): SequenceTree {
  const children = inChildren(tree.children, id, to);
  if (children === tree.children) throw new EditRefused("The step is not in this sequence any more.");
  return { ...tree, children };
}

function inChildren(
  children: SequenceNode[],
  id: string,
  to: (node: SequenceNode) => SequenceNode[],
): SequenceNode[] {
  for (const [n, child] of children.entries()) {
    if (child.id === id) return [...children.slice(0, n), ...to(child), ...children.slice(n + 1)];
    if (child.kind !== "group") continue;
    const inner = inChildren(child.children, id, to);
    if (inner !== child.children)
      return [...children.slice(0, n), { ...child, children: inner }, ...children.slice(n + 1)];
  }
  return children;
}

function insert(tree: SequenceTree, { parent, index }: Place, fresh: SequenceNode): SequenceTree {
  const put = (children: SequenceNode[]) => {
    if (index > children.length) throw new EditRefused("There is no such place in the group.");
    return [...children.slice(0, index), fresh, ...children.slice(index)];
  };
  if (parent === null) return { ...tree, children: put(tree.children) };
  return change(tree, parent, (group) => {
    if (group.kind !== "group") throw new EditRefused(`“${group.name}” is no group: nothing goes into it.`);
    return { ...group, children: put(group.children) };
  });
}

function move(tree: SequenceTree, id: string, to: Place): SequenceTree {
  const moved = findNode(tree, id);
  if (!moved) throw new EditRefused("The step is not in this sequence any more.");
  const target = to.parent;
  if (moved.kind === "group" && target !== null && (target === id || findNode(moved, target)))
    throw new EditRefused(`The group “${moved.name}” cannot go into itself.`);
  const siblings = target === null ? tree.children : childrenOf(tree, target);
  const from = siblings.findIndex((each) => each.id === id);
  const index = from >= 0 && from < to.index ? to.index - 1 : to.index;
  const without = replaceNode(tree, id, () => []);
  return insert(without, { parent: target, index }, moved);
}

function childrenOf(tree: SequenceTree, id: string): readonly SequenceNode[] {
  const found = findNode(tree, id);
  return found?.kind === "group" ? found.children : [];
}

function noGroup(node_: SequenceNode): Exclude<SequenceNode, GroupNode> {
  if (node_.kind === "group") throw new EditRefused(`“${node_.name}” is a group: it has no variables.`);
  return node_;
}

function withDetails(old: SequenceNode, details: Details): SequenceNode {
  const { description, ...ofStep } = details;
  const said = Object.entries(ofStep).filter(([, value]) => value !== undefined);
  const described = description === undefined ? old : { ...old, description };
  return said.length === 0 ? described : { ...noGroup(described), ...Object.fromEntries(said) };
}

function setVariable(node_: SequenceNode, { name, value, property, hidden }: Setting): SequenceNode {
  const old = noGroup(node_);
  const same = (each: TreeVariable) => each.name.toLowerCase() === name.toLowerCase();
  const at = old.variables.findIndex(same);
  const found = old.variables[at];
  if (value === null) return { ...old, variables: old.variables.filter((each) => !same(each)) };
  const fresh: TreeVariable = found
    ? { ...found, value }
    : {
        name,
        property: property ?? name.replace(/^OSD/, ""),
        value,
        hidden: hidden ?? false,
        attributes: [],
      };
  return { ...old, variables: found ? old.variables.with(at, fresh) : [...old.variables, fresh] };
}

/** A copy of a node whose ids no other node of the tree has. */
function withNewIds(tree: SequenceTree, copied: SequenceNode): SequenceNode {
  let next = 1;
  for (const { id } of walk(tree.children))
    next = Math.max(next, Number(/^n(\d{1,9})$/.exec(id)?.[1] ?? 0) + 1);
  const renew = (old: SequenceNode): SequenceNode => {
    const id = `n${next++}`;
    return old.kind === "group" ? { ...old, id, children: old.children.map(renew) } : { ...old, id };
  };
  return renew(copied);
}

/** A group with nothing in it. */
export function newGroup(name: string): GroupNode {
  return {
    kind: "group",
    id: "",
    name,
    description: "",
    disabled: false,
    continueOnError: false,
    condition: null,
    action: null,
    attributes: [
      ["name", ""],
      ["description", ""],
    ],
    others: [],
    order: [],
    children: [],
  };
}
