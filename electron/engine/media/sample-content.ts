import { createCipheriv, createHash } from "node:crypto";
import type { Content } from "./wim-tree.ts";

const PIECE_BYTES = 256 << 10;

/** Bytes that no compression makes smaller: a cipher's key stream, the same for the same seed. */
export function noise(seed: string, sizeBytes: number): Content {
  return {
    sizeBytes,
    *pieces() {
      const cipher = keyStream(seed);
      const zeros = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes));
      for (let left = sizeBytes; left > 0; left -= zeros.length)
        yield cipher.update(left < zeros.length ? zeros.subarray(0, left) : zeros);
    },
  };
}

const ROW_BYTES = 128;
const ROW_NOISE_BYTES = 32;
const STOCK_ROWS = 64;

/** Bytes that compress about as programs do: rows of which most were seen before, and the rest never. */
export function records(seed: string, sizeBytes: number): Content {
  return {
    sizeBytes,
    *pieces() {
      const cipher = keyStream(seed);
      const stock = cipher.update(Buffer.alloc(STOCK_ROWS * ROW_BYTES));
      for (let done = 0; done < sizeBytes; done += PIECE_BYTES) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - done));
        const dice = cipher.update(Buffer.alloc(Math.ceil(piece.length / ROW_BYTES) * ROW_NOISE_BYTES));
        for (let at = 0, n = 0; at < piece.length; at += ROW_BYTES, n += ROW_NOISE_BYTES) {
          const row = ((dice[n] ?? 0) % STOCK_ROWS) * ROW_BYTES;
          stock.copy(piece, at, row, row + ROW_BYTES - ROW_NOISE_BYTES);
          dice.copy(piece, at + ROW_BYTES - ROW_NOISE_BYTES, n, n + ROW_NOISE_BYTES);
        }
        yield piece;
      }
    },
  };
}

const WORDS =
  "bay bench boot check copy disk drive engine file folder image label load media part read serial stage unit write".split(
    " ",
  );

/** Lines that read like a log. They compress very well. */
export function lines(seed: string, sizeBytes: number): Content {
  return {
    sizeBytes,
    *pieces() {
      const dice = keyStream(seed).update(Buffer.alloc(4096));
      let text = "";
      for (let n = 0; text.length < Math.min(sizeBytes, 64 << 10); n++) {
        const word = (at: number): string =>
          WORDS[(dice[(n * 3 + at) % dice.length] ?? 0) % WORDS.length] ?? "";
        text += `${String(n).padStart(6, "0")} ${word(0)}.${word(1)}=${word(2)} 0x${(n * 2654435761).toString(16)}\r\n`;
      }
      const block = Buffer.from(text);
      for (let left = sizeBytes; left > 0; left -= block.length)
        yield left < block.length ? block.subarray(0, left) : block;
    },
  };
}

export function text(value: string): Content {
  return bytes(Buffer.from(value));
}

export function bytes(value: Uint8Array): Content {
  return { sizeBytes: value.length, pieces: () => [value] };
}

/** One content behind another. */
export function joined(first: Content, second: Content): Content {
  return {
    sizeBytes: first.sizeBytes + second.sizeBytes,
    *pieces() {
      yield* first.pieces();
      yield* second.pieces();
    },
  };
}

function keyStream(seed: string): ReturnType<typeof createCipheriv> {
  const key = createHash("sha256").update(seed).digest();
  return createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16));
}
