import { fdatasync, read, write } from "node:fs";
import { promisify } from "node:util";
import { openKernelQueue } from "../kernel-queue.ts";
import type { Memory } from "../memory.ts";

/**
 * The writer's I/O port: all that ever reaches a drive goes through these three. Offsets and lengths in bytes, multiples
 * of the drive's sector; memory page aligned, as O_DIRECT asks.
 */
export interface DriveIo {
  /** Bytes taken; fewer than given at the end of a drive, or from a drive that is failing. */
  write(from: Memory, offset: number): Promise<number>;
  read(into: Memory, offset: number): Promise<number>;
  flush(): Promise<void>;
}

/**
 * The drive behind an open descriptor: by the kernel's own queue, and by threads of Node's where it has none.
 * @param depth so many requests at a time, and a flush beside them
 */
export function driveIo(fd: number, depth: number, queue = openKernelQueue(depth + 1)): DriveIo {
  if (!queue) return threadIo(fd);
  return {
    write: (from, offset) => queue.write(fd, from, offset),
    read: (into, offset) => queue.read(fd, into, offset),
    flush: () => queue.sync(fd),
  };
}

const writeAt = promisify(write);
const readAt = promisify(read);
const syncData = promisify(fdatasync);

function threadIo(fd: number): DriveIo {
  return {
    write: async (from, offset) => (await writeAt(fd, from.bytes, 0, from.length, offset)).bytesWritten,
    read: async (into, offset) => (await readAt(fd, into.bytes, 0, into.length, offset)).bytesRead,
    flush: () => syncData(fd),
  };
}

/** The drive with a clock: tells of every call how long the drive took. */
export function timedIo(io: DriveIo, took: (ms: number) => void): DriveIo {
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await work;
    } finally {
      took(performance.now() - began);
    }
  };
  return {
    write: (from, offset) => timed(io.write(from, offset)),
    read: (into, offset) => timed(io.read(into, offset)),
    flush: () => timed(io.flush()),
  };
}
