import { hasTextAt, viewOf } from "../byte-range.ts";
import {
  BASE_BLOCK_BYTES,
  baseChecksum,
  damagedHive,
  NOTHING,
  type HiveKey,
  type HiveValue,
} from "./hive.ts";

/** A boot store is a few ten KiB; Windows' largest is far below this. */
const MAX_HIVE_BYTES = 16 * 1024 * 1024;
/** So that a hive that leads in circles ends in words, soon. */
const MAX_KEYS = 20_000;
const MAX_VALUES = 100_000;
const MAX_DATA_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_LIST_DEPTH = 4;
const MAX_LISTED = 200_000;
/** Values larger than one cell may hold are kept in pieces of this size. */
const PIECE_BYTES = 16_344;

/**
 * Reads a whole hive.
 * @throws StagingFault media-corrupt, whatever the input
 */
export function decodeHive(bytes: Uint8Array): HiveKey {
  if (bytes.length < BASE_BLOCK_BYTES || bytes.length > MAX_HIVE_BYTES || !hasTextAt(bytes, 0, "regf"))
    throw damagedHive("it is no registry hive");
  const base = viewOf(bytes);
  if (baseChecksum(base) !== base.getUint32(508, true)) throw damagedHive("its first block's sum is wrong");
  return new HiveReader(bytes.subarray(BASE_BLOCK_BYTES)).key(base.getUint32(36, true), 0);
}

class HiveReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #keys = 0;
  #values = 0;
  #dataBytes = 0;
  #listed = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  key(at: number, depth: number): HiveKey {
    if (depth > MAX_DEPTH || ++this.#keys > MAX_KEYS) throw damagedHive("its keys are nested without end");
    const cell = this.#cell(at, "nk", 76);
    const name = this.#name(cell, 76, cell.view.getUint16(72, true), cell.view.getUint16(2, true) & 0x20);
    const children = cell.view.getUint32(20, true);
    const list = cell.view.getUint32(28, true);
    const places = children > 0 && list !== NOTHING ? this.#list(list, 0) : [];
    return {
      name,
      values: this.#valuesOf(cell),
      keys: places.map((place) => this.key(place, depth + 1)),
    };
  }

  #valuesOf({ view }: Cell): HiveValue[] {
    const count = view.getUint32(36, true);
    if (count === 0) return [];
    const list = this.#cell(view.getUint32(40, true), "", count * 4);
    this.#values += count;
    if (this.#values > MAX_VALUES) throw damagedHive("it has too many values");
    return Array.from({ length: count }, (_, n) => this.#value(list.view.getUint32(n * 4, true)));
  }

  #value(at: number): HiveValue {
    const cell = this.#cell(at, "vk", 20);
    const { view } = cell;
    const name = this.#name(cell, 20, view.getUint16(2, true), view.getUint16(16, true) & 1);
    const length = view.getUint32(4, true);
    const type = view.getUint32(12, true);
    if (length & 0x80000000) {
      if ((length & 0x7fffffff) > 4) throw damagedHive(`the value ${name} is longer than its place`);
      return { name, type, data: cell.bytes.slice(8, 8 + (length & 0x7fffffff)) };
    }
    this.#dataBytes += length;
    if (this.#dataBytes > MAX_DATA_BYTES) throw damagedHive("its values are too large");
    return { name, type, data: this.#data(view.getUint32(8, true), length) };
  }

  #data(at: number, length: number): Uint8Array {
    if (length === 0) return new Uint8Array();
    const cell = this.#cell(at, "", Math.min(length, 12));
    if (length <= PIECE_BYTES || !hasTextAt(cell.bytes, 0, "db")) {
      if (cell.bytes.length < length) throw damagedHive("a value is longer than its cell");
      return cell.bytes.slice(0, length);
    }
    return this.#bigData(cell, length);
  }

  #bigData({ view }: Cell, length: number): Uint8Array {
    const count = view.getUint16(2, true);
    if (count * PIECE_BYTES < length) throw damagedHive("a large value lacks pieces");
    const list = this.#cell(view.getUint32(4, true), "", count * 4);
    const data = new Uint8Array(length);
    for (let n = 0, done = 0; done < length; n++, done += PIECE_BYTES) {
      const part = Math.min(PIECE_BYTES, length - done);
      data.set(this.#cell(list.view.getUint32(n * 4, true), "", part).bytes.subarray(0, part), done);
    }
    return data;
  }

  /** Offsets of keys in a list of any of the four kinds. */
  #list(at: number, depth: number): number[] {
    if (depth > MAX_LIST_DEPTH) throw damagedHive("its lists are nested without end");
    const { bytes, view } = this.#cell(at, "", 4);
    const count = view.getUint16(2, true);
    this.#listed += count;
    if (this.#listed > MAX_LISTED) throw damagedHive("its lists are longer than any store's");
    const step = hasTextAt(bytes, 0, "lf") || hasTextAt(bytes, 0, "lh") ? 8 : 4;
    const ofLists = hasTextAt(bytes, 0, "ri");
    if (step === 4 && !ofLists && !hasTextAt(bytes, 0, "li")) throw damagedHive("a list is of no known kind");
    if (bytes.length < 4 + count * step) throw damagedHive("a list is longer than its cell");
    const places: number[] = [];
    for (let n = 0; n < count; n++) {
      const place = view.getUint32(4 + n * step, true);
      for (const each of ofLists ? this.#list(place, depth + 1) : [place]) places.push(each);
      if (places.length > MAX_KEYS) throw damagedHive("it has too many keys");
    }
    return places;
  }

  #name(cell: Cell, at: number, length: number, latin1: number): string {
    if (at + length > cell.bytes.length) throw damagedHive("a name is longer than its cell");
    const bytes = cell.bytes.subarray(at, at + length);
    return new TextDecoder(latin1 ? "latin1" : "utf-16le").decode(bytes);
  }

  /** What a cell in use holds, of at least so many bytes. */
  #cell(at: number, magic: string, leastBytes: number): Cell {
    if (at % 4 !== 0 || at + 4 > this.#bytes.length) throw damagedHive("it points outside itself");
    const size = -this.#view.getInt32(at, true);
    if (size < 4 + leastBytes || at + size > this.#bytes.length || !hasTextAt(this.#bytes, at + 4, magic))
      throw damagedHive(`there is no ${magic || "data"} cell at ${at}`);
    const bytes = this.#bytes.subarray(at + 4, at + size);
    return { bytes, view: viewOf(bytes) };
  }
}

interface Cell {
  bytes: Uint8Array;
  view: DataView;
}
