import { createHash } from "node:crypto";
import { open, stat, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../../shared/fault.ts";
import { kindProblem } from "../../../../shared/media-create.ts";
import type { WimImage } from "../../../../shared/media.ts";
import { openSource } from "../media-source.ts";
import { readThrough } from "../read-through.ts";
import { storageFault } from "../storage-fault.ts";
import { readAtOf } from "../wim-file.ts";
import { HEADER_BYTES, parseWimHeader, type WimHeader } from "../wim-header.ts";
import { chunkFault, parseIntegrityTable, sha1 } from "../wim-integrity.ts";
import { parseWimXml } from "../wim-xml.ts";

const PIECE_BYTES = 4 << 20;

/** A file that goes into a medium, and what it was when it was looked at. */
export interface WatchedFile {
  path: string;
  sizeBytes: number;
  /** @throws StagingFault media-missing (it is gone), media-corrupt (it is another) */
  confirmUnchanged(): Promise<void>;
}

/** @throws StagingFault media-missing, media-not-wim (no file) */
export async function watchFile(path: string): Promise<WatchedFile> {
  await using source = await openSource(path); // says in words why it cannot be opened
  const before = await source.file.stat({ bigint: true });
  return {
    path,
    sizeBytes: source.sizeBytes,
    async confirmUnchanged() {
      const now = await stat(path, { bigint: true }).catch((cause: unknown) => {
        throw new StagingFault("media-missing", `${path} was taken away while the medium was being made.`, {
          cause,
        });
      });
      const same = (["dev", "ino", "size", "mtimeNs"] as const).every(
        (field) => now[field] === before[field],
      );
      if (!same)
        throw new StagingFault("media-corrupt", `${path} was changed while the medium was being made.`);
    },
  };
}

/** One image of a .wim or .esd that something is made from. */
export interface SourceImage extends WatchedFile {
  header: WimHeader;
  image: WimImage;
  /** "<guid of the .wim>/<index>" */
  id: string;
  imageCount: number;
}

/**
 * Solid files (.esd) are let through here: wimlib unpacks them, and what is made of them is not solid.
 * @throws StagingFault media-missing, media-not-wim, media-truncated, media-corrupt, media-split-part, media-wrong-index
 */
export async function readSourceImage(path: string, index: number): Promise<SourceImage> {
  const watched = await watchFile(path);
  await using file = await open(path, "r");
  const read = readAtOf(file);
  const header = parseWimHeader(await read(0, Math.min(HEADER_BYTES, watched.sizeBytes)), watched.sizeBytes);
  const images = parseWimXml(await read(header.xml.offset, header.xml.sizeBytes), header.imageCount);
  const found = images.find(({ image }) => image.index === index);
  if (!found)
    throw new StagingFault(
      "media-wrong-index",
      `${path} has ${images.length} image(s), and no image ${index}.`,
    );
  return { ...watched, header, image: found.image, id: `${header.guid}/${index}`, imageCount: images.length };
}

/** @throws StagingFault bad-input */
export function checkKind({ image, path }: SourceImage, wanted: "boot" | "os"): void {
  const problem = kindProblem(image, wanted);
  if (problem !== null) throw new StagingFault("bad-input", `${path}: ${problem}`);
}

export interface Hashing {
  signal?: AbortSignal | undefined;
  progress?: ((doneBytes: number) => void) | undefined;
}

/** SHA-256 of a stretch of a file, lower-case hex. `copyTo` is given what was read. @throws `signal.reason` */
export async function hashFile(
  path: string,
  { offset, endOffset }: { offset: number; endOffset: number },
  { signal, progress }: Hashing = {},
  copyTo?: FileHandle,
): Promise<string> {
  await using file = await open(path, "r");
  const hash = createHash("sha256");
  const all = { offset, endOffset, pieceBytes: PIECE_BYTES };
  const work = async (piece: Buffer<ArrayBuffer>, at: number): Promise<void> => {
    const copied = copyTo?.writeFile(piece).catch(storageFault);
    hash.update(piece);
    await copied;
    progress?.(at + piece.length - offset);
  };
  const readBytes = await readThrough(file, all, work, signal);
  if (offset + readBytes < endOffset)
    throw new StagingFault("media-truncated", `${path} ends at byte ${offset + readBytes} by now.`);
  return hash.digest("hex");
}

/**
 * Compares a source with its integrity table, where it has one: copying what is packed would copy its damage.
 * @throws StagingFault media-corrupt, media-truncated; `signal.reason`
 */
export async function checkSource({ path, header }: SourceImage, signal?: AbortSignal): Promise<void> {
  if (!header.integrity) return;
  await using file = await open(path, "r");
  const bytes = await readAtOf(file)(header.integrity.offset, header.integrity.sizeBytes);
  const table = parseIntegrityTable(bytes, header);
  const { startOffset: offset, endOffset, chunkBytes: pieceBytes } = table;
  let chunk = 0;
  const work = async (piece: Buffer<ArrayBuffer>, at: number): Promise<void> => {
    const digest = Buffer.from(await sha1(piece)).toString("hex");
    if (digest !== table.digests[chunk]) throw chunkFault(table, chunk, at + piece.length);
    chunk++;
  };
  await readThrough(file, { offset, endOffset, pieceBytes }, work, signal);
}
