import type { ByteRange, ReadBytes } from "./byte-range.ts";
import { addExtent, BLOCK_BYTES, blockStart } from "./extents.ts";

/** A volume with changes over it, in whole blocks of 4 KiB. Behind the end of what lies below it is zeros. */
export interface Overlay {
  read: ReadBytes;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Where the changed blocks lie, in order, not touching. */
  changed(): ByteRange[];
}

/** @param lengthBytes how long it is with its changes; whole blocks */
export function overlayOf(below: ReadBytes, lengthBytes: number): Overlay {
  const blocks = new Map<number, Uint8Array>();

  async function read({ offset, length }: ByteRange): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, lengthBytes - offset)));
    bytes.set(await below({ offset, length: bytes.length }));
    for (let at = blockStart(offset); at < offset + bytes.length; at += BLOCK_BYTES) {
      const block = blocks.get(at);
      if (!block) continue;
      const from = Math.max(0, offset - at);
      const part = block.subarray(from, Math.min(BLOCK_BYTES, offset + bytes.length - at));
      bytes.set(part, at + from - offset);
    }
    return bytes;
  }

  async function write(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset + bytes.length > lengthBytes) throw new RangeError("written behind the end of a volume");
    for (let done = 0; done < bytes.length;) {
      const at = blockStart(offset + done);
      const part = bytes.subarray(done, done + at + BLOCK_BYTES - (offset + done));
      const whole = part.length === BLOCK_BYTES;
      const block = blocks.get(at) ?? (whole ? new Uint8Array(BLOCK_BYTES) : await blockBelow(at));
      block.set(part, offset + done - at);
      blocks.set(at, block);
      done += part.length;
    }
  }

  async function blockBelow(offset: number): Promise<Uint8Array> {
    const block = new Uint8Array(BLOCK_BYTES);
    block.set(await below({ offset, length: BLOCK_BYTES }));
    return block;
  }

  return {
    read,
    write,
    changed() {
      const ranges: ByteRange[] = [];
      for (const at of [...blocks.keys()].sort((a, b) => a - b)) addExtent(ranges, at, at + BLOCK_BYTES, 0);
      return ranges;
    },
  };
}
