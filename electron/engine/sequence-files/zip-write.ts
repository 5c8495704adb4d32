import { crc32 } from "node:zlib";
import type { ArchivePart } from "./zip-read.ts";

/** 1 January 1980, the first day a zip can tell: the same parts give the same bytes on any day. */
const DOS_DATE = 0x0021;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;

/** An archive with these parts, not compressed, as the console writes them. */
export function writeZip(parts: readonly ArchivePart[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of parts) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(bytes);
    chunks.push(localHeader(encoded, crc, bytes.length), bytes);
    central.push(centralHeader(encoded, crc, bytes.length, offset));
    offset += 30 + encoded.length + bytes.length;
  }
  const centralBytes = central.reduce((sum, { length }) => sum + length, 0);
  return joined([...chunks, ...central, endRecord(parts.length, centralBytes, offset)]);
}

function localHeader(name: Uint8Array, crc: number, size: number): Uint8Array {
  const { bytes, view } = record(30 + name.length, 0x04034b50);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, FLAGS, true);
  view.setUint16(12, DOS_DATE, true);
  view.setUint32(14, crc, true);
  view.setUint32(18, size, true);
  view.setUint32(22, size, true);
  view.setUint16(26, name.length, true);
  bytes.set(name, 30);
  return bytes;
}

function centralHeader(name: Uint8Array, crc: number, size: number, offset: number): Uint8Array {
  const { bytes, view } = record(46 + name.length, 0x02014b50);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, VERSION, true);
  view.setUint16(8, FLAGS, true);
  view.setUint16(14, DOS_DATE, true);
  view.setUint32(16, crc, true);
  view.setUint32(20, size, true);
  view.setUint32(24, size, true);
  view.setUint16(28, name.length, true);
  view.setUint32(42, offset, true);
  bytes.set(name, 46);
  return bytes;
}

function endRecord(count: number, centralBytes: number, offset: number): Uint8Array {
  const { bytes, view } = record(22, 0x06054b50);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, centralBytes, true);
  view.setUint32(16, offset, true);
  return bytes;
}

function record(length: number, signature: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  return { bytes, view };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
