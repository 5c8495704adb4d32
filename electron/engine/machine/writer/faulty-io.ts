import { setTimeout as pause } from "node:timers/promises";
import { assertNever } from "../../../../shared/staging-fault.ts";
import type { Character } from "../../../../shared/drive.ts";
import type { DriveIo } from "./drive-io.ts";

/** A training bay's drive: its character, and the way to pull it. */
export interface TrainingIo {
  io: DriveIo;
  pull(): void;
  /** Clearing touches both ends of a drive; its troubles begin with the content. */
  arm(on: boolean): void;
}

/**
 * A training bay's character, at the writer's I/O port: everything above it meets the same errors as from a real drive.
 * Only training bays are ever given one. A trouble at a byte comes with the first request that reaches that far.
 * @param writersBefore how many writers of this claim were ended before this one
 */
export function trainingIo(io: DriveIo, character: Character, writersBefore = 0): TrainingIo {
  let pulled = false;
  let armed = false;
  const troubled = withCharacter(io, character, writersBefore);
  const now = (syscall: string) => {
    if (pulled) throw systemError("ENODEV", syscall);
    return armed ? troubled : io;
  };
  return {
    pull: () => void (pulled = true),
    arm: (on) => void (armed = on),
    io: {
      write: async (from, offset) => now("write").write(from, offset),
      read: async (into, offset) => now("read").read(into, offset),
      flush: async () => now("fdatasync").flush(),
    },
  };
}

function withCharacter(io: DriveIo, character: Character, writersBefore: number): DriveIo {
  switch (character.kind) {
    case "healthy":
      return io;
    case "slow":
      return slow(io, character.bytesPerSecond);
    case "failing":
      return failing(io, character.atByte, character.on);
    case "flaky":
      return flaky(io, character.atByte, character.times);
    case "stalling":
      if (character.writers !== undefined && writersBefore >= character.writers) return io;
      return reaching(io, character.atByte, () => new Promise(() => {}));
    case "vanishing":
      return reaching(io, character.atByte, () => Promise.reject(systemError("ENODEV", "write")));
    case "short":
      return short(io, character.atByte);
    case "slow-flush":
      return { ...io, flush: async () => (await pause(character.flushMs), io.flush()) };
    default:
      return assertNever(character);
  }
}

/** One queue for all requests, as on a drive: each takes its bytes' time. */
function slow(io: DriveIo, bytesPerSecond: number): DriveIo {
  let free = performance.now();
  const take = async (bytes: number) => {
    free = Math.max(free, performance.now()) + (bytes / bytesPerSecond) * 1000;
    const wait = free - performance.now();
    if (wait > 1) await pause(wait);
  };
  return {
    write: async (from, offset) => (await take(from.length), io.write(from, offset)),
    read: async (into, offset) => (await take(into.length), io.read(into, offset)),
    flush: () => io.flush(),
  };
}

function failing(io: DriveIo, atByte: number, on: "write" | "read"): DriveIo {
  const check = (what: "write" | "read", offset: number, length: number) => {
    if (what === on && offset + length > atByte) throw systemError("EIO", what);
  };
  return {
    write: async (from, offset) => (check("write", offset, from.length), io.write(from, offset)),
    read: async (into, offset) => (check("read", offset, into.length), io.read(into, offset)),
    flush: () => io.flush(),
  };
}

/** Takes what lies before that byte, and says how much that was. */
function short(io: DriveIo, atByte: number): DriveIo {
  return {
    ...io,
    write: async (from, offset) => {
      const taken = Math.min(from.length, Math.max(0, atByte - offset));
      return taken === 0 ? 0 : io.write(from.subarray(0, taken), offset);
    },
  };
}

/** One request, and no other, fails a few times. */
function flaky(io: DriveIo, atByte: number, times: number): DriveIo {
  let struck: number | null = null;
  let left = times;
  const check = (what: "write" | "read", offset: number, length: number) => {
    if (offset + length > atByte) struck ??= offset;
    if (offset !== struck || left === 0) return;
    left--;
    throw systemError("EIO", what);
  };
  return {
    write: async (from, offset) => (check("write", offset, from.length), io.write(from, offset)),
    read: async (into, offset) => (check("read", offset, into.length), io.read(into, offset)),
    flush: () => io.flush(),
  };
}

/** Once a request has come so far, it and all others meet `then`. */
function reaching(io: DriveIo, atByte: number, then: () => Promise<never>): DriveIo {
  let reached = false;
  const guard = async (end: number) => {
    reached ||= end > atByte;
    if (reached) await then();
  };
  return {
    write: async (from, offset) => (await guard(offset + from.length), io.write(from, offset)),
    read: async (into, offset) => (await guard(offset + into.length), io.read(into, offset)),
    flush: async () => (await guard(0), io.flush()),
  };
}

function systemError(code: string, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}
