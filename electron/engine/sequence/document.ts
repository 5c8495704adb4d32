import type { SequenceFacts, SequenceTree, XmlElement } from "../../../shared/sequence-tree.ts";
import {
  attribute,
  findInstance,
  propertyObjects,
  propertyText,
  replaceElement,
  withPropertyText,
} from "./cim-xml.ts";
import { sequenceElement, treeOf } from "./tree-xml.ts";
import { readXml } from "./xml-read.ts";
import { decodeXml, unreadable } from "./xml-text.ts";
import { cdata, escapeText, writeXml } from "./xml-write.ts";

const CLASS = "SMS_TaskSequencePackage";

/** A task sequence as one XML file holds it. */
export interface SequenceDocument {
  /** `bare`: only the `<sequence>`. `mdt`: the same in MDT's dialect. `object`: the console's object.xml. */
  format: "bare" | "mdt" | "object";
  tree: SequenceTree;
  facts: SequenceFacts;
  /** The whole object.xml, kept for its way back; null for the others. */
  object: XmlElement | null;
}

/**
 * Reads an object.xml, a bare `<sequence>` or MDT's ts.xml, in UTF-8 or UTF-16.
 * @param fileName what a sequence without a name of its own is called after
 * @throws StagingFault sequence-unreadable
 */
export function readDocument(bytes: Uint8Array, fileName = ""): SequenceDocument {
  const root = readXml(decodeXml(bytes));
  return root.name === "sequence" ? bare(root, fileName) : object(root, fileName);
}

function bare(root: XmlElement, fileName: string): SequenceDocument {
  const tree = treeOf(root);
  const facts: SequenceFacts = {
    name: attribute(root, "name") ?? baseName(fileName),
    description: attribute(root, "description") ?? "",
    packageId: null,
    bootImageId: null,
    bootImageVersion: null,
    packages: packagesOf(tree, []),
  };
  return { format: tree.formatVersion === "3.00" ? "mdt" : "bare", tree, facts, object: null };
}

function object(root: XmlElement, fileName: string): SequenceDocument {
  const instance = findInstance(root, CLASS);
  if (!instance)
    throw unreadable(`The XML begins with <${root.name}> and holds no task sequence (${CLASS}).`);
  const text = propertyText(instance, "Sequence");
  if (!text?.trim())
    throw unreadable("The export holds a task sequence without its steps (Sequence is empty).");
  const tree = treeOf(readXml(text.trimStart()));
  const read = (name: string) => propertyText(instance, name)?.trim() ?? "";
  const listed = propertyObjects(instance, "References").map((each) => propertyText(each, "Package") ?? "");
  const facts: SequenceFacts = {
    name: read("Name") || baseName(fileName),
    description: read("Description"),
    packageId: read("PackageID") || null,
    bootImageId: read("BootImageID") || null,
    bootImageVersion: null,
    packages: packagesOf(tree, listed),
  };
  return { format: "object", tree, facts, object: root };
}

/** The `<sequence>` alone, on one line. MDT's files begin with an XML declaration. */
export function writeBare(tree: SequenceTree): string {
  const xml = writeXml(sequenceElement(tree));
  return tree.formatVersion === "3.00" ? `<?xml version="1.0"?>\r\n${xml}\r\n` : xml;
}

/**
 * An object.xml with this sequence in it. What the original said beside the steps, name, description and boot image
 * is written as it was.
 */
export function writeObject(tree: SequenceTree, facts: SequenceFacts, original: XmlElement | null): string {
  const root = original ?? newObject(facts);
  const old = findInstance(root, CLASS) ?? root;
  let instance = withPropertyText(old, "Sequence", SEQUENCE_MARK);
  for (const [name, value] of [
    ["Name", facts.name],
    ["Description", facts.description],
    ["BootImageID", facts.bootImageId ?? ""],
  ] as const)
    if ((propertyText(old, name)?.trim() ?? "") !== value) instance = withPropertyText(instance, name, value);
  const xml = writeXml(replaceElement(root, old, instance));
  return xml.replace(SEQUENCE_MARK, () => cdata(writeXml(sequenceElement(tree))));
}

/** Stands for the steps while the rest is written; they go in as CDATA, as the console writes them. */
const SEQUENCE_MARK = "prestage:sequence-goes-here";

function newObject(facts: SequenceFacts): XmlElement {
  const texts: [name: string, type: string, value: string][] = [
    ["Name", "string", facts.name],
    ["Description", "string", facts.description],
    ["PackageID", "string", facts.packageId ?? ""],
    ["BootImageID", "string", facts.bootImageId ?? ""],
    ["Type", "uint32", "2"],
    ["Sequence", "string", ""],
  ];
  const properties = texts
    .map(
      ([name, type, value]) =>
        `<PROPERTY NAME="${name}" TYPE="${type}"><VALUE>${escapeText(value)}</VALUE></PROPERTY>`,
    )
    .join("");
  return readXml(`<INSTANCE CLASSNAME="${CLASS}">${properties}</INSTANCE>`);
}

function packagesOf(tree: SequenceTree, listed: readonly string[]): SequenceFacts["packages"] {
  const ids = [...(tree.references ?? []).map((each) => each.package), ...listed];
  return [...new Set(ids.filter((id) => id !== ""))].map((id) => ({ id, name: "" }));
}

function baseName(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "") || "Task sequence";
}
