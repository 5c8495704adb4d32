import type {
  Attributes,
  Condition,
  ConditionItem,
  OsGroupItem,
  TreeVariable,
  XmlElement,
  XmlNode,
} from "../../../shared/sequence-tree.ts";
import { readVariableFields, variableAttributes, withAttribute } from "./tree-fields.ts";

/** Spaces between elements carry nothing; anything else between them is kept. */
export function isBlank(node: XmlNode): boolean {
  return "text" in node && node.text.trim() === "";
}

/** The text of an element that holds nothing but text; null for any other. */
export function plainText(element: XmlElement): string | null {
  if (!element.children.every((child) => "text" in child)) return null;
  return element.children.map((child) => child.text).join("");
}

export function readVariables(list: XmlElement): TreeVariable[] {
  return list.children.filter((node) => !isBlank(node)).map(readVariable);
}

function readVariable(node: XmlNode): TreeVariable {
  const value = "name" in node && node.name === "variable" ? plainText(node) : null;
  if (value === null || !("name" in node))
    return { name: "", property: null, value: "", hidden: false, attributes: [], raw: node };
  return { ...readVariableFields(node.attributes), value, attributes: node.attributes };
}

export function variableElement(variable: TreeVariable): XmlNode {
  if (variable.raw) return variable.raw;
  return {
    name: "variable",
    attributes: variableAttributes(variable),
    children: variable.value === "" ? [] : [{ text: variable.value }],
  };
}

export function readCondition(element: XmlElement): Condition {
  return { attributes: element.attributes, items: readItems(element) };
}

export function conditionElement({ attributes, items }: Condition): XmlElement {
  return { name: "condition", attributes, children: items.map(itemNode) };
}

function readItems(element: XmlElement): ConditionItem[] {
  return element.children.filter((node) => !isBlank(node)).map(readItem);
}

function readItem(node: XmlNode): ConditionItem {
  if (!("name" in node)) return { kind: "raw", node };
  const { attributes } = node;
  if (node.name === "expression")
    return {
      kind: "expression",
      type: attribute(attributes, "type"),
      attributes,
      variables: readVariables(node),
    };
  if (node.name === "osConditionGroup") return { kind: "os-group", attributes, items: readPlatforms(node) };
  const operator = attribute(attributes, "type").toLowerCase();
  if (node.name === "operator" && (operator === "and" || operator === "or" || operator === "not"))
    return { kind: "operator", operator, attributes, items: readItems(node) };
  return { kind: "raw", node };
}

function readPlatforms(element: XmlElement): OsGroupItem[] {
  return element.children
    .filter((node) => !isBlank(node))
    .map((node) =>
      "name" in node && node.name === "osExpressionGroup"
        ? {
            kind: "os",
            name: attribute(node.attributes, "Name"),
            attributes: node.attributes,
            items: readItems(node),
          }
        : { kind: "raw", node },
    );
}

function itemNode(item: ConditionItem): XmlNode {
  switch (item.kind) {
    case "operator": {
      const written = attribute(item.attributes, "type").toLowerCase() === item.operator;
      return {
        name: "operator",
        attributes: written ? item.attributes : withAttribute(item.attributes, "type", item.operator),
        children: item.items.map(itemNode),
      };
    }
    case "expression":
      return {
        name: "expression",
        attributes: withAttribute(item.attributes, "type", item.type),
        children: item.variables.map(variableElement),
      };
    case "os-group":
      return {
        name: "osConditionGroup",
        attributes: item.attributes,
        children: item.items.map((platform) =>
          platform.kind === "raw"
            ? platform.node
            : {
                name: "osExpressionGroup",
                attributes: withAttribute(platform.attributes, "Name", platform.name),
                children: platform.items.map(itemNode),
              },
        ),
      };
    case "raw":
      return item.node;
  }
}

function attribute(attributes: Attributes, wanted: string): string {
  return attributes.find(([name]) => name === wanted)?.[1] ?? "";
}
