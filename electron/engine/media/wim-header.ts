import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";

/** The fixed header at the start of every .wim, in bytes. */
export const HEADER_BYTES = 208;

/** A stretch of the file that holds something: a table, the XML, a file's content. */
export interface WimResource {
  offset: number;
  sizeBytes: number;
  /** Size after unpacking; equal to `sizeBytes` when it is not compressed. */
  originalBytes: number;
  compressed: boolean;
  metadata: boolean;
  solid: boolean;
}

/** What the header tells. Every offset and size in it has been checked against the size of the file. */
export interface WimHeader {
  compression: Media["compression"];
  /** Compression chunk; 0 when nothing is compressed. */
  chunkBytes: number;
  /** 32 hex digits. */
  guid: string;
  imageCount: number;
  /** Number of the image that a boot manager starts; 0 for none. */
  bootIndex: number;
  blobTable: WimResource;
  xml: WimResource;
  bootMetadata: WimResource | null;
  integrity: WimResource | null;
}

const FLAG = {
  compression: 0x2,
  spanned: 0x8,
  writeInProgress: 0x40,
  xpress: 0x20000,
  lzx: 0x40000,
  lzms: 0x80000,
} as const;
const RESOURCE_FLAG = { metadata: 0x02, compressed: 0x04, spanned: 0x08, solid: 0x10 } as const;
const VERSION = 0x10d00;
/** What wimlib gives LZMS files, solid or not; the table of contents tells which. */
const VERSION_LZMS = 0xe00;
const MOST_IMAGES = 500;
const BLOB_ENTRY_BYTES = 50;
/** Far above what Windows media have (5 MB, 10 KB, 50 KB), far below what would hurt the station. */
const MOST_BYTES = { blobTable: 64 << 20, xml: 2 << 20, integrity: 16 << 20 } as const;

/**
 * Reads and judges the header.
 * @param bytes the first 208 bytes, or all there are
 * @throws StagingFault media-not-wim, media-truncated, media-corrupt, media-split-part, media-unsupported
 * Layout: "Windows Imaging File Format" white paper, WIMHEADER_V1_PACKED.
 */
