import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { ReadBytes } from "../../../electron/engine/boot/byte-range.ts";

/** The volume that make-volume.sh made: 3800 KiB, 512-byte clusters. A new copy each time. */
export function fixtureVolume(): Uint8Array {
  return new Uint8Array(brotliDecompressSync(readFileSync(new URL("volume.img.br", import.meta.url))));
}

/** Reads from bytes in memory as from a file. */
export function readerOf(bytes: Uint8Array): ReadBytes {
  return ({ offset, length }) => Promise.resolve(bytes.slice(offset, offset + length));
}
