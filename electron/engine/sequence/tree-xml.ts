import type {
  GroupNode,
  PartOrder,
  Reference,
  SequenceNode,
  SequenceTree,
  StepNode,
  SubSequenceNode,
  XmlElement,
  XmlNode,
} from "../../../shared/sequence-tree.ts";
import {
  conditionElement,
  isBlank,
  plainText,
  readCondition,
  readVariables,
  variableElement,
} from "./condition-xml.ts";
import { nodeAttributes, readCommon, readStepFields, withAttribute } from "./tree-fields.ts";
import { unreadable } from "./xml-text.ts";

type Part = PartOrder[number];
const DEFAULT_ORDER: PartOrder = ["references", "globals", "condition", "action", "variables", "children"];

/**
 * The tree in a `<sequence>` element. Nothing is dropped but the space between elements.
 * @throws StagingFault sequence-unreadable when the element is another
 */
export function treeOf(root: XmlElement): SequenceTree {
  if (root.name !== "sequence")
    throw unreadable(`The XML begins with <${root.name}>, and a task sequence with <sequence>.`);
  const ids = { next: 1 };
  const order: PartOrder = [];
  const tree: SequenceTree = {
    formatVersion: attribute(root, "version") ?? "",
    attributes: root.attributes,
    references: null,
    globals: null,
    children: [],
    others: [],
    order,
  };
  for (const node of root.children.filter((each) => !isBlank(each))) {
    if ("name" in node && node.name === "referenceList" && !tree.references && node.attributes.length === 0) {
      tree.references = readReferences(node);
      order.push("references");
    } else if (
      "name" in node &&
      node.name === "globalVarList" &&
      !tree.globals &&
      node.attributes.length === 0
    ) {
      tree.globals = readVariables(node);
      order.push("globals");
    } else order.push(readChild(node, tree, ids));
  }
  tree.order = lastRunOpen(order);
  return tree;
}

/** The `<sequence>` element of a tree. */
export function sequenceElement(tree: SequenceTree): XmlElement {
  const attributes = withAttribute(tree.attributes, "version", tree.formatVersion);
  const { references, globals } = tree;
  const once = new Map<Part, XmlNode>();
  if (references)
    once.set("references", {
      name: "referenceList",
      attributes: [],
      children: references.map(referenceElement),
    });
  if (globals)
    once.set("globals", { name: "globalVarList", attributes: [], children: globals.map(variableElement) });
  return { name: "sequence", attributes, children: inOrder(tree, once, tree.children) };
}

interface Ids {
  next: number;
}
type Holder = Pick<GroupNode, "children" | "others">;

function readChild(node: XmlNode, holder: Holder, ids: Ids): Part {
  const child = "name" in node ? readNode(node, ids) : null;
  if (child) holder.children.push(child);
  else holder.others.push(node);
  return child ? "child" : "other";
}

function readNode(element: XmlElement, ids: Ids): SequenceNode | null {
  if (element.name === "group") return readGroup(element, ids);
  if (element.name === "step") return { kind: "step", ...readStep(element, ids) };
  if (element.name === "subtasksequence") return { kind: "subtasksequence", ...readStep(element, ids) };
  return null;
}

function emptyNode(element: XmlElement, ids: Ids) {
  const order: PartOrder = [];
  const others: XmlNode[] = [];
  const { attributes } = element;
  return {
    id: `n${ids.next++}`,
    ...readCommon(attributes),
    condition: null,
    action: null,
    attributes,
    others,
    order,
  };
}

function readGroup(element: XmlElement, ids: Ids): GroupNode {
  const group: GroupNode = { kind: "group", ...emptyNode(element, ids), children: [] };
  for (const node of element.children)
    if (!isBlank(node)) group.order.push(readShared(node, group) ?? readChild(node, group, ids));
  group.order = lastRunOpen(group.order);
  return group;
}

