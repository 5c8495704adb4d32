import { open, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import { forgetPages } from "./libc.ts";
import { HUGE_PAGE_BYTES, mapReadOnly } from "./memory.ts";

/** So much is out of memory at a time: a drive that begins meanwhile waits for no more than that. */
const WINDOW_BYTES = 16 * HUGE_PAGE_BYTES;

/** A file that was written out, and what matters of it, in order. */
export interface WrittenOut {
  path: string;
  sizeBytes: number;
  ranges: readonly Range[];
}

export interface ReadAnew {
  signal: AbortSignal;
  progress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Reads a file that was just written out from its disk, in place of what memory has of it, and sees that both are the
 * same: drives were written from memory, and after the next start of the computer they will be from the disk. What a
 * program wrote in small pieces lies in small pages, each of which is counted for each request of each drive; read
 * anew it lies in pages of up to 2 MiB, on file systems that have them.
 * @throws StagingFault master-lost: the disk gives other bytes, or none; `signal.reason`
 */
export async function readAnew(
  { path, sizeBytes, ranges }: WrittenOut,
  { signal, progress }: ReadAnew,
): Promise<void> {
  const handle = await open(path, "r");
  try {
    const windows = windowsOf(ranges, sizeBytes);
    const total = windows.reduce((sum, { length }) => sum + length, 0);
    const largest = Math.max(0, ...windows.map(({ length }) => length));
    const room = { before: Buffer.alloc(largest), after: Buffer.alloc(largest) };
    let done = 0;
    for (const window of windows) {
      signal.throwIfAborted();
      await readWindow(handle, window, room);
      progress((done += window.length), total);
    }
  } finally {
    await handle.close();
  }
}

async function readWindow(
  handle: FileHandle,
  window: Range,
  { before, after }: { before: Buffer; after: Buffer },
): Promise<void> {
  const count = await readInto(handle, window, before);
  forgetPages(handle.fd, window);
  const again = await loaded(handle, window)
    .then(() => readInto(handle, window, after))
    .catch((thrown: unknown) => {
      throw diskLost({ cause: thrown });
    });
  const same = before.subarray(0, count).equals(after.subarray(0, again));
  if (count !== window.length || !same)
    throw diskLost({ detail: `between byte ${window.offset} and ${window.offset + window.length}` });
}

async function readInto(handle: FileHandle, { offset, length }: Range, room: Buffer): Promise<number> {
  return (await handle.read(room, 0, length, offset)).bytesRead;
}

/** Brings it into large pages by way of a map. Nobody looks through that: a disk that fails then would end the engine. */
async function loaded(handle: FileHandle, window: Range): Promise<void> {
  const map = mapReadOnly(handle.fd, window);
  try {
    await map.load({ offset: 0, length: window.length });
  } finally {
    map.unmap();
  }
}

function diskLost(options: ErrorOptions & { detail?: string }): StagingFault {
  return new StagingFault(
    "master-lost",
    "The station's own disk does not give back a master as it was written. The drives that were staged from it are good: they were written from memory. It is built anew for the next one; have the disk looked at.",
    options,
  );
}

/** Whole huge pages that cover the ranges, joined, none beyond the end. */
export function windowsOf(ranges: readonly Range[], fileBytes: number): Range[] {
  const windows: Range[] = [];
  let covered = 0;
  for (const { offset, length } of ranges) {
    const end = Math.min(fileBytes, Math.ceil((offset + length) / HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES);
    const begin = Math.max(covered, offset - (offset % HUGE_PAGE_BYTES));
    for (let at = begin; at < end; covered = at) {
      const last = windows.at(-1);
      const room = last && last.offset + last.length === at ? WINDOW_BYTES - last.length : 0;
      const step = Math.min(end - at, room || WINDOW_BYTES);
      if (last && room > 0) last.length += step;
      else windows.push({ offset: at, length: step });
      at += step;
    }
  }
  return windows;
}
