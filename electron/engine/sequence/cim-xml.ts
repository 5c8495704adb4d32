import type { XmlElement, XmlNode } from "../../../shared/sequence-tree.ts";

/** Reads and writes CIM-XML, the console's way of putting WMI instances into files. */

/** The instance of this class in a document: the root itself, or the first one inside. */
export function findInstance(root: XmlElement, className: string): XmlElement | null {
  const pending = [root];
  for (let element = pending.pop(); element; element = pending.pop()) {
    const isInstance = element.name === "INSTANCE";
    if (isInstance && attribute(element, "CLASSNAME") === className) return element;
    // Properties hold instances of other classes; none of them is the one looked for.
    if (!isInstance) for (const child of elements(element).reverse()) pending.push(child);
  }
  return null;
}

/** The text of a property; null when it is not there or has no value. */
export function propertyText(instance: XmlElement, name: string): string | null {
  const value = elements(property(instance, name)).find((each) => each.name === "VALUE");
  return value ? textOf(value) : null;
}

/** The instances in an array of objects. */
export function propertyObjects(instance: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const pending = elements(property(instance, name));
  for (let element = pending.pop(); element; element = pending.pop()) {
    if (element.name === "INSTANCE") found.push(element);
    else if (element.name.startsWith("VALUE")) for (const child of elements(element)) pending.push(child);
  }
  return found.reverse();
}

/** The document with one property's text replaced, or added. Everything else is the same. */
export function withPropertyText(instance: XmlElement, name: string, text: string): XmlElement {
  const old = property(instance, name);
  const value: XmlElement = { name: "VALUE", attributes: [], children: text === "" ? [] : [{ text }] };
  const fresh: XmlElement = old
    ? { ...old, children: [...old.children.filter((each) => !isNamed(each, "VALUE")), value] }
    : {
        name: "PROPERTY",
        attributes: [
          ["NAME", name],
          ["TYPE", "string"],
        ],
        children: [value],
      };
  const children = old
    ? instance.children.map((each) => (each === old ? fresh : each))
    : [...instance.children, fresh];
  return { ...instance, children };
}

/** The document with one element in place of another, found by being the same object. */
export function replaceElement(root: XmlElement, old: XmlElement, fresh: XmlElement): XmlElement {
  if (root === old) return fresh;
  return {
    ...root,
    children: root.children.map((child) => ("name" in child ? replaceElement(child, old, fresh) : child)),
  };
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => ("text" in child ? child.text : "")).join("");
}

function property(instance: XmlElement, name: string): XmlElement | undefined {
  return elements(instance).find(
    (each) => each.name.startsWith("PROPERTY") && attribute(each, "NAME") === name,
  );
}

function elements(of: XmlElement | undefined): XmlElement[] {
  return of ? of.children.filter((child) => "name" in child) : [];
}

function isNamed(node: XmlNode, name: string): boolean {
  return "name" in node && node.name === name;
}

export function attribute(element: XmlElement, wanted: string): string | undefined {
  return element.attributes.find(([name]) => name === wanted)?.[1];
}
