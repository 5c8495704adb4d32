import { mapReadOnly, type Mapping, type Memory } from "../memory.ts";

/** A gibibyte at a time: what a large master takes of page tables stays small. */
const WINDOW_BYTES = 2 ** 30;
const MAX_WINDOWS = 4;

/** A master file as memory, through a few large read-only windows. One per master and writer. */
export interface MappedMaster {
  /** Calls `use` with these bytes of the master, which stay mapped until it has settled. */
  withBytes<T>(offset: number, length: number, use: (memory: Memory) => Promise<T>): Promise<T>;
}

interface Window {
  mapping: Mapping;
  users: number;
  lastUsed: number;
}

export function mapMaster(fd: number, sizeBytes: number): MappedMaster {
  const windows = new Map<number, Window>();
  let uses = 0;
  // Loading costs as much again as writing from memory, so it is done only while pages still come from the disk: it
  // keeps the wait for the master apart from the wait for the drive.
  let cold = true;
  let faultsBefore = majorFaults();

  function open(n: number): Window {
    const known = windows.get(n);
    if (known) return known;
    if (windows.size >= MAX_WINDOWS) dropOldest();
    const offset = n * WINDOW_BYTES;
    // Twice the step, so that a chunk that begins in this window always ends in it.
    const length = Math.min(2 * WINDOW_BYTES, sizeBytes - offset);
    const window = { mapping: mapReadOnly(fd, { offset, length }), users: 0, lastUsed: 0 };
    windows.set(n, window);
    return window;
  }

  function dropOldest(): void {
    const idle = [...windows].filter(([, { users }]) => users === 0);
    const oldest = idle.sort(([, a], [, b]) => a.lastUsed - b.lastUsed)[0];
    if (!oldest) return;
    windows.delete(oldest[0]);
    oldest[1].mapping.unmap();
  }

  return {
    async withBytes(offset, length, use) {
      if (offset + length > sizeBytes)
        throw new RangeError(`The master ends before byte ${offset + length}.`);
      const n = Math.floor(offset / WINDOW_BYTES);
      const window = open(n);
      window.users++;
      window.lastUsed = ++uses;
      try {
        const at = offset - n * WINDOW_BYTES;
        if (cold) await window.mapping.load({ offset: at, length });
        return await use(window.mapping.memory.subarray(at, at + length));
      } finally {
        window.users--;
        const faults = majorFaults();
        cold = faults > faultsBefore;
        faultsBefore = faults;
      }
    },
  };
}

/** Pages that this process had to wait for, from a disk, since it began. */
function majorFaults(): number {
  return process.resourceUsage().majorPageFault;
}
