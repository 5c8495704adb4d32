import { createHash, webcrypto, type Hash } from "node:crypto";
import { corrupt, HEADER_BYTES, type WimHeader } from "./wim-header.ts";

const TABLE_HEADER_BYTES = 12;
const SHA1_BYTES = 20;
/** What wimlib uses, and Windows: 10 MiB. */
export const WIMLIB_CHUNK_BYTES = 10 << 20;
/** Where in the header it stands where the table is. */
export const INTEGRITY_RESOURCE_AT = 124;

/** SHA-1 of each chunk of the file from the end of the header to the end of the table of contents. */
export interface IntegrityTable {
  chunkBytes: number;
  startOffset: number;
  endOffset: number;
  /** Lower-case hex, in order. */
  digests: string[];
}

/** Reads the table that `--check` adds. @throws StagingFault media-corrupt: its counts do not fit the file */
export function parseIntegrityTable(bytes: Uint8Array, header: WimHeader): IntegrityTable {
  const startOffset = HEADER_BYTES;
  const endOffset = header.blobTable.offset + header.blobTable.sizeBytes;
  if (bytes.length < TABLE_HEADER_BYTES) throw corrupt(`its integrity table has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [size, count] = [view.getUint32(0, true), view.getUint32(4, true)];
  const chunkBytes = view.getUint32(8, true);
  if (size !== bytes.length || size !== TABLE_HEADER_BYTES + count * SHA1_BYTES || chunkBytes === 0)
    throw corrupt(`its integrity table claims ${count} checksums in ${size} bytes`);
  if (count !== Math.ceil((endOffset - startOffset) / chunkBytes))
    throw corrupt(`its integrity table has ${count} checksums for ${endOffset - startOffset} bytes`);
  const digests = Array.from({ length: count }, (_, n) => {
    const at = TABLE_HEADER_BYTES + n * SHA1_BYTES;
    return Buffer.from(bytes.subarray(at, at + SHA1_BYTES)).toString("hex");
  });
  return { chunkBytes, startOffset, endOffset, digests };
}

/** The header's 24 bytes for a table of so many checksums at `offset`, and how large that table is. */
export function integrityResource(offset: number, count: number): { bytes: Uint8Array; tableBytes: number } {
  const tableBytes = TABLE_HEADER_BYTES + count * SHA1_BYTES;
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64LE(BigInt(tableBytes), 0);
  bytes.writeBigUInt64LE(BigInt(offset), 8);
  bytes.writeBigUInt64LE(BigInt(tableBytes), 16);
  return { bytes, tableBytes };
}

/** The table of these checksums, one for each chunk of WIMLIB_CHUNK_BYTES. */
export function encodeIntegrityTable(digests: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(TABLE_HEADER_BYTES);
  head.writeUInt32LE(TABLE_HEADER_BYTES + digests.length * SHA1_BYTES, 0);
  head.writeUInt32LE(digests.length, 4);
  head.writeUInt32LE(WIMLIB_CHUNK_BYTES, 8);
  return Buffer.concat([head, ...digests]);
}

/** Hashes on another core. */
export async function sha1(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.digest("SHA-1", bytes));
}

/** What is wrong with a chunk, as a fault. */
export function chunkFault({ startOffset, chunkBytes }: IntegrityTable, chunk: number, endOffset: number) {
  return corrupt(
    `bytes ${startOffset + chunk * chunkBytes} to ${endOffset - 1} do not match its integrity table`,
  );
}

/** Compares a file with its integrity table while it passes by, from its first byte to its last, in any pieces. */
export class IntegrityCheck {
  readonly #table: IntegrityTable;
  #offset = 0;
  #chunk = 0;
  #hash: Hash = createHash("sha1");

  constructor(table: IntegrityTable) {
    this.#table = table;
  }

  /** @throws StagingFault media-corrupt as soon as a chunk is complete and differs */
  update(bytes: Uint8Array): void {
    const { startOffset, endOffset } = this.#table;
    let at = Math.max(0, startOffset - this.#offset);
    while (at < bytes.length && this.#offset + at < endOffset) {
      const chunkEnd = this.#chunkEnd();
      const take = Math.min(bytes.length - at, chunkEnd - (this.#offset + at));
      this.#hash.update(bytes.subarray(at, at + take));
      at += take;
      if (this.#offset + at === chunkEnd) this.#finishChunk(chunkEnd);
    }
    this.#offset += bytes.length;
  }

  #chunkEnd(): number {
    const { startOffset, endOffset, chunkBytes } = this.#table;
    return Math.min(endOffset, startOffset + (this.#chunk + 1) * chunkBytes);
  }

  #finishChunk(chunkEnd: number): void {
    if (this.#hash.digest("hex") !== this.#table.digests[this.#chunk])
      throw chunkFault(this.#table, this.#chunk, chunkEnd);
    this.#chunk++;
    this.#hash = createHash("sha1");
  }
}
