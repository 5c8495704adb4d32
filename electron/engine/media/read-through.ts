import type { FileHandle } from "node:fs/promises";

/** Which bytes of a file, and in how large pieces; the last one may be shorter. */
export interface Stretch {
  offset: number;
  endOffset: number;
  pieceBytes: number;
}

/**
 * Reads a stretch of a file from its beginning to its end: the next piece is read while `work` has the last one, which
 * is good until what it returned is fulfilled.
 * @returns how many bytes there were: fewer when the file ends before
 * @throws what reading or `work` throws; `signal.reason`
 */
export async function readThrough(
  file: FileHandle,
  { offset, endOffset, pieceBytes }: Stretch,
  work: (piece: Buffer<ArrayBuffer>, at: number) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<number> {
  const size = Math.min(pieceBytes, Math.max(1, endOffset - offset));
  const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const;
  const read = (at: number, n: number) => fill(file, buffers[n % 2 ? 1 : 0], at, endOffset);
  let reading = read(offset, 0);
  let at = offset;
  for (let n = 1; at < endOffset; n++) {
    const piece = await reading;
    signal?.throwIfAborted();
    if (piece.length === 0) break;
    reading = read(at + piece.length, n);
    reading.catch(() => {}); // the next turn throws it
    await work(piece, at);
    at += piece.length;
  }
  await reading;
  return at - offset;
}

/** A whole piece, unless the stretch or the file ends. */
async function fill(
  file: FileHandle,
  buffer: Buffer<ArrayBuffer>,
  at: number,
  endOffset: number,
): Promise<Buffer<ArrayBuffer>> {
  const wantedBytes = Math.max(0, Math.min(buffer.length, endOffset - at));
  let done = 0;
  while (done < wantedBytes) {
    const { bytesRead } = await file.read(buffer, done, wantedBytes - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
