import { constants, read } from "node:fs";
import { open, stat } from "node:fs/promises";
import { promisify } from "node:util";
import type { ReadBytes } from "../../boot/byte-range.ts";
import { alignedBytes } from "../memory.ts";

const readAt = promisify(read);

/** Enough for every drive's sectors: O_DIRECT wants offset and length in multiples of them. */
const BLOCK_BYTES = 4096;

export interface DriveReader extends AsyncDisposable {
  /** Any stretch; fewer bytes than asked where the drive ends. */
  read: ReadBytes;
}

/**
 * Opens a drive to look at it, past the page cache, so that what is read stands on the drive. Excludes nobody, and
 * works on a drive that is held. A plain file is read as files are. @throws NodeJS.ErrnoException
 */
export async function openToRead(path: string): Promise<DriveReader> {
  const pastCache = (await stat(path)).isBlockDevice() ? constants.O_DIRECT : 0;
  const handle = await open(path, constants.O_RDONLY | pastCache);
  return { read: readsOf(handle.fd), [Symbol.asyncDispose]: () => handle.close() };
}

/** Reads of any stretch of an open drive, by reads that O_DIRECT allows. */
export function readsOf(fd: number): ReadBytes {
  return async ({ offset, length }) => {
    const before = offset % BLOCK_BYTES;
    const whole = Math.ceil((before + length) / BLOCK_BYTES) * BLOCK_BYTES;
    const bytes = alignedBytes(whole);
    const { bytesRead } = await readAt(fd, bytes, 0, whole, offset - before);
    return bytes.subarray(Math.min(before, bytesRead), Math.min(before + length, bytesRead));
  };
}