function readStep(element: XmlElement, ids: Ids): Omit<StepNode, "kind"> {
  const step: Omit<StepNode, "kind"> = {
    ...emptyNode(element, ids),
    ...readStepFields(element.attributes),
    variables: [],
    variablesAttributes: null,
  };
  for (const node of element.children) {
    if (isBlank(node)) continue;
    const shared = readShared(node, step);
    if (shared) step.order.push(shared);
    else if ("name" in node && node.name === "defaultVarList" && !step.variablesAttributes) {
      step.variables = readVariables(node);
      step.variablesAttributes = node.attributes;
      step.order.push("variables");
    } else {
      step.others.push(node);
      step.order.push("other");
    }
  }
  return step;
}

/** The parts that groups and steps have in common. A second one of a kind is kept as unknown XML. */
function readShared(node: XmlNode, into: Pick<GroupNode, "condition" | "action">): Part | null {
  if (!("name" in node)) return null;
  if (node.name === "condition" && !into.condition) {
    into.condition = readCondition(node);
    return "condition";
  }
  const text = node.name === "action" && into.action === null ? plainText(node) : null;
  if (text === null || node.attributes.length > 0) return null;
  into.action = text;
  return "action";
}

/** The last run of children is open: what an editor adds goes there. Earlier runs keep their length. */
function lastRunOpen(order: PartOrder): PartOrder {
  const last = order.lastIndexOf("child");
  if (last < 0) return order;
  let first = last;
  while (order[first - 1] === "child") first--;
  return [...order.slice(0, first), "children", ...order.slice(last + 1)];
}

function nodeElement(node: SequenceNode): XmlElement {
  const once = new Map<Part, XmlNode>();
  if (node.condition) once.set("condition", conditionElement(node.condition));
  if (node.action !== null) once.set("action", textElement("action", node.action));
  if (node.kind !== "group" && (node.variablesAttributes || node.variables.length > 0))
    once.set("variables", variableList(node));
  const children = node.kind === "group" ? node.children : [];
  return { name: node.kind, attributes: nodeAttributes(node), children: inOrder(node, once, children) };
}

function variableList(node: StepNode | SubSequenceNode): XmlElement {
  const attributes = node.variablesAttributes ?? [];
  return { name: "defaultVarList", attributes, children: node.variables.map(variableElement) };
}

/** Puts a node's parts in the order they were read in; what is new goes to the end, in the console's order. */
function inOrder(
  node: Pick<GroupNode, "order" | "others">,
  once: Map<Part, XmlNode>,
  children: readonly SequenceNode[],
): XmlNode[] {
  const written: XmlNode[] = [];
  let nextChild = 0;
  let nextOther = 0;
  const putChildren = (end: number) => {
    for (const child of children.slice(nextChild, end)) written.push(nodeElement(child));
    nextChild = Math.max(nextChild, Math.min(end, children.length));
  };
  for (const part of [...node.order, ...DEFAULT_ORDER, ...node.others.map(() => "other" as const)]) {
    if (part === "children") putChildren(children.length);
    else if (part === "child") putChildren(nextChild + 1);
    else if (part === "other") {
      const other = node.others[nextOther++];
      if (other) written.push(other);
    } else {
      const element = once.get(part);
      if (element) written.push(element);
      once.delete(part);
    }
  }
  return written;
}

function readReferences(list: XmlElement): Reference[] {
  return list.children
    .filter((node) => !isBlank(node))
    .map((node) => {
      if (!("name" in node) || node.name !== "reference" || node.children.some((each) => !isBlank(each)))
        return { package: "", program: null, attributes: [], raw: node };
      const { attributes } = node;
      return {
        package: attribute(node, "package") ?? "",
        program: attribute(node, "program") ?? null,
        attributes,
      };
    });
}

function referenceElement({ package: id, program, attributes, raw }: Reference): XmlNode {
  if (raw) return raw;
  const named = withAttribute(attributes, "package", id);
  return {
    name: "reference",
    attributes: program === null ? named : withAttribute(named, "program", program),
    children: [],
  };
}

function textElement(name: string, text: string): XmlElement {
  return { name, attributes: [], children: text === "" ? [] : [{ text }] };
}

function attribute(element: XmlElement, wanted: string): string | undefined {
  return element.attributes.find(([name]) => name === wanted)?.[1];
}
