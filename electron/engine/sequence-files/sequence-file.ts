import { StagingFault } from "../../../shared/fault.ts";
import type { SequenceFacts, SequenceTree } from "../../../shared/sequence-tree.ts";
import { readDocument, writeBare, writeObject, type SequenceDocument } from "../sequence/document.ts";
import { isZip, readZip, type ArchivePart } from "./zip-read.ts";
import { writeZip } from "./zip-write.ts";

/** What a file holds: one sequence, or a console export with a sequence and its sub-sequences. */
export interface SequenceFile {
  format: "zip" | SequenceDocument["format"];
  /** The one the export was made of first; sub-sequences after it. */
  sequences: FiledSequence[];
  /** All parts of a zip, for its way back; null for the others. */
  archive: ArchivePart[] | null;
}
export interface FiledSequence extends SequenceDocument {
  /** Its part in the archive; null outside a zip. */
  part: string | null;
}

const OBJECT = /^SMS_TaskSequencePackage\/[^/]+\/object\.xml$/i;

/**
 * Reads any file a task sequence comes in: the console's zip, object.xml, a bare sequence, MDT's ts.xml.
 * @throws StagingFault sequence-unreadable
 */
export function readSequenceFile(bytes: Uint8Array, fileName: string): SequenceFile {
  if (!isZip(bytes)) {
    const document = readDocument(bytes, fileName);
    return { format: document.format, sequences: [{ ...document, part: null }], archive: null };
  }
  const archive = readZip(bytes);
  const sequences = archive
    .filter(({ name }) => OBJECT.test(name))
    .map(({ name, bytes: part }) => ({ ...readDocument(part, fileName), part: name }));
  if (sequences.length === 0)
    throw new StagingFault(
      "sequence-unreadable",
      "The archive holds no task sequence (no SMS_TaskSequencePackage/…/object.xml).",
    );
  const first = entryIds(archive);
  sequences.sort((a, b) => rank(first, a) - rank(first, b));
  return { format: "zip", sequences, archive };
}

/** Ids the manifest names as what was exported; the rest came along. */
function entryIds(archive: readonly ArchivePart[]): string[] {
  const manifest = archive.find(({ name }) => name === "Manifest.xml");
  if (!manifest) return [];
  const text = new TextDecoder().decode(manifest.bytes);
  return [...text.matchAll(/SMS_TaskSequencePackage\.PackageID='([^']{1,64})'/g)].map(([, id]) => id ?? "");
}

function rank(first: readonly string[], { facts }: SequenceDocument): number {
  const at = first.indexOf(facts.packageId ?? "");
  return at < 0 ? first.length : at;
}

/** What is written: a sequence as it is now, with what it was read from. */
export interface ExportSource {
  tree: SequenceTree;
  facts: SequenceFacts;
  /** From the file it was imported from, if any. */
  object?: SequenceDocument["object"];
  archive?: readonly ArchivePart[] | null;
  part?: string | null;
}

/** Writes a sequence as the console (or MDT) would read it. UTF-8. */
export function writeSequenceFile(source: ExportSource, format: "bare" | "object" | "zip"): Uint8Array {
  if (format === "bare") return new TextEncoder().encode(writeBare(source.tree));
  const object = new TextEncoder().encode(writeObject(source.tree, source.facts, source.object ?? null));
  if (format === "object") return object;
  const { archive, part } = source;
  if (archive && part)
    return writeZip(archive.map((each) => (each.name === part ? { name: part, bytes: object } : each)));
  return writeZip(newArchive(source.facts, object));
}

/** The parts of an export that was never a zip before, after the Open Packaging Conventions. */
function newArchive(facts: SequenceFacts, object: Uint8Array): ArchivePart[] {
  const id = /^[A-Za-z0-9]{1,16}$/.test(facts.packageId ?? "") ? (facts.packageId ?? "") : "PRE00001";
  const path = `SMS_TaskSequencePackage/${id}/object.xml`;
  const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
  const texts: [name: string, text: string][] = [
    [
      "_rels/.rels",
      `<?xml version="1.0" encoding="utf-8"?><Relationships xmlns="${relationships}"><Relationship Type="SMS_TaskSequencePackage" Target="/${path}" TargetMode="External" Id="SMS_TaskSequencePackage-${id}"/></Relationships>`,
    ],
    [
      "Manifest.xml",
      `<LibraryDocument><Properties/><Contents/><EntryObjects><Object Path="SMS_TaskSequencePackage.PackageID='${id}'" Type="SMS_TaskSequencePackage"/></EntryObjects></LibraryDocument>`,
    ],
    [
      "[Content_Types].xml",
      `<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="text/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    ],
  ];
  const encoder = new TextEncoder();
  return [
    { name: path, bytes: object },
    ...texts.map(([name, text]) => ({ name, bytes: encoder.encode(text) })),
  ];
}
