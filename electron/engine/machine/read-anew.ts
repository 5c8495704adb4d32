import { open, type FileHandle } from "node:fs/promises";
import { koffi } from "./koffi.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import { mapReadOnly, memoryOf, sameBytes } from "./memory.ts";

/** What a page in memory can be at most, and so where windows begin. */
const HUGE_PAGE_BYTES = 2 ** 21;
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
    const before = new Uint8Array(Math.max(0, ...windows.map(({ length }) => length)));
    let done = 0;
    for (const window of windows) {
      signal.throwIfAborted();
      await readWindow(handle, window, before.subarray(0, window.length));
      progress((done += window.length), total);
    }
  } finally {
    await handle.close();
  }
}

async function readWindow(handle: FileHandle, window: Range, before: Uint8Array): Promise<void> {
  const { bytesRead } = await handle.read(before, 0, window.length, window.offset);
  forget(handle.fd, window);
  const anew = mapReadOnly(handle.fd, window);
  try {
    await anew.load({ offset: 0, length: window.length });
    if (bytesRead === window.length && sameBytes(memoryOf(before), anew.memory)) return;
  } catch (thrown) {
    throw diskLost({ cause: thrown });
  } finally {
    anew.unmap();
  }
  throw diskLost({ detail: `between byte ${window.offset} and ${window.offset + window.length}` });
}

function diskLost(options: ErrorOptions & { detail?: string }): StagingFault {
  return new StagingFault(
    "master-lost",
    "The station's own disk does not give back a master as it was written. The drives that were staged from it are good: they were written from memory. It is built anew for the next one; have the disk looked at.",
    options,
  );
}

/** Pages that nobody changed since they were written out, and nobody maps, leave memory. */
function forget(fd: number, { offset, length }: Range): void {
  const POSIX_FADV_DONTNEED = 4;
  fadvise ??= koffi
    .load(null)
    .func("int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)") as Fadvise;
  fadvise(fd, offset, length, POSIX_FADV_DONTNEED);
}

type Fadvise = (fd: number, offset: number, length: number, advice: number) => number;
let fadvise: Fadvise | undefined;

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
