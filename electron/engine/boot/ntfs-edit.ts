import { viewOf } from "./byte-range.ts";
import { damaged, type Structure } from "./ntfs-bytes.ts";
import { undoFixups } from "./ntfs-record.ts";

const STRIDE_BYTES = 512;
const END = 0xffffffff;

/** A FILE record opened for a change: its bytes without fixups. */
export function openRecord(bytes: Uint8Array, number: number): Structure {
  return undoFixups(bytes, "FILE", `file record ${number}`);
}

/** The record as it goes onto the volume: the last word of every stride replaced by the update sequence's number. */
export function sealRecord(record: Structure): Uint8Array {
  const bytes = record.bytes.slice();
  const sequenceAt = record.u16(4);
  for (let stride = 0; stride < bytes.length / STRIDE_BYTES; stride++) {
    const lastWordAt = (stride + 1) * STRIDE_BYTES - 2;
    bytes.copyWithin(sequenceAt + 2 + stride * 2, lastWordAt, lastWordAt + 2);
    bytes.copyWithin(lastWordAt, sequenceAt, sequenceAt + 2);
  }
  return bytes;
}

/** What a stream in clusters is to be. Sizes in bytes. */
export interface StreamShape {
  allocatedBytes: number;
  sizeBytes: number;
  initializedBytes: number;
  /** The packed run list, with its end. */
  runs: Uint8Array;
}

/**
 * Gives a record's non-resident stream another shape; what follows it moves.
 * @throws StagingFault media-corrupt when there is no such stream, or no room for its run list
 */
export function reshapeStream(record: Structure, type: number, name: string, shape: StreamShape): Structure {
  const { at, length } = findAttribute(record, type, name);
  const runsAt = record.u16(at + 0x20);
  const newLength = Math.ceil((runsAt + shape.runs.length) / 8) * 8;
  const usedBytes = record.u32(0x18) + newLength - length;
  if (usedBytes > record.length) throw damaged("a run list does not fit into its file record");
  const bytes = new Uint8Array(record.length);
  bytes.set(record.bytes.subarray(0, at + runsAt));
  bytes.set(shape.runs, at + runsAt);
  bytes.set(record.bytes.subarray(at + length, record.u32(0x18)), at + newLength);
  const view = viewOf(bytes);
  view.setUint32(0x18, usedBytes, true);
  view.setUint32(at + 4, newLength, true);
  const clusters = clustersIn(shape.runs);
  view.setBigUint64(at + 0x18, BigInt(clusters - 1), true); // its last cluster
  view.setBigUint64(at + 0x28, BigInt(shape.allocatedBytes), true);
  view.setBigUint64(at + 0x30, BigInt(shape.sizeBytes), true);
  view.setBigUint64(at + 0x38, BigInt(shape.initializedBytes), true);
  return record.with(bytes);
}

function findAttribute(record: Structure, type: number, name: string): { at: number; length: number } {
  let at = record.u16(0x14);
  for (let kind = record.u32(at); kind !== END; kind = record.u32(at)) {
    const length = record.u32(at + 4);
    if (length < 0x18) throw damaged("a file record has an empty attribute");
    const nonResident = record.u8(at + 8) === 1;
    const ownName = record.text(at + record.u16(at + 0x0a), record.u8(at + 9));
    if (kind === type && ownName === name && nonResident) return { at, length };
    at += length;
  }
  throw damaged(`a file record lacks its stream “${name}”`);
}

/** One run, packed, with the end behind it. `lcn` null for a hole. */
export function packRun(clusters: number, lcn: number | null): Uint8Array {
  const length = signedBytes(clusters);
  const place = lcn === null ? [] : signedBytes(lcn);
  return Uint8Array.from([(place.length << 4) | length.length, ...length, ...place, 0]);
}

function clustersIn(runs: Uint8Array): number {
  const lengthBytes = (runs[0] ?? 0) & 15;
  return runs.subarray(1, 1 + lengthBytes).reduceRight((sum, byte) => sum * 256 + byte, 0);
}

/** Little endian, in as few bytes as keep the sign. */
function signedBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
    if (rest === 0n && (bytes.at(-1) ?? 0) < 0x80) return bytes;
  }
}
