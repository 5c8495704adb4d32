import { statfs } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import type { ImageSize } from "./wim-apply.ts";

const MEBIBYTE = 2 ** 20;
/** With less than this left on the station, "no space" means the station's disk and not the volume. */
const FULL_BELOW_BYTES = 16 * MEBIBYTE;
/** Loader, fonts and languages; and with the boot image. */
const MAX_LOADER_BYTES = 128 * MEBIBYTE;
const MAX_BOOT_IMAGE_BYTES = 1024 * MEBIBYTE;
const MAX_LOG_BYTES = 64 * MEBIBYTE;

/** What a master will take of the station's disk, somewhat more rather than less. */
export function neededBytes(recipe: VolumeRecipe, image: ImageSize | null): number {
  const { sizeBytes, clusterBytes, sectorBytes, fileSystem } = recipe;
  // How much its files are is known once they are unpacked, beside the volume; then they are in it as well.
  if (fileSystem === "FAT32") {
    const most = recipe.boot?.files.includes("image") ? MAX_BOOT_IMAGE_BYTES : MAX_LOADER_BYTES;
    return 2 * Math.min(sizeBytes, most);
  }
  const fileRecordBytes = Math.max(1024, sectorBytes);
  const bitmap = Math.ceil(sizeBytes / clusterBytes / 8);
  const own = 4 * MEBIBYTE + Math.min(MAX_LOG_BYTES, Math.ceil(sizeBytes / 64)) + bitmap;
  if (!image) return own;
  return own + image.bytes + image.files * (fileRecordBytes + clusterBytes / 2);
}

/** What a master of another size takes beside its base: little more than its map of used clusters. */
export function fittedBytes({ sizeBytes, clusterBytes }: VolumeRecipe): number {
  return MEBIBYTE + Math.ceil(sizeBytes / clusterBytes / 8);
}

/** @throws StagingFault drive-too-small when even the bare bytes are more than the volume holds */
export function checkVolumeHolds({ sizeBytes, label }: VolumeRecipe, image: ImageSize): void {
  if (image.bytes > sizeBytes) throw volumeTooSmall(label, sizeBytes, image.bytes);
}

export function volumeTooSmall(label: string, sizeBytes: number, imageBytes: number): StagingFault {
  return new StagingFault(
    "drive-too-small",
    `The image unpacks to ${megabytes(imageBytes)} and does not fit on the volume “${label}” of ${megabytes(sizeBytes)}.`,
  );
}

export async function freeBytes(dir: string): Promise<number> {
  return (await diskRoom(dir)).freeBytes;
}

/** How large the disk of a folder is, and what of it this user may still take. */
export async function diskRoom(dir: string): Promise<{ diskBytes: number; freeBytes: number }> {
  const { blocks, bavail, bsize } = await statfs(dir);
  return { diskBytes: blocks * bsize, freeBytes: bavail * bsize };
}

/** @throws StagingFault disk-full */
export async function checkDiskHolds(dir: string, needed: number): Promise<void> {
  const free = await freeBytes(dir);
  if (free < needed) throw diskFull(free, needed);
}

/** @throws StagingFault drive-too-small when the boot files are more than the volume holds */
export function checkBootFilesFit({ sizeBytes, label }: VolumeRecipe, filesBytes: number): void {
  if (filesBytes < sizeBytes) return;
  throw new StagingFault(
    "drive-too-small",
    `The boot files have ${megabytes(filesBytes)} and do not fit on the volume “${label}” of ${megabytes(sizeBytes)}. Make it larger in the sequence.`,
  );
}

function diskFull(free: number, needed: number, cause?: unknown): StagingFault {
  return new StagingFault(
    "disk-full",
    `The master volume needs ${megabytes(needed)} on the station's disk; ${megabytes(free)} are free.`,
    { cause },
  );
}

/**
 * Gives what a failed build really failed for: a full station, a volume that is too small, a folder that cannot be
 * written, or what it was.
 */
export async function roomFault(
  thrown: unknown,
  {
    dir,
    needed,
    recipe,
    image,
  }: { dir: string; needed: number; recipe: VolumeRecipe; image: ImageSize | null },
): Promise<unknown> {
  const code = errorCode(thrown);
  const words = thrown instanceof StagingFault ? `${thrown.message}\n${thrown.detail ?? ""}` : "";
  if (code === "ENOSPC" || code === "EDQUOT" || /No space left on device/.test(words)) {
    const free = await freeBytes(dir);
    if (code || free < FULL_BELOW_BYTES || !image) return diskFull(free, needed, thrown);
    return volumeTooSmall(recipe.label, recipe.sizeBytes, image.bytes);
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new StagingFault("home-not-writable", `Master volumes cannot be written to ${dir}.`, {
      cause: thrown,
    });
  if (code !== undefined)
    return new StagingFault("master-failed", `The master volume could not be written (${code}).`, {
      cause: thrown,
    });
  return thrown;
}

function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || thrown instanceof StagingFault || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" && /^E[A-Z]+$/.test(thrown.code) ? thrown.code : undefined;
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
