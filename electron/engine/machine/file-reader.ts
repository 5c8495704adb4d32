import type { FileHandle } from "node:fs/promises";
import type { ReadBytes } from "../boot/byte-range.ts";

/** Reads stretches of an open file; fewer bytes than asked mean that it ends there. */
export function fileReader(handle: FileHandle): ReadBytes {
  return async ({ offset, length }) => {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  };
}
