import { viewOf } from "../byte-range.ts";
import {
  BASE_BLOCK_BYTES,
  baseChecksum,
  BIN_ALIGN_BYTES,
  BIN_HEADER_BYTES,
  NOTHING,
  nameHash,
  type HiveKey,
  type HiveValue,
} from "./hive.ts";

/** 2020-01-01 00:00 UTC in 100 ns since 1601: the same store is the same bytes on every day. */
const TIME = (BigInt(Date.UTC(2020, 0, 1)) + 11_644_473_600_000n) * 10_000n;
const NK_BYTES = 76;
const ROOT_FLAGS = 0x2c; // root, cannot be deleted, name in Latin-1
const KEY_FLAGS = 0x20;
const MAX_INLINE_BYTES = 4;
/** Larger values are spread over several cells, which a boot store never needs. */
const MAX_VALUE_BYTES = 16_344;

/**
 * Writes a hive of one bin. All names must be Latin-1.
 * @param lengthBytes the file's exact length: a multiple of 4096 with room for everything
 * @throws Error when it does not fit: our own mistake
 */
export function encodeHive(root: HiveKey, lengthBytes: number): Uint8Array {
  if (lengthBytes % BIN_ALIGN_BYTES !== 0 || lengthBytes < 2 * BIN_ALIGN_BYTES)
    throw new Error(`no hive of ${lengthBytes} bytes`);
  const bytes = new Uint8Array(lengthBytes);
  const bin = new Bin(bytes.subarray(BASE_BLOCK_BYTES));
  const rootAt = bin.reserve(NK_BYTES + root.name.length);
  const securityAt = writeSecurity(bin, countKeys(root));
  writeKey(bin, root, { at: rootAt, parentAt: 0, securityAt, flags: ROOT_FLAGS });
  bin.finish();
  writeBase(bytes, rootAt);
  return bytes;
}

/** The cells of one hbin, given out one behind the other. Offsets count from the start of the bin. */
class Bin {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  #next = BIN_HEADER_BYTES;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** A cell for so many bytes; what goes into it begins 4 bytes behind its offset. */
  reserve(contentBytes: number): number {
    const at = this.#next;
    const cellBytes = (contentBytes + 4 + 7) & ~7;
    if (at + cellBytes > this.bytes.length) throw new Error("the hive is too short for what it is to hold");
    this.view.setInt32(at, -cellBytes, true);
    this.#next += cellBytes;
    return at;
  }

  put(content: Uint8Array): number {
    const at = this.reserve(content.length);
    this.bytes.set(content, at + 4);
    return at;
  }

  numbers(list: readonly number[]): number {
    const at = this.reserve(list.length * 4);
    list.forEach((value, n) => this.view.setUint32(at + 4 + n * 4, value, true));
    return at;
  }

  ascii(at: number, text: string): void {
    for (let n = 0; n < text.length; n++) this.bytes[at + n] = text.charCodeAt(n);
  }

