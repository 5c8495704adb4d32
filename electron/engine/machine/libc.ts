import koffi, { type KoffiFunc } from "koffi";
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

/** A stretch of a file as memory. After `unmap` the bytes are gone (length 0): never unmap under a running write. */
export interface Mapping {
  readonly bytes: Uint8Array;
  /**
   * Waits, on a thread of its own, until these bytes are in memory: whoever uses them then does not wait for the file.
   * On kernels before 5.14 it does nothing.
   */
  load(range: Range): Promise<void>;
  unmap(): void;
}

const PAGE_BYTES = 4096;
const HUGE_PAGE_BYTES = 2 ** 21;
const MADV_HUGEPAGE = 14;
const HUGE_PAGE = BigInt(HUGE_PAGE_BYTES);

/**
 * Maps a stretch of an open file read-only and shared, to be read front to back. Nothing is copied: a write from
 * `bytes` goes straight from the page cache to the drive. `offset` is a multiple of 4096. A file that is cut short
 * while it is mapped ends the process (SIGBUS).
 */
export function mapReadOnly(fd: number, { offset, length }: Range): Mapping {
  if (offset % PAGE_BYTES !== 0) throw new RangeError(`A mapping cannot begin at byte ${offset}.`);
  if (length <= 0) throw new RangeError("A mapping cannot be empty.");
  const PROT_READ = 1;
  const MAP_SHARED = 1;
  const MADV_SEQUENTIAL = 2;
  const MADV_POPULATE_READ = 22;
  const { mmap, munmap, madvise } = libc();
  const address = mappedAt(mmap(null, length, PROT_READ, MAP_SHARED, fd, offset));
  madvise(address, length, MADV_SEQUENTIAL);
  madvise(address, length, MADV_HUGEPAGE); // what still has to come from the disk comes in huge pages, where it can
  const load = (range: Range) => {
    const from = range.offset - (range.offset % PAGE_BYTES);
    const at = address + BigInt(from);
    return new Promise<void>((resolve, reject) => {
      const done = (error: Error | null, result: number) => {
        if (error) return reject(error);
        const code = result === 0 ? "" : errnoName(koffi.errno());
        // EINVAL: the kernel does not know this advice.
        return code === "" || code === "EINVAL"
          ? resolve()
          : reject(new SystemCallError("madvise", koffi.errno()));
      };
      madvise.async(at, range.offset + range.length - from, MADV_POPULATE_READ, done);
    });
  };
  const buffer = koffi.view(address, length);
  let mapped = true;
  return {
    bytes: new Uint8Array(buffer),
    load,
    unmap() {
      if (!mapped) return;
      mapped = false;
      buffer.transfer(0); // whoever still holds the bytes sees none, instead of ending the process
      if (munmap(address, length) !== 0) throw new SystemCallError("munmap", koffi.errno());
    },
  };
}

/** Memory that begins on a page, as O_DIRECT asks. Zeroed. For single looks; a writer has better. */
export function alignedBytes(length: number): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(length + PAGE_BYTES);
  const past = Number(koffi.address(new Uint8Array(buffer)) % BigInt(PAGE_BYTES));
  return new Uint8Array(buffer, (PAGE_BYTES - past) % PAGE_BYTES, length);
}

/**
 * Memory for as long as the process lives, on huge pages where the kernel has them: of 4 MiB it then counts two pages
 * for a request instead of a thousand. Zeroed.
 */
export function lastingBytes(length: number): Uint8Array<ArrayBuffer> {
  const PROT_READ_WRITE = 3;
  const MAP_PRIVATE_ANONYMOUS = 0x22;
  const { mmap, madvise } = libc();
  // One page more than asked, so that a page border of that size lies within.
  const address = mappedAt(
    mmap(null, length + HUGE_PAGE_BYTES, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0),
  );
  const begin = address + ((HUGE_PAGE - (address % HUGE_PAGE)) % HUGE_PAGE);
  madvise(begin, length, MADV_HUGEPAGE);
  return new Uint8Array(koffi.view(begin, length));
}

/** Whether two stretches of equal length hold the same bytes: memcmp, on a thread of its own. */
export function sameBytes(a: Uint8Array, b: Uint8Array): Promise<boolean> {
  if (a.length !== b.length) throw new RangeError(`${a.length} bytes cannot equal ${b.length}.`);
  return new Promise((resolve, reject) => {
    libc().memcmp.async(a, b, a.length, (error: Error | null, result: number) => {
      if (error) reject(error);
      else resolve(result === 0);
    });
  });
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
    mmap: library.func(
      "void *mmap(void *at, size_t length, int prot, int flags, int fd, int64_t offset)",
    ) as (at: null, length: number, prot: number, flags: number, fd: number, offset: number) => bigint,
    munmap: library.func("int munmap(void *at, size_t length)") as (at: bigint, length: number) => number,
    memcmp: library.func("int memcmp(const void *a, const void *b, size_t length)") as KoffiFunc<
      (a: Uint8Array, b: Uint8Array, length: number) => number
    >,
    madvise: library.func("int madvise(void *at, size_t length, int advice)") as KoffiFunc<
      (at: bigint, length: number, advice: number) => number
    >,
  };
}

let bound: ReturnType<typeof bindLibc> | undefined;
function libc(): ReturnType<typeof bindLibc> {
  bound ??= bindLibc();
  return bound;
}

function mappedAt(address: bigint): bigint {
  const MAP_FAILED = -1n;
  if (BigInt.asIntN(64, address) === MAP_FAILED) throw new SystemCallError("mmap", koffi.errno());
  return address;
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
