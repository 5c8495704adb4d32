import { fdatasync, read, write } from "node:fs";
import { promisify } from "node:util";

/**
 * The writer's I/O port: all that ever reaches a drive goes through these four. Offsets and lengths in bytes, multiples
 * of the drive's sector; buffers page aligned, as O_DIRECT asks.
 */
export interface DriveIo {
  /** Bytes taken; fewer than given at the end of a drive, or from a drive that is failing. */
  write(bytes: Uint8Array, offset: number): Promise<number>;
  read(into: Uint8Array, offset: number): Promise<number>;
  flush(): Promise<void>;
}

const writeAt = promisify(write);
const readAt = promisify(read);
const syncData = promisify(fdatasync);

export function driveIo(fd: number): DriveIo {
  return {
    write: async (bytes, offset) => (await writeAt(fd, bytes, 0, bytes.length, offset)).bytesWritten,
    read: async (into, offset) => (await readAt(fd, into, 0, into.length, offset)).bytesRead,
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
    write: (bytes, offset) => timed(io.write(bytes, offset)),
    read: (into, offset) => timed(io.read(into, offset)),
    flush: () => timed(io.flush()),
  };
}
