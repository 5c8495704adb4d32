import { mkdir, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { StagingFault } from "../../../shared/fault.ts";
import { backupBootSector, BOOT_RECORD_BYTES, installBootRecord } from "../boot/boot-record.ts";
import type { ReadBytes } from "../boot/byte-range.ts";
import { SERIAL_AT, requireNtfsBoot, type NtfsBoot } from "../boot/ntfs-boot.ts";
import { usedExtents } from "../boot/ntfs-extents.ts";
import { fileRanges, findFile, volumeInfo } from "../boot/ntfs.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import { fileReader } from "./file-reader.ts";
import { BLOCK_BYTES, failed, withFile, type BuiltMaster, type MasterBuild } from "./master-parts.ts";
import { addBootFiles, has, putTree } from "./ntfs-boot-files.ts";
import { addPlaces, mediumWithPlaces, placesOnNtfs, secure } from "./unit-file-places.ts";
import { applyImage, lastLines } from "./wim-apply.ts";

/** Makes an NTFS master: format, boot record, image, boot files, and the proof that it is whole. */
export async function buildNtfs(build: MasterBuild): Promise<BuiltMaster> {
  const { recipe, volumeFile, wimFile, bootRecord, signal, tell } = build;
  checkRecipe(recipe);
  tell("Formatting", 0, 0);
  await format(recipe, volumeFile, signal);
  if (bootRecord) await withFile(volumeFile, "r+", (handle) => writeBootRecord(handle, bootRecord));
  if (wimFile !== null && recipe.image) await unpack(build, { file: wimFile, index: recipe.image.index });
  const boot = await addBootFiles(build);
  if (!recipe.image) await addOwnFiles(build);
  tell("Checking the volume", 0, 0);
  await clean(volumeFile, signal);
  return withFile(volumeFile, "r", async (handle) => ({
    ...(await inspectNtfs(fileReader(handle), recipe)),
    storeRanges: boot.store === null ? null : await fileRanges(fileReader(handle), boot.store),
    unitFileRanges: await placesOnNtfs(volumeFile, recipe.unitFiles ?? []),
    fromBootImage: boot.fromBootImage,
  }));
}

async function unpack(build: MasterBuild, medium: { file: string; index: number }): Promise<void> {
  const { recipe, volumeFile, signal, tell } = build;
  const places = recipe.unitFiles ? await mediumWithPlaces(build, medium) : null;
  tell("Unpacking the image", 0, 0);
  const progress = (done: number, total: number) => tell("Unpacking the image", done, total);
  await applyImage(places?.file ?? medium.file, medium.index, volumeFile, progress, signal);
  if (places) await secure(volumeFile, places.added);
}

/** A volume without an image gets them beside its boot files. */
async function addOwnFiles({ recipe, volumeFile, workDir, signal }: MasterBuild): Promise<void> {
  const { unitFiles } = recipe;
  if (!unitFiles) return;
  const files = unitFiles.map((place) => place.path);
  const folders: string[] = [];
  for (const folder of new Set(files.flatMap(foldersOf)))
    if (!(await has(volumeFile, folder))) folders.push(folder);
  const tree = path.join(workDir, "own");
  await mkdir(tree, { recursive: true });
  await addPlaces(tree, unitFiles);
  await putTree(volumeFile, tree, path.join(workDir, "own-files"), signal);
  await secure(volumeFile, { files, folders });
}

/** "\\a\\b\\c.txt" lies in "\\a" and "\\a\\b". */
function foldersOf(file: string): string[] {
  const parts = file.split("\\").slice(1, -1);
  return parts.map((_, n) => `\\${parts.slice(0, n + 1).join("\\")}`);
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

/** Proves that a volume is what its recipe asks. @throws StagingFault master-failed, media-unsupported */
export async function inspectNtfs(read: ReadBytes, recipe: VolumeRecipe) {
  try {
    const boot = await requireNtfsBoot(read);
    checkShape(boot, recipe);
    await checkBootmgr(read);
    if (recipe.bootRecord !== null) await checkBackup(read, boot);
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

async function checkBackup(read: ReadBytes, { backupBootOffset, sectorBytes }: NtfsBoot): Promise<void> {
  const first = await read({ offset: 0, length: sectorBytes });
  const backup = await read({ offset: backupBootOffset, length: sectorBytes });
  if (Buffer.compare(first, backup) !== 0)
    throw failed("The volume's backup boot sector is not equal to its first sector.");
}

/** The boot record, like every other, reads \bootmgr only as plain data. */
async function checkBootmgr(read: ReadBytes): Promise<void> {
  const bootmgr = await findFile(read, "\\bootmgr");
  if (!bootmgr) return;
  const { compressed, encrypted, sparse, reparseTag } = bootmgr;
  if (compressed || encrypted || sparse || reparseTag !== null)
    throw new StagingFault(
      "media-unsupported",
      "\\bootmgr is stored compressed, encrypted or as a link in the image; a PC could not start from it.",
      { detail: JSON.stringify(bootmgr) },
    );
}
