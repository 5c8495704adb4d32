import { koffi, type KoffiFunc } from "./koffi.ts";
import type { Range } from "../staging/machine.ts";
import { SystemCallError } from "./libc.ts";

/**
 * Memory by its address, for calls of the system. V8 knows nothing of it: a view of a master would count as memory of
 * V8's own, and it would collect garbage for that. Whoever holds it sees to it that it stays where it is.
 */
export class Memory {
  /** A user's address has 47 bits, so a number holds it. */
  readonly address: number;
  readonly length: number;
  #bytes: Uint8Array | undefined;

  constructor(address: number, length: number, bytes?: Uint8Array) {
    this.address = address;
    this.length = length;
    this.#bytes = bytes;
  }

  /** As a view, to look into. Never after it was given back. */
  get bytes(): Uint8Array {
    this.#bytes ??= new Uint8Array(koffi.view(BigInt(this.address), this.length));
    return this.#bytes;
  }

  /** The stretch from `begin` to before `end`, of the same memory. */
  subarray(begin: number, end = this.length): Memory {
    if (begin < 0 || begin > end || end > this.length)
      throw new RangeError(`${this.length} bytes have no stretch from ${begin} to ${end}.`);
    return new Memory(this.address + begin, end - begin, this.#bytes?.subarray(begin, end));
  }
}

/** Where these bytes lie. They stay there for as long as the result, or a stretch of it, is held. */
export function memoryOf(bytes: Uint8Array): Memory {
  void bytes.buffer; // V8 moves a few bytes about in its own heap until they are asked for their buffer
  return new Memory(Number(koffi.address(bytes)), bytes.length, bytes);
}

/** A stretch of a file as memory. Never unmap under a running request. */
export interface Mapping {
  readonly memory: Memory;
  /**
   * Waits, on a thread of its own, until these bytes are in memory: whoever uses them then does not wait for the file.
   * On kernels before 5.14 it does nothing.
   */
  load(range: Range): Promise<void>;
  unmap(): void;
}

const PAGE_BYTES = 4096;
/** What a page in memory can be at most. */
export const HUGE_PAGE_BYTES = 2 ** 21;
const MADV_SEQUENTIAL = 2;
const MADV_HUGEPAGE = 14;
const MADV_POPULATE_READ = 22;
const PROT_READ = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_PRIVATE_ANONYMOUS = 0x22;

/**
 * Maps a stretch of an open file read-only and shared, to be read front to back. Nothing is copied: a write from it goes
 * straight from the page cache to the drive. `offset` is a multiple of 4096. A file that is cut short while it is mapped
 * ends the process (SIGBUS). @throws SystemCallError
 */
export function mapReadOnly(fd: number, { offset, length }: Range): Mapping {
  if (offset % PAGE_BYTES !== 0) throw new RangeError(`A mapping cannot begin at byte ${offset}.`);
  if (length <= 0) throw new RangeError("A mapping cannot be empty.");
  const { munmap, madvise } = libc();
  const address = mapped(length, PROT_READ, MAP_SHARED, fd, offset);
  madvise(address, length, MADV_SEQUENTIAL);
  madvise(address, length, MADV_HUGEPAGE); // what still has to come from the disk comes in huge pages, where it can
  let isMapped = true;
  return {
    memory: new Memory(address, length),
    load(range) {
      const from = range.offset - (range.offset % PAGE_BYTES);
      return populate(address + from, range.offset + range.length - from);
    },
    unmap() {
      if (!isMapped) return;
      isMapped = false;
      if (munmap(address, length) !== 0) throw new SystemCallError("munmap", koffi.errno());
    },
  };
}

function populate(address: number, length: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const done = (error: Error | null, result: number) => {
      if (error) return reject(error);
      if (result === 0) return resolve();
      const fault = new SystemCallError("madvise", koffi.errno());
      // EINVAL: the kernel does not know this advice.
      return fault.code === "EINVAL" ? resolve() : reject(fault);
    };
    libc().madvise.async(address, length, MADV_POPULATE_READ, done);
  });
}

/** Memory that begins on a page, as O_DIRECT asks. Zeroed. For single looks; a writer has better. */
export function alignedBytes(length: number): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(length + PAGE_BYTES);
  const past = Number(koffi.address(new Uint8Array(buffer)) % BigInt(PAGE_BYTES));
  return new Uint8Array(buffer, (PAGE_BYTES - past) % PAGE_BYTES, length);
}

/**
 * Memory for as long as the process lives, on huge pages where the kernel has them: of 4 MiB it then counts two pages
 * for a request instead of a thousand. Zeroed. @throws SystemCallError
 */
export function lastingMemory(length: number): Memory {
  // One page more than asked, so that a page border of that size lies within.
  const address = mapped(length + HUGE_PAGE_BYTES, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
  const begin = Math.ceil(address / HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES;
  libc().madvise(begin, length, MADV_HUGEPAGE);
  return new Memory(begin, length);
}

/** Whether two stretches of equal length hold the same bytes. */
export function sameBytes(a: Memory, b: Memory): boolean {
  if (a.length !== b.length) throw new RangeError(`${a.length} bytes cannot equal ${b.length}.`);
  return libc().memcmp(a.address, b.address, a.length) === 0;
}

function mapped(length: number, protection: number, flags: number, fd: number, offset: number): number {
  const address = libc().mmap(0, length, protection, flags, fd, offset);
  if (address === MAP_FAILED) throw new SystemCallError("mmap", koffi.errno());
  return address;
}

const MAP_FAILED = -1;

function bindLibc() {
  const library = koffi.load(null); // the process itself: whichever C library Node runs on
  return {
    mmap: library.func(
      "intptr_t mmap(uintptr_t at, size_t length, int prot, int flags, int fd, int64_t offset)",
    ) as (at: number, length: number, prot: number, flags: number, fd: number, offset: number) => number,
    munmap: library.func("int munmap(uintptr_t at, size_t length)") as (at: number, length: number) => number,
    memcmp: library.func("int memcmp(uintptr_t a, uintptr_t b, size_t length)") as (
      a: number,
      b: number,
      length: number,
    ) => number,
    madvise: library.func("int madvise(uintptr_t at, size_t length, int advice)") as KoffiFunc<
      (at: number, length: number, advice: number) => number
    >,
  };
}

let bound: ReturnType<typeof bindLibc> | undefined;
function libc(): ReturnType<typeof bindLibc> {
  bound ??= bindLibc();
  return bound;
}
