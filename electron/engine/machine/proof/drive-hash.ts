import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { ByteRange, ReadBytes } from "../../boot/byte-range.ts";
import { readGpt } from "../../boot/gpt.ts";
import { decodeMbr } from "../../boot/mbr.ts";
import { decodeNtfsBoot } from "../../boot/ntfs-boot.ts";
import { usedExtents } from "../../boot/ntfs-extents.ts";
import { fileReader } from "../file-reader.ts";
import { dataExtents } from "./data-extents.ts";

const MIB = 2 ** 20;
/** A volume that is not NTFS is hashed whole up to here: system partitions are small. */
const MOST_WHOLE_BYTES = 1024 * MIB;
const CHUNK_BYTES = 4 * MIB;

/**
 * The stretches of a drive that a start could have changed to somebody's harm: of a file all its data; of a block
 * device the first and last MiB (tables, gap, stamp) and what the volumes use.
 */
export async function stretchesToHash(
  handle: FileHandle,
  sizeBytes: number,
  sectorBytes: number,
): Promise<ByteRange[]> {
  if ((await handle.stat()).isFile()) return dataExtents(handle.fd, sizeBytes);
  const read = fileReader(handle);
  const edge = Math.min(MIB, sizeBytes);
  const stretches: ByteRange[] = [{ offset: 0, length: edge }];
  for (const volume of await volumesOf(read, sizeBytes, sectorBytes))
    stretches.push(...(await usedOf(read, volume)));
  stretches.push({ offset: sizeBytes - edge, length: edge });
  return stretches;
}

async function volumesOf(read: ReadBytes, sizeBytes: number, sectorBytes: number): Promise<ByteRange[]> {
  const mbr = decodeMbr(await read({ offset: 0, length: sectorBytes }), sectorBytes);
  const gpt = mbr === null || mbr.protectiveGpt ? await readGpt(read, sizeBytes, sectorBytes) : null;
  const found = (gpt?.primary ?? gpt?.backup)?.partitions ?? mbr?.partitions ?? [];
  return found
    .filter(({ startBytes }) => startBytes < sizeBytes)
    .map(({ startBytes, sizeBytes: length }) => ({
      offset: startBytes,
      length: Math.min(length, sizeBytes - startBytes),
    }));
}

async function usedOf(read: ReadBytes, { offset, length }: ByteRange): Promise<ByteRange[]> {
  const within: ReadBytes = (range) => read({ offset: offset + range.offset, length: range.length });
  const ntfs = decodeNtfsBoot(await within({ offset: 0, length: 4096 }));
  if (!ntfs) return [{ offset, length: Math.min(length, MOST_WHOLE_BYTES) }];
  try {
    const used = await usedExtents(within, ntfs);
    return used.map((range) => ({ offset: offset + range.offset, length: range.length }));
  } catch {
    return [{ offset, length: Math.min(length, MOST_WHOLE_BYTES) }]; // damaged inside: what can be said of it
  }
}

/** One sha256 over all stretches and where they lie. */
export async function hashStretches(
  handle: FileHandle,
  stretches: readonly ByteRange[],
  signal: AbortSignal,
  progress: (doneBytes: number, totalBytes: number) => void,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const total = stretches.reduce((sum, { length }) => sum + length, 0);
  const read = fileReader(handle);
  let done = 0;
  for (const { offset, length } of stretches) {
    hash.update(`${offset}+${length};`);
    for (let at = 0; at < length; at += CHUNK_BYTES) {
      signal.throwIfAborted();
      const bytes = await read({ offset: offset + at, length: Math.min(CHUNK_BYTES, length - at) });
      hash.update(bytes);
      done += bytes.length;
      progress(done, total);
    }
  }
  return { sha256: hash.digest("hex"), bytes: done };
}
