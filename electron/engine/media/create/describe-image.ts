import type { ImageFile } from "../../../../shared/media-draft.ts";
import { openSource } from "../media-source.ts";
import { readAtOf } from "../wim-file.ts";
import { HEADER_BYTES, parseWimHeader } from "../wim-header.ts";
import { parseWimXml } from "../wim-xml.ts";

/**
 * What a .wim or .esd says of itself, without unpacking anything.
 * @throws StagingFault media-missing, media-not-wim, media-truncated, media-corrupt, media-split-part, media-unsupported
 */
export async function describeImage(path: string): Promise<ImageFile> {
  await using source = await openSource(path); // says in words why it cannot be opened
  const { sizeBytes } = source;
  const read = readAtOf(source.file);
  const header = parseWimHeader(await read(0, Math.min(HEADER_BYTES, sizeBytes)), sizeBytes);
  const images = parseWimXml(await read(header.xml.offset, header.xml.sizeBytes), header.imageCount);
  const { compression, bootIndex } = header;
  return { path, sizeBytes, compression, bootIndex, images: images.map(({ image }) => image) };
}
