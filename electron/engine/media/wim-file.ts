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

/**
 * Reads header, table of contents, XML and integrity table of an open file.
 * @throws StagingFault media-not-wim, media-truncated, media-corrupt, media-split-part, media-unsupported
 */
export async function readWim(file: FileHandle, fileBytes: number): Promise<WimFacts> {
  const first = await readUpTo(file, 0, Math.min(HEADER_BYTES, fileBytes));
  const header = parseWimHeader(first, fileBytes);
  checkBlobTable(await readTable(file, header.blobTable), header, fileBytes);
  return {
    header,
    images: parseWimXml(await readTable(file, header.xml), header.imageCount),
    integrity: header.integrity && parseIntegrityTable(await readTable(file, header.integrity), header),
  };
}

async function readTable(file: FileHandle, { offset, sizeBytes }: WimResource): Promise<Uint8Array> {
  const bytes = await readUpTo(file, offset, sizeBytes);
  if (bytes.length < sizeBytes)
    throw new StagingFault("media-truncated", `The file ends at byte ${offset + bytes.length} by now.`);
  return bytes;
}

async function readUpTo(file: FileHandle, offset: number, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  while (done < sizeBytes) {
    const { bytesRead } = await file.read(bytes, done, sizeBytes - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