export function parseWimHeader(bytes: Uint8Array, fileBytes: number): WimHeader {
  checkMagic(bytes);
  if (bytes.length < HEADER_BYTES)
    throw new StagingFault(
      "media-truncated",
      `The file ends after ${bytes.length} bytes, inside its header.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const flags = view.getUint32(16, true);
  checkKind(view, flags);
  const { compression, chunkBytes } = readCompression(view, flags);
  const imageCount = view.getUint32(44, true);
  const bootIndex = view.getUint32(120, true);
  if (imageCount === 0) throw new StagingFault("media-unsupported", "The file holds no image.");
  if (imageCount > MOST_IMAGES) throw corrupt(`its header claims ${imageCount} images`);
  if (bootIndex > imageCount)
    throw corrupt(`its header calls image ${bootIndex} of ${imageCount} the bootable one`);
  return {
    compression,
    chunkBytes,
    guid: Buffer.from(bytes.subarray(24, 40)).toString("hex"),
    imageCount,
    bootIndex,
    blobTable: blobTable(view, fileBytes, imageCount),
    xml: table(view, 72, fileBytes, "XML", MOST_BYTES.xml),
    bootMetadata: optional(view, 96, fileBytes, "boot record"),
    integrity: integrity(view, fileBytes),
  };
}

/** Which part of which split set a header is of; null for a whole .wim, and for what is none. */
export function partOf(bytes: Uint8Array): { part: number; parts: number; guid: string } | null {
  if (bytes.length < HEADER_BYTES || Buffer.from(bytes.subarray(0, 8)).toString("latin1") !== "MSWIM\0\0\0")
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [part, parts] = [view.getUint16(40, true), view.getUint16(42, true)];
  if (parts < 2 || part < 1 || part > parts) return null;
  return { part, parts, guid: Buffer.from(bytes.subarray(24, 40)).toString("hex") };
}

/** Reads one 24-byte resource header. @throws StagingFault media-truncated, media-corrupt: it lies outside the file */
export function readResource(view: DataView, at: number, fileBytes: number, what: string): WimResource {
  const sizeAndFlags = view.getBigUint64(at, true);
  const size = sizeAndFlags & 0xff_ffff_ffff_ffffn;
  const flags = Number(sizeAndFlags >> 56n);
  const offset = view.getBigUint64(at + 8, true);
  const original = view.getBigUint64(at + 16, true);
  if (size > 0n && offset < BigInt(HEADER_BYTES)) throw corrupt(`its ${what} would lie inside its header`);
  if (offset + size > BigInt(fileBytes))
    throw new StagingFault(
      "media-truncated",
      `The file has ${fileBytes} bytes, but its ${what} would end at byte ${offset + size}.`,
    );
  if (original > BigInt(Number.MAX_SAFE_INTEGER)) throw corrupt(`its ${what} claims ${original} bytes`);
  return {
    offset: Number(offset),
    sizeBytes: Number(size),
    originalBytes: Number(original),
    compressed: (flags & RESOURCE_FLAG.compressed) !== 0,
    metadata: (flags & RESOURCE_FLAG.metadata) !== 0,
    solid: (flags & RESOURCE_FLAG.solid) !== 0,
  };
}

export function corrupt(how: string): StagingFault {
  return new StagingFault("media-corrupt", `The file is damaged: ${how}.`);
}

function checkMagic(bytes: Uint8Array): void {
  const magic = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  if (magic === "MSWIM\0\0\0") return;
  if (magic === "WLPWM\0\0\0")
    throw new StagingFault("media-unsupported", "The file is a pipable WIM, which no Windows can read.");
  throw new StagingFault("media-not-wim", "The file does not begin as a .wim does.");
}

function checkKind(view: DataView, flags: number): void {
  const version = view.getUint32(12, true);
  const [part, parts] = [view.getUint16(40, true), view.getUint16(42, true)];
  if (view.getUint32(8, true) !== HEADER_BYTES)
    throw corrupt(`its header claims a length of ${view.getUint32(8, true)} bytes`);
  if (version !== VERSION && version !== VERSION_LZMS)
    throw new StagingFault("media-unsupported", `The file is of WIM version 0x${version.toString(16)}.`);
  if (part !== 1 || parts !== 1 || flags & FLAG.spanned)
    throw new StagingFault("media-split-part", `The file is part ${part} of ${parts}.`);
  if (flags & FLAG.writeInProgress)
    throw new StagingFault("media-truncated", "Whatever wrote this file did not finish it.");
}

function readCompression(
  view: DataView,
  flags: number,
): { compression: Media["compression"]; chunkBytes: number } {
  if (!(flags & FLAG.compression)) return { compression: "none", chunkBytes: 0 };
  const kinds = (["xpress", "lzx", "lzms"] as const).filter((kind) => flags & FLAG[kind]);
  const [kind] = kinds;
  if (!kind || kinds.length > 1) throw corrupt(`its header names ${kinds.length} kinds of compression`);
  const chunkBytes = view.getUint32(20, true);
  const isPowerOfTwo = chunkBytes !== 0 && (chunkBytes & (chunkBytes - 1)) === 0;
  if (!isPowerOfTwo || chunkBytes < 1 << 12 || chunkBytes > 1 << 26)
    throw corrupt(`its compression chunk would be ${chunkBytes} bytes`);
  return { compression: ({ xpress: "XPRESS", lzx: "LZX", lzms: "LZMS" } as const)[kind], chunkBytes };
}

function table(view: DataView, at: number, fileBytes: number, what: string, mostBytes: number): WimResource {
  const found = readResource(view, at, fileBytes, what);
  if (found.sizeBytes === 0) throw corrupt(`it has no ${what}`);
  if (found.sizeBytes > mostBytes) throw corrupt(`its ${what} claims ${found.sizeBytes} bytes`);
  if (found.compressed || found.solid)
    throw new StagingFault("media-unsupported", `The file's ${what} is compressed.`);
  if (found.sizeBytes !== found.originalBytes) throw corrupt(`its ${what} claims two different sizes`);
  return found;
}

function blobTable(view: DataView, fileBytes: number, imageCount: number): WimResource {
  const found = table(view, 48, fileBytes, "table of contents", MOST_BYTES.blobTable);
  if (found.sizeBytes % BLOB_ENTRY_BYTES !== 0 || found.sizeBytes < imageCount * BLOB_ENTRY_BYTES)
    throw corrupt(`its table of contents has ${found.sizeBytes} bytes`);
  return found;
}

function optional(view: DataView, at: number, fileBytes: number, what: string): WimResource | null {
  const found = readResource(view, at, fileBytes, what);
  return found.sizeBytes === 0 ? null : found;
}

function integrity(view: DataView, fileBytes: number): WimResource | null {
  if (optional(view, 124, fileBytes, "integrity table") === null) return null;
  return table(view, 124, fileBytes, "integrity table", MOST_BYTES.integrity);
}
