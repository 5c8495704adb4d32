import { type FileHandle, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import type { ReadBytes } from "../boot/byte-range.ts";
import { checkFatBootRecord, FAT_BOOT_BYTES, installFatBootRecord } from "../boot/fat-boot-record.ts";
import { FatVolume } from "../boot/fat-volume.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import { gatherBootFiles, treeFiles } from "./boot-files.ts";
import { fileReader } from "./file-reader.ts";
import { BLOCK_BYTES, failed, withFile, type BuiltMaster, type MasterBuild } from "./master-parts.ts";
import { checkBootFilesFit } from "./master-room.ts";
import { addPlaceholder } from "./placeholder-store.ts";
import { addPlaces, wholePlace } from "./unit-file-places.ts";
import { lastLines } from "./wim-apply.ts";

/** FAT keeps a file's length in 32 bits. */
const MAX_FILE_BYTES = 2 ** 32 - 1;

/** Makes a FAT32 master in a sparse file: format, boot files, and the proof that it is whole. No root, no mount. */
export async function buildFat(build: MasterBuild): Promise<BuiltMaster> {
  const { recipe, volumeFile, workDir, wimFile, bootRecord, signal, tell } = build;
  if (recipe.image || recipe.sizeBytes % BLOCK_BYTES !== 0)
    throw failed(`The volume “${recipe.label}” cannot be made as FAT32.`, JSON.stringify(recipe));
  tell("Formatting", 0, 0);
  await format(recipe, volumeFile, signal);
  if (bootRecord) await withFile(volumeFile, "r+", (handle) => writeBootRecord(handle, bootRecord));
  let fromBootImage: string[] = [];
  let tree: string | null = null;
  if (recipe.boot && wimFile !== null) {
    tell("Gathering boot files", 0, 0);
    const gathered = await gatherBootFiles(wimFile, recipe.boot, workDir, signal, false);
    ({ tree, fromBootImage } = gathered);
    await addPlaceholder(tree, recipe.boot);
  }
  if (recipe.unitFiles) {
    tree ??= path.join(workDir, "own");
    await mkdir(tree, { recursive: true });
    await addPlaces(tree, recipe.unitFiles);
  }
  if (tree !== null) {
    tell("Copying boot files", 0, 0);
    await copyTree(recipe, volumeFile, tree, signal);
  }
  tell("Checking the volume", 0, 0);
  return { ...(await inspect(recipe, volumeFile, bootRecord)), fromBootImage };
}

async function format(recipe: VolumeRecipe, volumeFile: string, signal: AbortSignal): Promise<void> {
  await withFile(volumeFile, "wx", (handle) => handle.truncate(recipe.sizeBytes));
  const { sectorBytes, clusterBytes, hiddenSectors, label } = recipe;
  const shape = ["-F", 32, "-S", sectorBytes, "-s", clusterBytes / sectorBytes, "-h", hiddenSectors].map(
    String,
  );
  // A fixed disk's media byte, and the geometry that Windows gives every disk; without them it guesses from the size.
  const disk = ["-M", "0xF8", "-g", "255/63", "--invariant"];
  const named = label === "" ? [] : ["-n", label.toUpperCase()];
  const result = await runTool("mkfs.fat", [...shape, ...disk, ...named, volumeFile], { signal });
  if (result.code !== 0)
    throw failed(
      `The volume “${label}” of ${recipe.sizeBytes} bytes could not be formatted.`,
      lastLines(result),
    );
}

async function writeBootRecord(handle: FileHandle, record: Uint8Array): Promise<void> {
  const start = await fileReader(handle)({ offset: 0, length: FAT_BOOT_BYTES });
  const installed = installFatBootRecord(start, record);
  await handle.write(installed, 0, installed.length, 0);
}

async function copyTree(
  recipe: VolumeRecipe,
  volumeFile: string,
  tree: string,
  signal: AbortSignal,
): Promise<void> {
  const files = await treeFiles(tree);
  const large = files.find(({ sizeBytes }) => sizeBytes > MAX_FILE_BYTES);
  if (large)
    throw new StagingFault(
      "media-unsupported",
      `${path.basename(large.path)} has ${(large.sizeBytes / 1e9).toFixed(1)} GB, and a FAT32 volume takes files of up to 4.2 GB. Leave it on the media's volume.`,
    );
  const { clusterBytes } = recipe;
  const inClusters = (bytes: number) => Math.ceil(bytes / clusterBytes) * clusterBytes;
  checkBootFilesFit(
    recipe,
    files.reduce((sum, { sizeBytes }) => sum + inClusters(sizeBytes), 0),
  );
  const top = (await readdir(tree)).toSorted().map((name) => path.join(tree, name));
  if (top.length === 0) return;
  const result = await runTool("mcopy", ["-s", "-Q", "-i", volumeFile, ...top, "::"], { signal });
  if (result.code !== 0)
    throw failed(`The boot files could not be copied to “${recipe.label}”.`, lastLines(result));
}

async function inspect(
  recipe: VolumeRecipe,
  volumeFile: string,
  bootRecord: Uint8Array | null,
): Promise<Omit<BuiltMaster, "fromBootImage">> {
  return withFile(volumeFile, "r", async (handle) => {
    const read = fileReader(handle);
    const volume = await FatVolume.open(read);
    const { sectorBytes, clusterBytes, hiddenSectors } = volume.shape;
    const asAsked =
      sectorBytes === recipe.sectorBytes &&
      clusterBytes === recipe.clusterBytes &&
      hiddenSectors === recipe.hiddenSectors;
    if (!asAsked) throw failed("The volume was not formatted as asked.", JSON.stringify(volume.shape));
    if (bootRecord) await checkBootRecord(read, bootRecord, hiddenSectors);
    const store = recipe.boot?.store;
    const storeRanges = store ? await volume.fileRanges(store.path) : null;
    if (store && !storeRanges) throw failed(`The volume has no ${store.path}.`);
    const unitFileRanges: Range[][] = [];
    for (const place of recipe.unitFiles ?? [])
      unitFileRanges.push(wholePlace(place, await volume.fileRanges(place.path)));
    const [extents, serialOffsets] = [volume.usedExtents(), volume.serialOffsets()];
    return { extents, serialOffsets, storeRanges, unitFileRanges };
  });
}

async function checkBootRecord(read: ReadBytes, record: Uint8Array, startLba: number): Promise<void> {
  const volumeStart = await read({ offset: 0, length: FAT_BOOT_BYTES });
  const found = checkFatBootRecord({ volumeStart, record, startLba });
  if (!found?.ours || !found.startsThere || !found.backupEqual)
    throw failed("The volume's boot record is not as it was written.", JSON.stringify(found));
}
