import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { storageFault } from "./storage-fault.ts";
import { HEADER_BYTES } from "./wim-header.ts";
import { encodeTree, type Content, type WimEntry } from "./wim-tree.ts";

/** An image to be written: its tree, its security descriptors, and what the XML says of it. */
export interface ImageToWrite {
  root: WimEntry;
  descriptors: readonly Uint8Array[];
  /** Elements inside IMAGE, ready XML, without the counts and times. */
  xml: string;
  /** 100 ns since 1601. */
  time: bigint;
  /** Sixteen bytes. */
  guid: Uint8Array;
  /** A boot manager may start it. */
  bootable: boolean;
}

interface Blob {
  offset: number;
  sizeBytes: number;
  sha1: Uint8Array;
  uses: number;
  metadata: boolean;
}

const FLAG_RP_FIX = 0x80;
const METADATA = 0x02;

/**
 * Writes a .wim of one image, uncompressed and without integrity table: the same bytes for the same input.
 * `wimlib-imagex export` makes the rest of it.
 * @throws StagingFault disk-full, home-not-writable; `signal.reason`
 */
export async function writeWim(
  path: string,
  image: ImageToWrite,
  work: { signal?: AbortSignal; progress?: (doneBytes: number) => void } = {},
): Promise<void> {
  await using file = await open(path, "wx", 0o640).catch(storageFault);
  const out = new Appender(file, work);
  await out.append(new Uint8Array(HEADER_BYTES));
  const { blobs, sha1Of } = await writeContents(image.root, out);
  const metadata = await out.blob([encodeTree(image.root, image.descriptors, sha1Of)]);
  const table = encodeBlobTable([...blobs, { ...metadata, metadata: true }]);
  const tableAt = await out.append(table);
  const xml = encodeXml(image, tableAt);
  const xmlAt = await out.append(xml);
  await out.flush();
  const header = encodeHeader(image, [tableAt, table.length], [xmlAt, xml.length], metadata);
  await file.write(header, 0, header.length, 0).catch(storageFault);
}

/** Puts bytes behind each other, in large pieces. */
class Appender {
  readonly #file: FileHandle;
  readonly #work: { signal?: AbortSignal; progress?: (doneBytes: number) => void };
  readonly #buffer = Buffer.allocUnsafeSlow(4 << 20);
  #filled = 0;
  #flushed = 0;

  constructor(file: FileHandle, work: { signal?: AbortSignal; progress?: (doneBytes: number) => void }) {
    this.#file = file;
    this.#work = work;
  }

