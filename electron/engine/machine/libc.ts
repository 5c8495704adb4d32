import { koffi, type KoffiFunc } from "./koffi.ts";
import type { Range } from "../staging/machine.ts";

/**
 * The system calls that Node does not offer, by their names in the trade. Everything here works on descriptors that
 * somebody else opened and checked. Offsets and lengths in bytes. Each may throw SystemCallError.
 */
export class SystemCallError extends Error {
  override readonly name = "SystemCallError";
  /** "EINVAL", "ENOTTY", …: the same names Node's own file errors carry. */
  readonly code: string;
  readonly errno: number;
  constructor(call: string, errno: number) {
    const code = errnoName(errno);
    super(`${call}: ${code}`);
    this.code = code;
    this.errno = errno;
  }
}

/** The size of an open block device. */
export function blockSizeBytes(fd: number): number {
  return Number(ioctlOut(fd, "BLKGETSIZE64", 8).readBigUInt64LE());
}

/** The kernel's count of insertions: never the same for two media, nor for one medium put in twice. Linux 5.15. */
export function diskSequence(fd: number): number {
  return Number(ioctlOut(fd, "BLKGETDISKSEQ", 8).readBigUInt64LE());
}

/** Opening a read-only device for writing succeeds; only this tells before the first write fails. */
export function isReadOnly(fd: number): boolean {
  return ioctlOut(fd, "BLKROGET", 4).readInt32LE() !== 0;
}

/** The logical sector: what offsets and lengths must be multiples of. */
export function sectorBytes(fd: number): number {
  return ioctlOut(fd, "BLKSSZGET", 4).readInt32LE();
}

/** Tells the drive that a stretch holds nothing any more. What it reads as afterwards is not promised. ENOTSUP. */
export function discard(fd: number, range: Range): Promise<void> {
  return ioctlAside(fd, "BLKDISCARD", rangeArgument(range));
}

/** Lets the drive itself write zeros where it can; the kernel writes them where it cannot. */
export function zeroOut(fd: number, range: Range): Promise<void> {
  return ioctlAside(fd, "BLKZEROOUT", rangeArgument(range));
}

/** Writes what the kernel still holds for this device and forgets it, so that the next read comes from the drive. */
export function flushBuffers(fd: number): Promise<void> {
  return ioctlAside(fd, "BLKFLSBUF", null);
}

/** The kernel reads the partition table anew. EBUSY while a partition is used, EINVAL where it reads none at all. */
export function rereadPartitions(fd: number): Promise<void> {
  return ioctlAside(fd, "BLKRRPART", null);
}

/** ATA STANDBY IMMEDIATE: the drive parks its heads and stops its motor. ENOTTY or EINVAL where it is no ATA disk. */
export function standbyNow(fd: number): Promise<void> {
  const WIN_STANDBYNOW1 = 0xe0;
  return ioctlAside(fd, "HDIO_DRIVE_CMD", Buffer.from([WIN_STANDBYNOW1, 0, 0, 0]));
}

/** Takes the file's lock for this descriptor (it lives as long as the open file does). False when another has it. */
export function lockExclusive(fd: number): boolean {
  const LOCK_EX = 2;
  const LOCK_NB = 4;
  if (libc().flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
  const errno = koffi.errno();
  if (errnoName(errno) === "EAGAIN") return false;
  throw new SystemCallError("flock", errno);
}

/** Pages of a file that nobody changed since they were written out, and nobody maps, leave memory. A hint: no error. */
export function forgetPages(fd: number, { offset, length }: Range): void {
  const POSIX_FADV_DONTNEED = 4;
  libc().posixFadvise(fd, offset, length, POSIX_FADV_DONTNEED);
}

const requests = {
  BLKROGET: 0x125e,
  BLKRRPART: 0x125f,
  BLKFLSBUF: 0x1261,
  BLKSSZGET: 0x1268,
  BLKDISCARD: 0x1277,
  BLKZEROOUT: 0x127f,
  BLKGETSIZE64: 0x80081272,
  BLKGETDISKSEQ: 0x80081280,
  HDIO_DRIVE_CMD: 0x031f,
}; // include/uapi/linux/fs.h, hdreg.h

type RequestName = keyof typeof requests;

function bindLibc() {
  const library = koffi.load(null); // the process itself: whichever C library Node runs on
  return {
    ioctl: library.func("int ioctl(int fd, unsigned long request, void *argument)") as KoffiFunc<
      (fd: number, request: number, argument: Uint8Array | null) => number
    >,
    flock: library.func("int flock(int fd, int operation)") as (fd: number, operation: number) => number,
    posixFadvise: library.func("int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)") as (
      fd: number,
      offset: number,
      length: number,
      advice: number,
    ) => number,
  };
}

let bound: ReturnType<typeof bindLibc> | undefined;
function libc(): ReturnType<typeof bindLibc> {
  bound ??= bindLibc();
  return bound;
}

function ioctlOut(fd: number, name: RequestName, bytes: number): Buffer {
  const answer = Buffer.alloc(bytes);
  if (libc().ioctl(fd, requests[name], answer) !== 0) throw new SystemCallError(name, koffi.errno());
  return answer;
}

/** On a thread of its own: these wait for the drive. */
function ioctlAside(fd: number, name: RequestName, argument: Uint8Array | null): Promise<void> {
  return new Promise((resolve, reject) => {
    libc().ioctl.async(fd, requests[name], argument, (error: Error | null, result: number) => {
      if (error) reject(error);
      else if (result !== 0) reject(new SystemCallError(name, koffi.errno()));
      else resolve();
    });
  });
}

function rangeArgument({ offset, length }: Range): Buffer {
  const argument = Buffer.alloc(16);
  argument.writeBigUInt64LE(BigInt(offset), 0);
  argument.writeBigUInt64LE(BigInt(length), 8);
  return argument;
}

function errnoName(errno: number): string {
  // in alphabetical order: EAGAIN stands before EWOULDBLOCK, ENOTSUP before EOPNOTSUPP
  const known = Object.entries(koffi.os.errno).find(([, value]) => value === errno);
  return known?.[0] ?? `errno ${errno}`;
}