  /** The header, and one free cell over what is left. */
  finish(): void {
    const left = this.bytes.length - this.#next;
    if (left > 0) this.view.setInt32(this.#next, left, true);
    this.ascii(0, "hbin");
    this.view.setUint32(8, this.bytes.length, true);
    this.view.setBigUint64(20, TIME, true);
  }
}

interface KeyPlace {
  at: number;
  parentAt: number;
  securityAt: number;
  flags: number;
}

function writeKey(bin: Bin, key: HiveKey, { at, parentAt, securityAt, flags }: KeyPlace): void {
  const values = key.values.map((value) => writeValue(bin, value));
  const valuesAt = values.length > 0 ? bin.numbers(values) : NOTHING;
  // Lists are searched by halves: in the order of the names' capitals.
  const children = key.keys.toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  const places = children.map((child) => {
    const place = bin.reserve(NK_BYTES + child.name.length);
    writeKey(bin, child, { at: place, parentAt: at, securityAt, flags: KEY_FLAGS });
    return { name: child.name, place };
  });
  const { view } = bin;
  const nk = at + 4;
  bin.ascii(nk, "nk");
  view.setUint16(nk + 2, flags, true);
  view.setBigUint64(nk + 4, TIME, true);
  view.setUint32(nk + 16, parentAt, true);
  view.setUint32(nk + 20, places.length, true);
  view.setUint32(nk + 28, places.length > 0 ? writeList(bin, places) : NOTHING, true);
  view.setUint32(nk + 32, NOTHING, true);
  view.setUint32(nk + 36, values.length, true);
  view.setUint32(nk + 40, valuesAt, true);
  view.setUint32(nk + 44, securityAt, true);
  view.setUint32(nk + 48, NOTHING, true);
  view.setUint32(nk + 52, longest(key.keys.map(({ name }) => name.length * 2)), true);
  view.setUint32(nk + 60, longest(key.values.map(({ name }) => name.length * 2)), true);
  view.setUint32(nk + 64, longest(key.values.map(({ data }) => data.length)), true);
  view.setUint16(nk + 72, key.name.length, true);
  bin.ascii(nk + NK_BYTES, key.name);
}

function writeList(bin: Bin, places: readonly { name: string; place: number }[]): number {
  const at = bin.reserve(4 + places.length * 8);
  bin.ascii(at + 4, "lh");
  bin.view.setUint16(at + 6, places.length, true);
  places.forEach(({ name, place }, n) => {
    bin.view.setUint32(at + 8 + n * 8, place, true);
    bin.view.setUint32(at + 12 + n * 8, nameHash(name), true);
  });
  return at;
}

function writeValue(bin: Bin, { name, type, data }: HiveValue): number {
  if (data.length > MAX_VALUE_BYTES) throw new Error(`a value of ${data.length} bytes`);
  const inline = data.length <= MAX_INLINE_BYTES;
  const dataAt = inline ? 0 : bin.put(data);
  const at = bin.reserve(20 + name.length);
  const vk = at + 4;
  const { view } = bin;
  bin.ascii(vk, "vk");
  view.setUint16(vk + 2, name.length, true);
  view.setUint32(vk + 4, inline ? (data.length | 0x80000000) >>> 0 : data.length, true);
  if (inline) bin.bytes.set(data, vk + 8);
  else view.setUint32(vk + 8, dataAt, true);
  view.setUint32(vk + 12, type, true);
  view.setUint16(vk + 16, 1, true); // the name is Latin-1
  bin.ascii(vk + 20, name);
  return at;
}

/** One descriptor for all keys: owner and group Administrators; full access for SYSTEM and Administrators. */
function writeSecurity(bin: Bin, references: number): number {
  const administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];
  const system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
  const allow = (sid: number[]) => [0, 2, 8 + sid.length, 0, 0x3f, 0, 0x0f, 0, ...sid];
  const entries = [...allow(system), ...allow(administrators)];
  const list = [2, 0, 8 + entries.length, 0, 2, 0, 0, 0, ...entries];
  const owner = 20;
  const group = owner + administrators.length;
  const access = group + administrators.length;
  const offsets = [owner, group, 0, access].flatMap((at) => [at, 0, 0, 0]);
  const descriptor = [1, 0, 0x04, 0x80, ...offsets, ...administrators, ...administrators, ...list];
  const at = bin.reserve(20 + descriptor.length);
  bin.ascii(at + 4, "sk");
  bin.view.setUint32(at + 8, at, true);
  bin.view.setUint32(at + 12, at, true);
  bin.view.setUint32(at + 16, references, true);
  bin.view.setUint32(at + 20, descriptor.length, true);
  bin.bytes.set(descriptor, at + 24);
  return at;
}

function writeBase(bytes: Uint8Array, rootAt: number): void {
  const view = viewOf(bytes);
  bytes.set(new TextEncoder().encode("regf"));
  view.setUint32(4, 1, true); // both sequence numbers equal: written to the end
  view.setUint32(8, 1, true);
  view.setBigUint64(12, TIME, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, 3, true); // version 1.3
  view.setUint32(32, 1, true);
  view.setUint32(36, rootAt, true);
  view.setUint32(40, bytes.length - BASE_BLOCK_BYTES, true);
  view.setUint32(44, 1, true);
  view.setUint32(508, baseChecksum(view), true);
}

function countKeys(key: HiveKey): number {
  return 1 + key.keys.reduce((sum, child) => sum + countKeys(child), 0);
}

function longest(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}
