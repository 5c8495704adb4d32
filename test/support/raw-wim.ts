import { createHash } from "node:crypto";

/** A file or folder as it is written down, whether that makes sense or not. */
export interface RawEntry {
  name: string;
  attributes?: number;
  security?: number;
  /** What a file holds; its hash is written without the content when `absent`. */
  content?: string;
  absent?: boolean;
  children?: RawEntry[];
  /** Where its children begin, instead of where they are. */
  childrenAt?: bigint;
  linkGroup?: number;
  reparseTag?: number;
  streams?: { name: string; content: string }[];
  /** Tagged items behind the names: 1 object id, 2 extended attributes. */
  tags?: number[];
  /** The length it claims, instead of its own. */
  length?: bigint;
}

const FIXED = 102;
const align = (n: number): number => Math.ceil(n / 8) * 8;

/** As a list of names refers to a content: lower-case hex. */
export function sha1Of(content: string): string {
  return sha1(content).toString("hex");
}

const sha1 = (bytes: string | Buffer): Buffer => createHash("sha1").update(bytes).digest();

/** The list of names of one image, unpacked. The root lies behind eight bytes of no security descriptors. */
export function rawNames(children: RawEntry[], root: Partial<RawEntry> = {}): Buffer {
  const pieces: Buffer[] = [];
  let at = 8;
  const append = (bytes: Buffer): number => {
    pieces.push(bytes);
    at += bytes.length;
    return at - bytes.length;
  };
  const whole: RawEntry = { name: "", attributes: 0x10, ...root, children };
  const waiting: { entry: RawEntry; patch: Buffer }[] = [];
  const put = (entry: RawEntry): void => {
    const bytes = encodeEntry(entry);
    append(bytes);
    if (entry.children?.length && entry.childrenAt === undefined) waiting.push({ entry, patch: bytes });
  };
  put(whole);
  append(Buffer.alloc(8));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    next.patch.writeBigUInt64LE(BigInt(at), 16);
    for (const child of next.entry.children ?? []) put(child);
    append(Buffer.alloc(8));
  }
  const security = Buffer.alloc(8);
  security.writeUInt32LE(8, 0);
  return Buffer.concat([security, ...pieces]);
}

/** A .wim of one uncompressed image with this list of names, and these contents beside it. */
export function rawWim(names: Buffer, contents: readonly string[] = []): Buffer {
  const blobs = [...new Set(contents)].map((text) => Buffer.from(text));
  const table = Buffer.alloc((blobs.length + 1) * 50);
  let at = 208;
  for (const [n, bytes] of [...blobs, names].entries()) {
    const flags = n === blobs.length ? 0x02 : 0;
    putResource(table, n * 50, at, bytes.length, flags);
    table.writeUInt16LE(1, n * 50 + 24);
    table.writeUInt32LE(1, n * 50 + 26);
    sha1(bytes).copy(table, n * 50 + 30);
    at += bytes.length;
  }
  const xml = Buffer.from('\uFEFF<WIM><IMAGE INDEX="1"><NAME>Raw</NAME></IMAGE></WIM>', "utf16le");
  const head = Buffer.alloc(208);
  head.write("MSWIM\0\0\0", 0, "latin1");
  head.writeUInt32LE(208, 8);
  head.writeUInt32LE(0x10d00, 12);
  for (const field of [40, 42]) head.writeUInt16LE(1, field);
  head.writeUInt32LE(1, 44);
  putResource(head, 48, at, table.length, 0x02);
  putResource(head, 72, at + table.length, xml.length, 0x02);
  return Buffer.concat([head, ...blobs, names, table, xml]);
}

/** The same with the contents that its entries name. */
export function wimOf(children: RawEntry[]): Buffer {
  return rawWim(rawNames(children), contentsOf(children));
}

/** A symbolic link, as Windows writes it down. @param target in plain letters */
export function symbolicLink(name: string, target: string, more: Partial<RawEntry> = {}): RawEntry {
  const text = Buffer.from(target, "utf16le");
  const head = Buffer.alloc(12);
  for (const field of [2, 4, 6]) head.writeUInt16LE(text.length, field);
  const content = Buffer.concat([head, text, text]).toString("latin1");
  return { name, attributes: 0x420, reparseTag: 0xa000_000c, content, ...more };
}

function contentsOf(entries: readonly RawEntry[]): string[] {
  return entries.flatMap(({ content, absent, streams = [], children = [] }) => [
    ...(content === undefined || absent ? [] : [content]),
    ...streams.map((stream) => stream.content),
    ...contentsOf(children),
  ]);
}

function encodeEntry(entry: RawEntry): Buffer {
  const name = Buffer.from(entry.name, "utf16le");
  const tags = (entry.tags ?? []).map((tag) => {
    const item = Buffer.alloc(8 + 16, 1);
    item.writeUInt32LE(tag, 0);
    item.writeUInt32LE(16, 4);
    return item;
  });
  const own = align(FIXED + (name.length > 0 ? name.length + 2 : 0));
  const bytes = Buffer.alloc(own + tags.length * 24);
  bytes.writeBigUInt64LE(entry.length ?? BigInt(bytes.length), 0);
  bytes.writeUInt32LE(entry.attributes ?? (entry.children ? 0x10 : 0x20), 8);
  bytes.writeInt32LE(entry.security ?? -1, 12);
  bytes.writeBigUInt64LE(entry.childrenAt ?? 0n, 16);
  for (const field of [40, 48, 56]) bytes.writeBigUInt64LE(133_000_000_000_000_000n, field);
  if (entry.content !== undefined) sha1(entry.content).copy(bytes, 64);
  if (entry.reparseTag !== undefined) bytes.writeUInt32LE(entry.reparseTag, 88);
  else bytes.writeBigUInt64LE(BigInt(entry.linkGroup ?? 0), 88);
  bytes.writeUInt16LE(entry.streams?.length ?? 0, 96);
  bytes.writeUInt16LE(name.length, 100);
  name.copy(bytes, FIXED);
  tags.forEach((tag, n) => tag.copy(bytes, own + n * 24));
  return Buffer.concat([bytes, ...(entry.streams ?? []).map(encodeStream)]);
}

function encodeStream({ name, content }: { name: string; content: string }): Buffer {
  const text = Buffer.from(name, "utf16le");
  const bytes = Buffer.alloc(align(38 + text.length + 2));
  bytes.writeBigUInt64LE(BigInt(bytes.length), 0);
  sha1(content).copy(bytes, 16);
  bytes.writeUInt16LE(text.length, 36);
  text.copy(bytes, 38);
  return bytes;
}

function putResource(into: Buffer, at: number, offset: number, sizeBytes: number, flags: number): void {
  into.writeBigUInt64LE(BigInt(sizeBytes) | (BigInt(flags) << 56n), at);
  into.writeBigUInt64LE(BigInt(offset), at + 8);
  into.writeBigUInt64LE(BigInt(sizeBytes), at + 16);
}
