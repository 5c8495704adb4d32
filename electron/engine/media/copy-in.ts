import { createHash } from "node:crypto";
import { open, statfs, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import { IntegrityCheck, type IntegrityTable } from "./wim-integrity.ts";
import { storageFault } from "./storage-fault.ts";

const PIECE_BYTES = 4 << 20;
/** Left free beside the copy: its description, and room for the file system itself. */
const SPARE_BYTES = 8 << 20;

export interface CopyIn {
  source: FileHandle;
  sizeBytes: number;
  /** Null only reads and hashes. */
  target: string | null;
  integrity: IntegrityTable | null;
  signal?: AbortSignal;
  progress?: (doneBytes: number) => void;
}

/** @throws StagingFault disk-full when `dir` has not so many bytes to spare */
export async function checkSpace(dir: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize >= sizeBytes + SPARE_BYTES) return;
  throw new StagingFault(
    "disk-full",
    `The medium needs ${sizeBytes + SPARE_BYTES} bytes, ${dir} has ${bavail * bsize} free.`,
  );
}

/**
 * Copies a file once, hashing it and comparing it with its integrity table on the way, and flushes the copy.
 * Reading the next piece goes on while the last one is hashed and written.
 * @returns the sha256 of the whole file, lower-case hex
 * @throws StagingFault media-corrupt, media-truncated, disk-full, home-not-writable; `signal.reason`
 */
export async function copyIn(copy: CopyIn): Promise<string> {
  const { source, sizeBytes, target, integrity } = copy;
  const sha256 = createHash("sha256");
  const check = integrity && new IntegrityCheck(integrity);
  await using file = target === null ? null : await open(target, "wx", 0o640).catch(storageFault);
  const buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  let next = readPiece(source, buffers[0], 0, sizeBytes);
  for (let offset = 0, n = 1; offset < sizeBytes; n++) {
    const piece = await next;
    copy.signal?.throwIfAborted();
    next = readPiece(source, n % 2 ? buffers[1] : buffers[0], offset + piece.length, sizeBytes);
    next.catch(() => {}); // whatever it is, the next turn throws it; this turn may throw first
    const written = file ? writePiece(file, piece, offset) : Promise.resolve();
    written.catch(() => {});
    sha256.update(piece);
    check?.update(piece);
    await written;
    offset += piece.length;
    copy.progress?.(offset);
  }
  await next;
  await file?.sync().catch(storageFault);
  return sha256.digest("hex");
}

async function readPiece(file: FileHandle, buffer: Buffer, offset: number, end: number): Promise<Buffer> {
  const wantedBytes = Math.min(buffer.length, end - offset);
  if (wantedBytes === 0) return buffer.subarray(0, 0);
  const { bytesRead } = await file.read(buffer, 0, wantedBytes, offset).catch(sourceFault);
  if (bytesRead === 0)
    throw new StagingFault("media-truncated", `The file ended at byte ${offset} while it was being copied.`);
  return buffer.subarray(0, bytesRead);
}

async function writePiece(file: FileHandle, piece: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const left = piece.length - done;
    const { bytesWritten } = await file.write(piece, done, left, offset + done).catch(storageFault);
    done += bytesWritten;
  }
}

function sourceFault(cause: unknown): never {
  throw new StagingFault("media-missing", "The file stopped being readable while it was being copied.", {
    cause,
  });
}