  /** Returns where they begin. */
  async append(bytes: Uint8Array): Promise<number> {
    const begin = this.#flushed + this.#filled;
    for (let done = 0; done < bytes.length;) {
      const take = Math.min(bytes.length - done, this.#buffer.length - this.#filled);
      this.#buffer.set(bytes.subarray(done, done + take), this.#filled);
      this.#filled += take;
      done += take;
      if (this.#filled === this.#buffer.length) await this.flush();
    }
    return begin;
  }

  async blob(pieces: Iterable<Uint8Array>): Promise<Blob> {
    const sha1 = createHash("sha1");
    const offset = this.#flushed + this.#filled;
    let sizeBytes = 0;
    for (const piece of pieces) {
      sha1.update(piece);
      sizeBytes += piece.length;
      await this.append(piece);
    }
    return { offset, sizeBytes, sha1: sha1.digest(), uses: 1, metadata: false };
  }

  async flush(): Promise<void> {
    this.#work.signal?.throwIfAborted();
    for (let done = 0; done < this.#filled;) {
      const left = this.#filled - done;
      const { bytesWritten } = await this.#file
        .write(this.#buffer, done, left, this.#flushed + done)
        .catch(storageFault);
      done += bytesWritten;
    }
    this.#flushed += this.#filled;
    this.#filled = 0;
    this.#work.progress?.(this.#flushed);
  }
}

/** Every content once, however many files have it. Two contents must not be equal unless they are one object. */
async function writeContents(
  root: WimEntry,
  out: Appender,
): Promise<{ blobs: Blob[]; sha1Of: (content: Content) => Uint8Array }> {
  const written = new Map<Content, Blob>();
  for (const { content } of filesOf(root)) {
    if (!content || content.sizeBytes === 0) continue;
    const known = written.get(content);
    if (known) known.uses++;
    else written.set(content, await out.blob(content.pieces()));
  }
  const sha1Of = (content: Content): Uint8Array => written.get(content)?.sha1 ?? new Uint8Array(20);
  return { blobs: [...written.values()], sha1Of };
}

export function* filesOf(folder: WimEntry): Iterable<WimEntry> {
  for (const child of folder.children ?? [])
    if (child.children) yield* filesOf(child);
    else yield child;
}

function putResource(view: DataView, at: number, offset: number, sizeBytes: number, flags = 0): void {
  view.setBigUint64(at, BigInt(sizeBytes) | (BigInt(flags) << 56n), true);
  view.setBigUint64(at + 8, BigInt(offset), true);
  view.setBigUint64(at + 16, BigInt(sizeBytes), true);
}

function encodeBlobTable(blobs: readonly Blob[]): Uint8Array {
  const bytes = new Uint8Array(blobs.length * 50);
  const view = new DataView(bytes.buffer);
  for (const [n, blob] of blobs.entries()) {
    putResource(view, n * 50, blob.offset, blob.sizeBytes, blob.metadata ? METADATA : 0);
    view.setUint16(n * 50 + 24, 1, true);
    view.setUint32(n * 50 + 26, blob.uses, true);
    bytes.set(blob.sha1, n * 50 + 30);
  }
  return bytes;
}

function encodeXml(image: ImageToWrite, wimBytes: number): Uint8Array {
  const counts = countTree(image.root);
  const half = (value: bigint): string => `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
  const time = `<HIGHPART>${half(image.time >> 32n)}</HIGHPART><LOWPART>${half(image.time & 0xffff_ffffn)}</LOWPART>`;
  const xml =
    `<WIM><TOTALBYTES>${wimBytes}</TOTALBYTES><IMAGE INDEX="1"><DIRCOUNT>${counts.folders}</DIRCOUNT>` +
    `<FILECOUNT>${counts.files}</FILECOUNT><TOTALBYTES>${counts.bytes}</TOTALBYTES>` +
    `<HARDLINKBYTES>${counts.linkedBytes}</HARDLINKBYTES><CREATIONTIME>${time}</CREATIONTIME>` +
    `<LASTMODIFICATIONTIME>${time}</LASTMODIFICATIONTIME>${image.xml}</IMAGE></WIM>`;
  return Buffer.from(`\uFEFF${xml}`, "utf16le");
}

function countTree(root: WimEntry): { folders: number; files: number; bytes: number; linkedBytes: number } {
  const counts = { folders: 0, files: 0, bytes: 0, linkedBytes: 0 };
  const groups = new Set<number>();
  for (const { linkGroup, content } of filesOf(root)) {
    counts.files++;
    counts.bytes += content?.sizeBytes ?? 0;
    if (linkGroup === undefined) continue;
    if (groups.has(linkGroup)) counts.linkedBytes += content?.sizeBytes ?? 0;
    groups.add(linkGroup);
  }
  counts.folders = countFolders(root);
  return counts;
}

function countFolders({ children = [] }: WimEntry): number {
  return children.reduce((sum, child) => sum + (child.children ? 1 + countFolders(child) : 0), 0);
}

function encodeHeader(
  image: ImageToWrite,
  [tableAt, tableBytes]: [number, number],
  [xmlAt, xmlBytes]: [number, number],
  metadata: Blob,
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from("MSWIM\0\0\0", "latin1"));
  view.setUint32(8, HEADER_BYTES, true);
  view.setUint32(12, 0x10d00, true);
  view.setUint32(16, FLAG_RP_FIX, true);
  bytes.set(image.guid.subarray(0, 16), 24);
  view.setUint16(40, 1, true);
  view.setUint16(42, 1, true);
  view.setUint32(44, 1, true);
  putResource(view, 48, tableAt, tableBytes, METADATA);
  putResource(view, 72, xmlAt, xmlBytes, METADATA);
  if (image.bootable) {
    putResource(view, 96, metadata.offset, metadata.sizeBytes, METADATA);
    view.setUint32(120, 1, true);
  }
  return bytes;
}
