import type { FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import { checkBlobTable } from "./wim-blobs.ts";
import { HEADER_BYTES, parseWimHeader, type WimHeader, type WimResource } from "./wim-header.ts";
import { parseIntegrityTable, type IntegrityTable } from "./wim-integrity.ts";
import { parseWimXml, type WimXmlImage } from "./wim-xml.ts";

/** What a .wim says of itself, read and judged without unpacking anything. */
export interface WimFacts {
  header: WimHeader;
  images: WimXmlImage[];
  integrity: IntegrityTable | null;
}

/** Reads from a file that need not be in memory. Gives fewer bytes than asked for only where the file ends. */
export type ReadAt = (offset: number, sizeBytes: number) => Promise<Uint8Array>;

/**
 * Reads header, table of contents, XML and integrity table.
 * @throws StagingFault media-not-wim, media-truncated, media-corrupt, media-split-part, media-unsupported
 */
export async function readWim(read: ReadAt, fileBytes: number): Promise<WimFacts> {
  const header = parseWimHeader(await read(0, Math.min(HEADER_BYTES, fileBytes)), fileBytes);
  checkBlobTable(await readTable(read, header.blobTable), header, fileBytes);
  return {
    header,
    images: parseWimXml(await readTable(read, header.xml), header.imageCount),
    integrity: header.integrity && parseIntegrityTable(await readTable(read, header.integrity), header),
  };
}

/** @throws StagingFault media-missing: the disk it lies on gave an error */
export function readAtOf(file: FileHandle): ReadAt {
  return async (offset, sizeBytes) => {
    const bytes = new Uint8Array(sizeBytes);
    let done = 0;
    while (done < sizeBytes) {
      const { bytesRead } = await file.read(bytes, done, sizeBytes - done, offset + done).catch(notReadable);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  };
}

async function readTable(read: ReadAt, { offset, sizeBytes }: WimResource): Promise<Uint8Array> {
  const bytes = await read(offset, sizeBytes);
  if (bytes.length < sizeBytes)
    throw new StagingFault("media-truncated", `The file ends at byte ${offset + bytes.length} by now.`);
  return bytes;
}

function notReadable(cause: unknown): never {
  throw new StagingFault("media-missing", "The file cannot be read.", { cause });
}
