import { readSync } from "node:fs";
import { koffi } from "./koffi.ts";
import { SystemCallError } from "./libc.ts";
import { memoryOf, type Memory } from "./memory.ts";

/**
 * Requests that the kernel itself carries out (Linux AIO, io_submit(2)): none of them keeps a thread waiting, so neither
 * sending one nor hearing of its end wakes another thread. Offsets and lengths in bytes; with O_DIRECT multiples of the
 * sector. Each may throw SystemCallError.
 */
export interface KernelQueue {
  /** @returns the bytes that were taken */
  write(fd: number, from: Memory, offset: number): Promise<number>;
  read(fd: number, into: Memory, offset: number): Promise<number>;
  /** What was written before is on the medium. */
  sync(fd: number): Promise<void>;
}

interface Request {
  call: string;
  resolve(result: number): void;
  reject(reason: unknown): void;
}

const [PREAD, PWRITE, FDSYNC] = [0, 1, 3]; // linux/aio_abi.h
const IOCB_BYTES = 64;
const EVENT_BYTES = 32;
const IOCB_FLAG_RESFD = 1;

/**
 * A queue for as long as the process lives.
 * @param depth at most so many requests at a time
 * @returns null where this kernel offers none
 */
export function openKernelQueue(depth: number): KernelQueue | null {
  const calls = bindCalls();
  const context = Buffer.alloc(8);
  if (!calls || calls.setup(depth, context) !== 0) return null;
  const ended = calls.eventfd(0, EFD_NONBLOCK_CLOEXEC);
  if (ended < 0) return null;
  return new Queue(calls, context.readBigUInt64LE(), ended, depth);
}

class Queue implements KernelQueue {
  readonly #calls: Calls;
  readonly #context: bigint;
  readonly #ended: number;
  readonly #running: (Request | undefined)[];
  readonly #requests: DataView;
  readonly #pointers: Memory;
  readonly #events: DataView;
  readonly #eventsAt: Memory;
  readonly #counter = Buffer.alloc(8);
  readonly #poll: ReturnType<typeof koffi.node.poll>;
  #inFlight = 0;

  constructor(calls: Calls, context: bigint, ended: number, depth: number) {
    this.#calls = calls;
    this.#context = context;
    this.#ended = ended;
    this.#running = Array.from({ length: depth }, () => undefined);
    const requests = memoryOf(new Uint8Array(depth * IOCB_BYTES));
    this.#requests = viewOf(requests);
    this.#pointers = memoryOf(new Uint8Array(depth * 8));
    for (let n = 0; n < depth; n++)
      viewOf(this.#pointers).setBigUint64(n * 8, BigInt(requests.address + n * IOCB_BYTES), true);
    this.#eventsAt = memoryOf(new Uint8Array(depth * EVENT_BYTES));
    this.#events = viewOf(this.#eventsAt);
    this.#poll = koffi.node.poll(ended, { readable: true }, () => this.#reap());
    this.#poll.unref();
  }

  write(fd: number, from: Memory, offset: number): Promise<number> {
    return this.#submit({ call: "write", code: PWRITE, fd, memory: from, offset });
  }

  read(fd: number, into: Memory, offset: number): Promise<number> {
    return this.#submit({ call: "read", code: PREAD, fd, memory: into, offset });
  }

  async sync(fd: number): Promise<void> {
    await this.#submit({ call: "fdatasync", code: FDSYNC, fd, memory: null, offset: 0 });
  }

  #submit(wanted: {
    call: string;
    code: number;
    fd: number;
    memory: Memory | null;
    offset: number;
  }): Promise<number> {
    const { call, code, fd, memory, offset } = wanted;
    const slot = this.#running.indexOf(undefined);
    if (slot < 0) throw new RangeError(`More than ${this.#running.length} requests at a time.`);
    const [at, view] = [slot * IOCB_BYTES, this.#requests];
    setNumber(view, at, slot); // aio_data
    view.setUint16(at + 16, code, true); // aio_lio_opcode
    view.setUint32(at + 20, fd, true); // aio_fildes
    setNumber(view, at + 24, memory?.address ?? 0); // aio_buf
    setNumber(view, at + 32, memory?.length ?? 0); // aio_nbytes
    setNumber(view, at + 40, offset); // aio_offset
    view.setUint32(at + 56, IOCB_FLAG_RESFD, true); // aio_flags
    view.setUint32(at + 60, this.#ended, true); // aio_resfd
    return new Promise((resolve, reject) => {
      this.#running[slot] = { call, resolve, reject };
      if (this.#calls.submit(this.#context, 1, this.#pointers.address + slot * 8) === 1) {
        if (this.#inFlight++ === 0) this.#poll.ref();
        return;
      }
      this.#running[slot] = undefined;
      reject(new SystemCallError(call, koffi.errno()));
    });
  }

  /** Some have ended. */
  #reap(): void {
    try {
      readSync(this.#ended, this.#counter);
    } catch {
      return; // another look has counted them already
    }
    const count = this.#calls.getEvents(this.#context, 0, this.#running.length, this.#eventsAt.address, 0);
    for (let n = 0; n < count; n++) this.#settle(n * EVENT_BYTES);
    if (this.#inFlight === 0) this.#poll.unref();
  }

  #settle(at: number): void {
    const slot = this.#events.getUint32(at, true);
    const result = Number(this.#events.getBigInt64(at + 16, true));
    const request = this.#running[slot];
    this.#running[slot] = undefined;
    this.#inFlight--;
    if (result < 0) request?.reject(new SystemCallError(request.call, -result));
    else request?.resolve(result);
  }
}

/** Whole numbers up to 2^53 as 64 bits. */
function setNumber(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

function viewOf({ bytes }: Memory): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const EFD_NONBLOCK_CLOEXEC = 0o2004000;

/** asm/unistd.h; the C library has no names for these. */
const NUMBERS: Partial<Record<NodeJS.Architecture, { setup: number; submit: number; getEvents: number }>> = {
  x64: { setup: 206, submit: 209, getEvents: 208 },
  arm64: { setup: 0, submit: 2, getEvents: 4 },
};

type Calls = NonNullable<ReturnType<typeof bindCalls>>;

function bindCalls() {
  const numbers = NUMBERS[process.arch];
  if (process.platform !== "linux" || !numbers) return null;
  const library = koffi.load(null);
  const setup = library.func("long syscall(long number, unsigned int depth, void *context)");
  const submit = library.func("long syscall(long number, uint64_t context, long count, uintptr_t pointers)");
  const getEvents = library.func(
    "long syscall(long number, uint64_t context, long atLeast, long atMost, uintptr_t events, uintptr_t timeout)",
  );
  return {
    setup: (depth: number, context: Uint8Array) => setup(numbers.setup, depth, context) as number,
    submit: (context: bigint, count: number, pointers: number) =>
      submit(numbers.submit, context, count, pointers) as number,
    getEvents: (context: bigint, atLeast: number, atMost: number, events: number, timeout: number) =>
      getEvents(numbers.getEvents, context, atLeast, atMost, events, timeout) as number,
    eventfd: library.func("int eventfd(unsigned int value, int flags)") as (
      value: number,
      flags: number,
    ) => number,
  };
}
