import { viewOf } from "./byte-range.ts";

/** A file or folder as its folder lists it. */
export interface FatEntry {
  name: string;
  directory: boolean;
  firstCluster: number;
  sizeBytes: number;
}

const ENTRY_BYTES = 32;
const END = 0x00;
const DELETED = 0xe5;
const LONG_NAME = 0x0f;
const VOLUME_LABEL = 0x08;
const DIRECTORY = 0x10;
/** Where the 13 code units of one piece of a long name stand. */
const UNITS_AT = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
const FIRST_PIECE_BIT = 0x40;

/** The entries of a folder, with their long names where they have one. Labels, "." and ".." are left out. */
export function decodeDirectory(bytes: Uint8Array): FatEntry[] {
  const view = viewOf(bytes);
  const entries: FatEntry[] = [];
  let long = "";
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const first = view.getUint8(at);
    const attributes = view.getUint8(at + 11);
    if (first === END) break;
    if (first !== DELETED && attributes === LONG_NAME) {
      // Pieces stand in reverse order; the one that comes first says so.
      long = piece(view, at) + (first & FIRST_PIECE_BIT ? "" : long);
      continue;
    }
    const shown = long || shortName(bytes, at);
    long = "";
    if (first === DELETED || attributes & VOLUME_LABEL || shown === "." || shown === "..") continue;
    entries.push({
      name: shown,
      directory: (attributes & DIRECTORY) !== 0,
      firstCluster: view.getUint16(at + 20, true) * 65_536 + view.getUint16(at + 26, true),
      sizeBytes: view.getUint32(at + 28, true),
    });
  }
  return entries;
}

function piece(view: DataView, at: number): string {
  const text = String.fromCharCode(...UNITS_AT.map((unit) => view.getUint16(at + unit, true)));
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function shortName(bytes: Uint8Array, at: number): string {
  const text = (from: number, to: number) =>
    String.fromCharCode(...bytes.subarray(at + from, at + to)).trimEnd();
  const ending = text(8, 11);
  return ending === "" ? text(0, 8) : `${text(0, 8)}.${ending}`;
}
