import { StagingFault } from "../../../shared/fault.ts";
import { viewOf, type ByteRange, type ReadBytes } from "./byte-range.ts";

/** For everything in a file system that contradicts itself. `what` completes "is damaged: ". */
export function damaged(what: string): StagingFault {
  return new StagingFault("media-corrupt", `The NTFS volume is damaged: ${what}.`);
}

/** Reads exactly this many bytes. @throws StagingFault media-corrupt when the volume ends before */
export async function readFully(read: ReadBytes, range: ByteRange): Promise<Uint8Array> {
  const bytes = await read(range);
  if (bytes.length !== range.length)
    throw damaged(`it ends before byte ${range.offset + range.length}, where its own tables point`);
  return bytes;
}

/** A little-endian structure that was read from a volume. A field outside it is damage, never a crash. */
export class Structure {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #name: string;

  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
    this.#name = name;
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#inside(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#inside(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#inside(at, 4), true);
  }

  /** @throws StagingFault media-corrupt above 2^53: no volume is that large */
  u64(at: number): number {
    const value = this.#view.getBigUint64(this.#inside(at, 8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`${this.#name} holds an impossible number`);
    return Number(value);
  }

  /** The file number in an 8-byte reference; its upper 16 bits are a sequence number. */
  fileNumber(at: number): number {
    return this.u32(at) + this.u16(at + 4) * 2 ** 32;
  }

  /** The same thing with other bytes. */
  with(bytes: Uint8Array): Structure {
    return new Structure(bytes, this.#name);
  }

  part(at: number, length: number): Structure {
    this.#inside(at, length);
    return new Structure(this.bytes.subarray(at, at + length), this.#name);
  }

  text(at: number, codeUnits: number): string {
    const part = this.part(at, codeUnits * 2);
    return String.fromCharCode(...Array.from({ length: codeUnits }, (_, index) => part.u16(index * 2)));
  }

  #inside(at: number, length: number): number {
    if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length))
      throw damaged(`${this.#name} points outside itself`);
    return at;
  }
}
