import type { XmlElement, XmlNode } from "../../../shared/sequence-tree.ts";

/** Writes XML on one line, as the console does: what is read again is the same, character by character. */
export function writeXml(root: XmlElement): string {
  const parts: string[] = [];
  writeNode(root, parts);
  return parts.join("");
}

/** Text as CDATA; an end mark inside it is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function writeNode(node: XmlNode, parts: string[]): void {
  if ("text" in node) parts.push(escapeText(node.text));
  else if ("comment" in node) parts.push(`<!--${node.comment}-->`);
  else if ("instruction" in node) parts.push(`<?${node.instruction}?>`);
  else writeElement(node, parts);
}

function writeElement({ name, attributes, children }: XmlElement, parts: string[]): void {
  parts.push(`<${name}`);
  for (const [attribute, value] of attributes) parts.push(` ${attribute}="${escapeAttribute(value)}"`);
  if (children.length === 0) {
    parts.push("/>");
    return;
  }
  parts.push(">");
  for (const child of children) writeNode(child, parts);
  parts.push(`</${name}>`);
}

export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
