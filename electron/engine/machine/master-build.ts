import { open, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import { backupBootSector, BOOT_RECORD_BYTES, installBootRecord } from "../boot/boot-record.ts";
import { SERIAL_AT, requireNtfsBoot, type NtfsBoot } from "../boot/ntfs-boot.ts";
import { usedExtents } from "../boot/ntfs-extents.ts";
import { findFile, volumeInfo } from "../boot/ntfs.ts";
import type { Range } from "../staging/machine.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import { fileReader } from "./file-reader.ts";
import { applyImage, lastLines } from "./wim-apply.ts";

/** Goes into every key. Raise it when the same recipe would give another volume than before. */
export const BUILDER_VERSION = 1;
const BLOCK_BYTES = 4096;

export interface MasterBuild {
  recipe: VolumeRecipe;
  /** Where to build; must not exist. */
  volumeFile: string;
  /** What to apply; null for an empty volume. */
  wimFile: string | null;
  bootRecord: Uint8Array | null;
  signal: AbortSignal;
  /** `doneBytes` of `totalBytes`, both 0 while that cannot be told. */
  tell: (doing: string, doneBytes: number, totalBytes: number) => void;
}

/**
 * Makes one master volume in a sparse file: format, boot record, image, and the proof that it is whole.
 * @throws StagingFault; raw errors of the file system; `signal.reason` when it was cancelled
 */
export async function buildMaster(
  build: MasterBuild,
): Promise<{ extents: Range[]; serialOffsets: number[] }> {
  const { recipe, volumeFile, wimFile, bootRecord, signal, tell } = build;
  checkRecipe(recipe);
  tell("Formatting", 0, 0);
  await format(recipe, volumeFile, signal);
  if (bootRecord) await withFile(volumeFile, "r+", (handle) => writeBootRecord(handle, bootRecord));
  if (wimFile !== null && recipe.image) {
    tell("Unpacking the image", 0, 0);
    const progress = (done: number, total: number) => tell("Unpacking the image", done, total);
    await applyImage(wimFile, recipe.image.index, volumeFile, progress, signal);
  }
  tell("Checking the volume", 0, 0);
  await clean(volumeFile, signal);
  return withFile(volumeFile, "r", (handle) => inspect(handle, recipe));
}

function checkRecipe({ sizeBytes, sectorBytes, bootRecord }: VolumeRecipe): void {
  if (sizeBytes % BLOCK_BYTES !== 0)
    throw failed(`A volume of ${sizeBytes} bytes is no whole number of ${BLOCK_BYTES}-byte blocks.`);
  if (bootRecord !== null && sectorBytes !== 512)
    throw new StagingFault(
      "sector-size-unsupported",
      `No PC starts by BIOS from a drive with ${sectorBytes}-byte sectors.`,
    );
}

async function format(recipe: VolumeRecipe, volumeFile: string, signal: AbortSignal): Promise<void> {
  await withFile(volumeFile, "wx", (handle) => handle.truncate(recipe.sizeBytes));
  const { sectorBytes, clusterBytes, hiddenSectors, label } = recipe;
  const shape = ["-s", sectorBytes, "-c", clusterBytes, "-p", hiddenSectors, "-H", 255, "-S", 63].map(String);
  const result = await runTool("mkfs.ntfs", ["-q", "-F", "-Q", ...shape, "-L", label, volumeFile], {
    signal,
  });
  if (result.code !== 0)
    throw failed(
      `The volume “${label}” of ${recipe.sizeBytes} bytes could not be formatted.`,
      lastLines(result),
    );
}

async function writeBootRecord(handle: FileHandle, record: Uint8Array): Promise<void> {
  const start = await fileReader(handle)({ offset: 0, length: BOOT_RECORD_BYTES });
  const installed = installBootRecord(start, record);
  const backup = backupBootSector(installed);
  await handle.write(installed, 0, installed.length, 0);
  await handle.write(backup.bytes, 0, backup.bytes.length, backup.offset);
}

/** Every volume leaves clean: Windows would check a dirty one at its first start. */
async function clean(volumeFile: string, signal: AbortSignal): Promise<void> {
  if ((await flagsOf(volumeFile)) === 0) return;
  const result = await runTool("ntfsfix", ["-d", volumeFile], { signal });
  const flags = await flagsOf(volumeFile);
  if (flags !== 0)
    throw failed(`The volume is still marked as not clean (0x${flags.toString(16)}).`, lastLines(result));
}

async function flagsOf(volumeFile: string): Promise<number> {
  return withFile(volumeFile, "r", async (handle) => (await volumeInfo(fileReader(handle))).flags);
}

async function inspect(handle: FileHandle, recipe: VolumeRecipe) {
  const read = fileReader(handle);
  try {
    const boot = await requireNtfsBoot(read);
    checkShape(boot, recipe);
    await checkBootmgr(handle);
    const extents = await usedExtents(read, boot);
    return { extents, serialOffsets: [SERIAL_AT, boot.backupBootOffset + SERIAL_AT] };
  } catch (thrown) {
    // What the reader calls damage on a medium is, on a volume made a moment ago, a failed build.
    if (thrown instanceof StagingFault && thrown.code === "media-corrupt")
      throw failed(thrown.message, thrown.detail, thrown);
    throw thrown;
  }
}

function checkShape(boot: NtfsBoot, recipe: VolumeRecipe): void {
  const { sectorBytes, clusterBytes, hiddenSectors, sizeBytes } = recipe;
  const backupFits = boot.backupBootOffset + sectorBytes <= sizeBytes;
  const asAsked =
    boot.sectorBytes === sectorBytes &&
    boot.clusterBytes === clusterBytes &&
    boot.hiddenSectors === hiddenSectors;
  if (!asAsked || !backupFits) throw failed("The volume was not formatted as asked.", JSON.stringify(boot));
}

/** The boot record, like every other, reads \bootmgr only as plain data. */
async function checkBootmgr(handle: FileHandle): Promise<void> {
  const bootmgr = await findFile(fileReader(handle), "\\bootmgr");
  if (!bootmgr) return;
  const { compressed, encrypted, sparse, reparseTag } = bootmgr;
  if (compressed || encrypted || sparse || reparseTag !== null)
    throw new StagingFault(
      "media-unsupported",
      "\\bootmgr is stored compressed, encrypted or as a link in the image; a PC could not start from it.",
      { detail: JSON.stringify(bootmgr) },
    );
}

async function withFile<T>(file: string, mode: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  await using handle = await open(file, mode);
  return await use(handle);
}

function failed(message: string, detail?: string, cause?: unknown): StagingFault {
  return new StagingFault("master-failed", message, { cause, ...(detail !== undefined && { detail }) });
}
