import { createHash } from "node:crypto";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import { extractPaths } from "../create/wim-tools.ts";
import type { MediaWork } from "../progress.ts";
import { storageFault } from "../storage-fault.ts";
import { readAtOf, type ReadAt } from "../wim-file.ts";
import { HEADER_BYTES, corrupt, parseWimHeader, readResource, type WimResource } from "../wim-header.ts";
import { encodeTree } from "../wim-tree.ts";

const BLOB_BYTES = 50;
const FLAG = { metadata: 0x02, compressed: 0x04 } as const;
const NAMES = "names";

/** What a .wim says of its contents: the packed list of names of one image, and how large each content is. */
export interface PackedNames {
  header: Uint8Array;
  /** As it lies in the file, packed or not. */
  packed: Uint8Array;
  resource: WimResource;
  sha1: string;
  sizeOf: ContentSizes;
}

/** Bytes that a content unpacks to, by its SHA-1 in lower-case hex. */
export type ContentSizes = ReadonlyMap<string, number>;

/** @throws StagingFault media-missing, media-corrupt, media-truncated, media-wrong-index */
export async function readPackedNames(wim: string, index: number): Promise<PackedNames> {
  await using file = await open(wim, "r").catch((cause: unknown) => {
    throw new StagingFault("media-missing", "The medium's file cannot be opened.", { cause });
  });
  const read = readAtOf(file);
  const fileBytes = (await file.stat()).size;
  const head = await read(0, Math.min(HEADER_BYTES, fileBytes));
  const { blobTable } = parseWimHeader(head, fileBytes);
  const table = await read(blobTable.offset, blobTable.sizeBytes);
  const { names, sizeOf } = readTable(table, fileBytes, index);
  return { header: head, ...names, packed: await readAll(read, names.resource), sizeOf };
}

/**
 * Unpacks the list of names. wimlib gives nobody the list itself, but it unpacks any content: so the packed list is
 * laid as a file's content into a small .wim of our own.
 * @param folder an empty one of our own
 * @throws StagingFault media-corrupt, tool-missing, disk-full, home-not-writable; `signal.reason`
 */
export async function unpackNames(names: PackedNames, folder: string, work: MediaWork): Promise<Uint8Array> {
  const { packed, resource, sha1 } = names;
  if (!resource.compressed) {
    if (createHash("sha1").update(packed).digest("hex") === sha1) return packed;
    throw corrupt("its list of names does not match its checksum");
  }
  const carrier = join(folder, "carrier.wim");
  await writeFile(carrier, carrierOf(names)).catch(storageFault);
  await extractPaths(carrier, 1, [`/${NAMES}`], folder, work).catch(notUnpacked);
  return readFile(join(folder, NAMES));
}

function notUnpacked(thrown: unknown): never {
  if (!(thrown instanceof StagingFault) || thrown.code !== "media-corrupt") throw thrown;
  throw new StagingFault("media-corrupt", "The file is damaged: its list of names cannot be unpacked.", {
    ...(thrown.detail !== undefined && { detail: thrown.detail }),
    cause: thrown,
  });
}

function readTable(
  table: Uint8Array,
  fileBytes: number,
  index: number,
): { names: Pick<PackedNames, "resource" | "sha1">; sizeOf: Map<string, number> } {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const sizeOf = new Map<string, number>();
  let images = 0;
  let names: Pick<PackedNames, "resource" | "sha1"> | undefined;
  for (let at = 0; at + BLOB_BYTES <= table.length; at += BLOB_BYTES) {
    const resource = readResource(view, at, fileBytes, `content number ${at / BLOB_BYTES + 1}`);
    const sha1 = Buffer.from(table.subarray(at + 30, at + BLOB_BYTES)).toString("hex");
    if (!resource.metadata) sizeOf.set(sha1, resource.originalBytes);
    else if (view.getUint32(at + 26, true) > 0 && ++images === index) names = { resource, sha1 };
  }
  if (!names) throw new StagingFault("media-wrong-index", `The medium has no image ${index}.`);
  return { names, sizeOf };
}

async function readAll(read: ReadAt, { offset, sizeBytes }: WimResource): Promise<Uint8Array> {
  const bytes = await read(offset, sizeBytes);
  if (bytes.length === sizeBytes) return bytes;
  throw new StagingFault("media-truncated", `The file ends at byte ${offset + bytes.length} by now.`);
}

/** Header, the packed list, a list of names of one file that has it as its content, table of contents, XML. */
function carrierOf({ header, packed, resource, sha1 }: PackedNames): Uint8Array {
  const content = { sizeBytes: resource.originalBytes, pieces: () => [] };
  const tree = encodeTree(
    {
      name: "",
      attributes: 0x10,
      security: -1,
      time: 0n,
      children: [{ name: NAMES, attributes: 0x20, security: -1, time: 0n, content }],
    },
    [],
    () => Buffer.from(sha1, "hex"),
  );
  const xml = Buffer.from('\uFEFF<WIM><IMAGE INDEX="1"></IMAGE></WIM>', "utf16le");
  const treeAt = HEADER_BYTES + packed.length;
  const tableAt = treeAt + tree.length;
  const table = Buffer.alloc(2 * BLOB_BYTES);
  const treeSha1 = createHash("sha1").update(tree).digest();
  const unpacked = resource.originalBytes;
  putBlob(table, 0, [HEADER_BYTES, packed.length, unpacked, FLAG.compressed], Buffer.from(sha1, "hex"));
  putBlob(table, BLOB_BYTES, [treeAt, tree.length, tree.length, FLAG.metadata], treeSha1);
  const head = Buffer.from(header); // its kind of compression and its chunks are those of the list
  head.writeUInt32LE(1, 44);
  head.writeUInt32LE(0, 120);
  head.fill(0, 96, 120);
  head.fill(0, 124, 148);
  putResource(head, 48, [tableAt, table.length, table.length, 0]);
  putResource(head, 72, [tableAt + table.length, xml.length, xml.length, 0]);
  return Buffer.concat([head, packed, tree, table, xml]);
}

type Resource = [offset: number, sizeBytes: number, originalBytes: number, flags: number];

function putResource(into: Buffer, at: number, [offset, sizeBytes, originalBytes, flags]: Resource): void {
  into.writeBigUInt64LE(BigInt(sizeBytes) | (BigInt(flags) << 56n), at);
  into.writeBigUInt64LE(BigInt(offset), at + 8);
  into.writeBigUInt64LE(BigInt(originalBytes), at + 16);
}

function putBlob(table: Buffer, at: number, resource: Resource, sha1: Buffer): void {
  putResource(table, at, resource);
  table.writeUInt16LE(1, at + 24);
  table.writeUInt32LE(1, at + 26);
  sha1.copy(table, at + 30);
}
