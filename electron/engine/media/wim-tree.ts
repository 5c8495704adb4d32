/** What a file holds: a size, and the bytes in pieces, the same each time they are asked for. */
export interface Content {
  sizeBytes: number;
  pieces(): Iterable<Uint8Array>;
}

/** A file or folder of an image that is being made. */
export interface WimEntry {
  name: string;
  /** FILE_ATTRIBUTE_…: 0x20 archive, 0x10 folder, 0x04 system, 0x02 hidden, 0x01 read-only. */
  attributes: number;
  /** Number of its security descriptor, from 0. */
  security: number;
  /** Created, written and read then: 100 ns since 1601. */
  time: bigint;
  /** A folder has children, a file has a content; an empty file has neither. */
  children?: WimEntry[];
  content?: Content;
  /** Files with the same number are one file under several names. */
  linkGroup?: number;
}

const ENTRY_BYTES = 102;
const END_OF_FOLDER_BYTES = 8;
const NO_SHA1 = new Uint8Array(20);

/**
 * The list of names of one image, as a .wim holds it: security descriptors, then the root, then each folder's
 * children. Layout: "Windows Imaging File Format" white paper, SECURITYBLOCK_DISK and DIRENTRY.
 * @param sha1Of the SHA-1 of a file's content, 20 bytes
 */
export function encodeTree(
  root: WimEntry,
  descriptors: readonly Uint8Array[],
  sha1Of: (content: Content) => Uint8Array,
): Uint8Array {
  const security = encodeSecurity(descriptors);
  const placed = new Map<WimEntry, number>();
  const endBytes = placeFolder(root, security.length + entryBytes(root) + END_OF_FOLDER_BYTES, placed);
  const bytes = new Uint8Array(endBytes);
  bytes.set(security);
  writeEntry(bytes, security.length, root, placed, sha1Of);
  for (const [folder, offset] of placed) {
    let at = offset;
    for (const child of folder.children ?? []) at = writeEntry(bytes, at, child, placed, sha1Of);
  }
  return bytes;
}

function encodeSecurity(descriptors: readonly Uint8Array[]): Uint8Array {
  const used = 8 + descriptors.length * 8 + descriptors.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(aligned(used));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, descriptors.length, true);
  let at = 8 + descriptors.length * 8;
  for (const [n, descriptor] of descriptors.entries()) {
    view.setBigUint64(8 + n * 8, BigInt(descriptor.length), true);
    bytes.set(descriptor, at);
    at += descriptor.length;
  }
  return bytes;
}

/** Where each folder's children begin. Returns where the last of them end. */
function placeFolder(folder: WimEntry, offset: number, placed: Map<WimEntry, number>): number {
  placed.set(folder, offset);
  const children = folder.children ?? [];
  let end = children.reduce((sum, child) => sum + entryBytes(child), offset) + END_OF_FOLDER_BYTES;
  for (const child of children) if (child.children) end = placeFolder(child, end, placed);
  return end;
}

function writeEntry(
  bytes: Uint8Array,
  at: number,
  entry: WimEntry,
  placed: ReadonlyMap<WimEntry, number>,
  sha1Of: (content: Content) => Uint8Array,
): number {
  const view = new DataView(bytes.buffer, at, entryBytes(entry));
  view.setBigUint64(0, BigInt(entryBytes(entry)), true);
  view.setUint32(8, entry.attributes, true);
  view.setInt32(12, entry.security, true);
  view.setBigUint64(16, BigInt(placed.get(entry) ?? 0), true);
  for (const field of [40, 48, 56]) view.setBigUint64(field, entry.time, true);
  bytes.set(entry.content ? sha1Of(entry.content) : NO_SHA1, at + 64);
  view.setBigUint64(88, BigInt(entry.linkGroup ?? 0), true);
  view.setUint16(100, entry.name.length * 2, true);
  for (let n = 0; n < entry.name.length; n++)
    view.setUint16(ENTRY_BYTES + n * 2, entry.name.charCodeAt(n), true);
  return at + entryBytes(entry);
}

function entryBytes({ name }: WimEntry): number {
  return aligned(ENTRY_BYTES + (name === "" ? 0 : name.length * 2 + 2));
}

function aligned(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 8) * 8;
}
