import { StagingFault } from "../../../shared/fault.ts";
import { corrupt, readResource, type WimHeader, type WimResource } from "./wim-header.ts";

const ENTRY_BYTES = 50;
/** The list of all names of one image. Windows media need some 30 MB. */
const MOST_METADATA_BYTES = 256 << 20;

/**
 * Judges the table of contents (one entry of 50 bytes for each distinct content): all of it lies inside the file,
 * unpacks to something its compressed size can hold, and there is one list of names for each image.
 * @throws StagingFault media-truncated, media-corrupt, media-split-part, media-unsupported (solid)
 */
export function checkBlobTable(bytes: Uint8Array, header: WimHeader, fileBytes: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let images = 0;
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const what = `content number ${at / ENTRY_BYTES + 1}`;
    const blob = readResource(view, at, fileBytes, what);
    if (blob.solid)
      throw new StagingFault("media-unsupported", "The file is solid: it can only be unpacked as a whole.");
    const part = view.getUint16(at + 24, true);
    if (part !== 1) throw new StagingFault("media-split-part", `The file's ${what} lies in part ${part}.`);
    checkSizes(blob, what, header);
    // Lists of names that nothing refers to any more are left behind by Microsoft's own tools.
    if (blob.metadata && view.getUint32(at + 26, true) > 0) images++;
  }
  if (images !== header.imageCount)
    throw corrupt(`its header claims ${header.imageCount} images, its table of contents holds ${images}`);
}

function checkSizes(blob: WimResource, what: string, header: WimHeader): void {
  if (blob.metadata && blob.originalBytes > MOST_METADATA_BYTES)
    throw corrupt(`the names of one image claim ${blob.originalBytes} bytes`);
  if (!blob.compressed) {
    if (blob.sizeBytes !== blob.originalBytes) throw corrupt(`its ${what} claims two different sizes`);
    return;
  }
  if (header.chunkBytes === 0) throw corrupt(`its ${what} is compressed, the file is not`);
  // A compressed content begins with one pointer of at least 4 bytes for each chunk but the first.
  const pointers = Math.ceil(blob.originalBytes / header.chunkBytes) - 1;
  if (pointers * 4 >= blob.sizeBytes && pointers > 0)
    throw corrupt(`its ${what} claims to unpack from ${blob.sizeBytes} to ${blob.originalBytes} bytes`);
}
