import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import type { MediaWork } from "../progress.ts";
import { readThrough } from "../read-through.ts";
import { storageFault } from "../storage-fault.ts";
import { readAtOf, readWim } from "../wim-file.ts";
import { HEADER_BYTES } from "../wim-header.ts";
import {
  encodeIntegrityTable,
  integrityResource,
  INTEGRITY_RESOURCE_AT,
  sha1,
  WIMLIB_CHUNK_BYTES,
} from "../wim-integrity.ts";

/**
 * Finishes a .wim that has no integrity table: adds one as wimlib does, flushes the file, and hashes it, all in one
 * reading. wimlib would read it once more for the table, and hash it several times slower.
 * @returns the sha256 of the whole file, lower-case hex
 * @throws StagingFault disk-full, home-not-writable, and what reading a .wim throws; `signal.reason`
 */
export async function sealWim(
  path: string,
  { signal, progress }: MediaWork,
): Promise<{ sha256: string; sizeBytes: number }> {
  await using file = await open(path, "r+").catch(storageFault);
  const before = (await file.stat()).size;
  const { header } = await readWim(readAtOf(file), before);
  if (header.integrity) throw new Error("it has an integrity table already");
  const chunksEnd = header.blobTable.offset + header.blobTable.sizeBytes;
  const chunks = { offset: HEADER_BYTES, endOffset: chunksEnd, pieceBytes: WIMLIB_CHUNK_BYTES };
  const resource = integrityResource(before, Math.ceil((chunksEnd - HEADER_BYTES) / WIMLIB_CHUNK_BYTES));
  await writeAll(file, resource.bytes, INTEGRITY_RESOURCE_AT);
  const sizeBytes = before + resource.tableBytes;
  const whole = createHash("sha256");
  const digests: Uint8Array[] = [];
  const take = (piece: Buffer) => void whole.update(piece);
  const takeChunk = async (piece: Buffer<ArrayBuffer>, at: number): Promise<void> => {
    const digest = sha1(piece); // on another core, while this one goes on
    whole.update(piece);
    digests.push(await digest);
    progress?.("Hashing the medium", at + piece.length, sizeBytes);
  };
  const rest = { offset: chunksEnd, endOffset: before, pieceBytes: WIMLIB_CHUNK_BYTES };
  await readThrough(file, { ...chunks, offset: 0, endOffset: HEADER_BYTES }, take);
  await readThrough(file, chunks, takeChunk, signal);
  await readThrough(file, rest, take, signal);
  const table = encodeIntegrityTable(digests);
  await writeAll(file, table, before);
  await file.sync().catch(storageFault);
  progress?.("Hashing the medium", sizeBytes, sizeBytes);
  return { sha256: whole.update(table).digest("hex"), sizeBytes };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const left = bytes.length - done;
    done += (await file.write(bytes, done, left, at + done).catch(storageFault)).bytesWritten;
  }
}
