import type { ContentCheckCode } from "../../../../shared/content-check.ts";
import { ATTRIBUTE, LINKS, type NameEntry } from "./name-list.ts";
import type { ContentSizes } from "./unpack-names.ts";

const TAG = { objectId: 0x1, extendedAttributes: 0x2 } as const;

const PACKED = 0x8000_0017; // WOF
/** Reparse points whose content lies in a store, an archive or a cloud. Those of clouds differ in four bits. */
const ELSEWHERE = new Set([0x8000_0013, 0x8000_0007, 0xc000_0004, 0x8000_0006, 0x8000_0021, 0x9000_001c]);
const CLOUD = 0x9000_001a;
const CLOUD_MASK = 0xffff_0fff;

/** What a file uses of NTFS, and whether its content is there. */
export function judgeFile(
  entry: NameEntry,
  { sizeOf, descriptors }: { sizeOf: ContentSizes; descriptors: number },
): ContentCheckCode[] {
  const codes: ContentCheckCode[] = [];
  const { attributes, streams, tags, security, isFolder } = entry;
  const contents = [entry.sha1, ...streams.map(({ sha1 }) => sha1)];
  if (contents.some((sha1) => sha1 !== null && !sizeOf.has(sha1))) codes.push("content-absent");
  if (attributes & ATTRIBUTE.encrypted) codes.push(isFolder ? "encrypted-folder" : "encrypted-file");
  if (attributes & ATTRIBUTE.sparse) codes.push("sparse-files");
  if (security >= descriptors) codes.push("security-descriptor-missing");
  if (streams.some(({ name }) => name !== "")) codes.push("named-streams");
  if (tags.includes(TAG.extendedAttributes)) codes.push("extended-attributes");
  if (tags.includes(TAG.objectId)) codes.push("object-ids");
  if (entry.reparseTag !== null) codes.push(judgeReparse(entry.reparseTag));
  return codes;
}

function judgeReparse(tag: number): ContentCheckCode {
  if (LINKS.has(tag)) return "reparse-links";
  if (tag === PACKED) return "reparse-compressed";
  const elsewhere = ELSEWHERE.has(tag) || (tag & CLOUD_MASK) >>> 0 === CLOUD;
  return elsewhere ? "reparse-elsewhere" : "reparse-other";
}
