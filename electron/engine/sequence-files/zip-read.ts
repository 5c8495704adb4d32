import { crc32, inflateRawSync } from "node:zlib";
import { StagingFault } from "../../../shared/fault.ts";

/** One file of an archive, unpacked. Names use "/", and never lead outside. */
export interface ArchivePart {
  name: string;
  bytes: Uint8Array;
}

const MAX_ARCHIVE_BYTES = 64 * 2 ** 20;
const MAX_UNPACKED_BYTES = 64 * 2 ** 20;
const MAX_PARTS = 4096;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** What a zip archive begins with; console exports do. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * Unpacks an archive into memory: nothing is ever written to a path it names. The whole is bounded before anything is
 * unpacked, and every part again while it is.
 * @throws StagingFault sequence-unreadable for a broken or encrypted archive, unsafe names, or one that unpacks too large
 */
export function readZip(bytes: Uint8Array): ArchivePart[] {
  if (bytes.length > MAX_ARCHIVE_BYTES)
    throw refused(
      `has ${megabytes(bytes.length)}, and an export of more than ${megabytes(MAX_ARCHIVE_BYTES)} is not read`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = centralDirectory(view);
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > MAX_UNPACKED_BYTES)
    throw refused(
      `would unpack to ${megabytes(unpacked)}; more than ${megabytes(MAX_UNPACKED_BYTES)} is not unpacked`,
    );
  checkNames(entries);
  checkOverlap(entries);
  return entries
    .filter(({ name }) => !name.endsWith("/"))
    .map((entry) => ({ name: entry.name, bytes: unpack(view, entry) }));
}

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  at: number;
}

function centralDirectory(view: DataView): Entry[] {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff)
    throw refused("is a Zip64 archive, which no export of this size needs");
  if (count > MAX_PARTS) throw refused(`holds ${count} files; more than ${MAX_PARTS} are not read`);
  const entries: Entry[] = [];
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL)
      throw refused("has a broken table of contents");
    const nameBytes = view.getUint16(at + 28, true);
    const length = 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + length > end) throw refused("has a broken table of contents");
    if (view.getUint16(at + 8, true) & 1) throw refused("is encrypted");
    entries.push({
      name: text(view, at + 46, nameBytes),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += length;
  }
  return entries;
}

/** The end record is the last thing but for a comment of up to 64 KiB. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--)
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  throw refused("has no table of contents; it is cut short, or no zip archive");
}

/** Nothing is written to disk, but what leads outside is a file made to harm: refused whole. */
function checkNames(entries: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const unsafe =
      name === "" ||
      name.startsWith("/") ||
      /[\\:\0]/.test(name) ||
      name.split("/").some((part) => part === "..");
    if (unsafe) throw refused(`holds a file whose name leads outside (“${name.slice(0, 80)}”)`);
    const key = name.toLowerCase();
    if (seen.has(key)) throw refused(`holds “${name.slice(0, 80)}” twice`);
    seen.add(key);
  }
}

/** Parts that share bytes are how small archives unpack to huge ones. */
function checkOverlap(entries: readonly Entry[]): void {
  let end = 0;
  for (const { at, packed, name } of [...entries].sort((a, b) => a.at - b.at)) {
    if (at < end) throw refused(`has files that lie over one another (“${name.slice(0, 80)}”)`);
    end = at + 30 + packed;
  }
}

function unpack(view: DataView, entry: Entry): Uint8Array {
  const { at, name, packed, size } = entry;
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== LOCAL) throw broken(name);
  const nameBytes = view.getUint16(at + 26, true);
  const start = at + 30 + nameBytes + view.getUint16(at + 28, true);
  if (start + packed > view.byteLength || text(view, at + 30, nameBytes) !== name) throw broken(name);
  const raw = new Uint8Array(view.buffer, view.byteOffset + start, packed);
  const bytes = inflate(entry, raw);
  if (bytes.length !== size || crc32(bytes) !== entry.crc) throw broken(name);
  return bytes;
}

function inflate({ name, method, size }: Entry, raw: Uint8Array): Uint8Array {
  if (method === 0) return raw.slice();
  if (method !== 8) throw refused(`packs “${name}” in a way (${method}) that is not read`);
  try {
    return inflateRawSync(raw, { maxOutputLength: size + 1 });
  } catch (thrown) {
    throw broken(name, thrown);
  }
}

function text(view: DataView, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

function broken(name: string, cause?: unknown): StagingFault {
  return refused(`is damaged: “${name.slice(0, 80)}” is not what its table of contents says`, cause);
}

function refused(what: string, cause?: unknown): StagingFault {
  return new StagingFault("sequence-unreadable", `The archive ${what}.`, { cause });
}
