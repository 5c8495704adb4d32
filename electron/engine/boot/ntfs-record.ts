import { hasTextAt } from "./byte-range.ts";
import { damaged, Structure } from "./ntfs-bytes.ts";

/** Attribute types used here. */
export const ATTRIBUTE_LIST = 0x20;
export const VOLUME_NAME = 0x60;
export const VOLUME_INFORMATION = 0x70;
export const DATA = 0x80;
export const INDEX_ROOT = 0x90;
export const INDEX_ALLOCATION = 0xa0;
export const REPARSE_POINT = 0xc0;
const END = 0xffffffff;
/** The update sequence protects strides of 512 bytes, also on drives with 4096-byte sectors. */
const STRIDE_BYTES = 512;

/** One attribute of one FILE record; a long one is spread over several of these. */
export interface Attribute {
  type: number;
  name: string;
  flags: number;
  /** The value itself, or null when it lies in clusters. */
  resident: Structure | null;
  lowestVcn: number;
  /** The packed run list; null when resident. */
  mapping: Structure | null;
  sizeBytes: number;
  initializedBytes: number;
}

/** A FILE record, its fixups undone. */
export interface FileRecord {
  number: number;
  /** 0 in a base record, else the file it is an extension of. */
  baseNumber: number;
  directory: boolean;
  attributes: Attribute[];
}

/**
 * Puts back the words that the update sequence replaced, in a copy.
 * @param magic "FILE" or "INDX"
 * @throws StagingFault media-corrupt when a part of it was not written to the end
 */
export function undoFixups(bytes: Uint8Array, magic: string, name: string): Structure {
  if (!hasTextAt(bytes, 0, magic)) throw damaged(`${name} does not begin with ${magic}`);
  const block = new Structure(bytes.slice(), name);
  const sequenceAt = block.u16(4);
  const strides = bytes.length / STRIDE_BYTES;
  if (block.u16(6) !== strides + 1) throw damaged(`${name} has a wrong update sequence`);
  const expected = block.u16(sequenceAt);
  for (let stride = 0; stride < strides; stride++) {
    const lastWordAt = (stride + 1) * STRIDE_BYTES - 2;
    if (block.u16(lastWordAt) !== expected) throw damaged(`${name} was not written to the end`);
    block.bytes.set(block.part(sequenceAt + 2 + stride * 2, 2).bytes, lastWordAt);
  }
  return block;
}

/** @throws StagingFault media-corrupt, also for a record that is not in use */
export function decodeFileRecord(bytes: Uint8Array, number: number): FileRecord {
  const name = `file record ${number}`;
  const record = undoFixups(bytes, "FILE", name);
  const flags = record.u16(0x16);
  if (!(flags & 1)) throw damaged(`${name} is not in use`);
  const used = record.part(0, record.u32(0x18));
  const attributes: Attribute[] = [];
  let at = used.u16(0x14);
  while (used.u32(at) !== END) {
    const length = used.u32(at + 4);
    if (length < 0x18 || length % 8 !== 0) throw damaged(`${name} has an attribute of ${length} bytes`);
    attributes.push(decodeAttribute(used.part(at, length)));
    at += length;
  }
  return { number, baseNumber: record.fileNumber(0x20), directory: (flags & 2) !== 0, attributes };
}

function decodeAttribute(attribute: Structure): Attribute {
  const common = {
    type: attribute.u32(0),
    name: attribute.text(attribute.u16(0x0a), attribute.u8(9)),
    flags: attribute.u16(0x0c),
  };
  if (attribute.u8(8) === 0) {
    const value = attribute.part(attribute.u16(0x14), attribute.u32(0x10));
    const sizeBytes = value.length;
    return {
      ...common,
      resident: value,
      lowestVcn: 0,
      mapping: null,
      sizeBytes,
      initializedBytes: sizeBytes,
    };
  }
  const lowestVcn = attribute.u64(0x10);
  const mappingAt = attribute.u16(0x20);
  const mapping = attribute.part(mappingAt, attribute.length - mappingAt);
  // Only the piece that begins the stream tells its size; in the others these fields mean nothing.
  const first = lowestVcn === 0;
  const sizeBytes = first ? attribute.u64(0x30) : 0;
  const initializedBytes = first ? Math.min(attribute.u64(0x38), sizeBytes) : 0;
  return { ...common, resident: null, lowestVcn, mapping, sizeBytes, initializedBytes };
}
