import { copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { viewOf } from "../boot/byte-range.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { BootContent } from "../staging/masters.ts";
import { bootFilePlan, LOADER_PLACE, type BootFileNeeds } from "./boot-file-plan.ts";
import { fileReader } from "./file-reader.ts";
import { bootImageIndex, extractPaths, listPaths, type WimImage } from "./wim-extract.ts";

/** Boot files on the station's disk, ready to go onto a volume. */
export interface BootFiles {
  /** A folder that holds them as the volume will. */
  tree: string;
  /** What was not on the medium: "\\bootmgr from \\Windows\\Boot\\PCAT\\bootmgr". */
  fromBootImage: string[];
}

/**
 * Gathers what a volume's recipe asks for from the medium and, where that lacks it, from the medium's boot image.
 * @param workDir made here; what is in it is the caller's to remove
 * @param applied the medium's image is on the volume already
 * @throws StagingFault media-no-boot-files when neither has a loader, and as `wimlib-imagex` fails
 */
export async function gatherBootFiles(
  wimFile: string,
  content: BootContent,
  workDir: string,
  signal: AbortSignal,
  applied: boolean,
): Promise<BootFiles> {
  const [tree, parts] = [path.join(workDir, "tree"), path.join(workDir, "parts")];
  await mkdir(tree, { recursive: true });
  const medium: WimImage = { file: wimFile, index: content.index };
  const needs = bootFilePlan(content, await listPaths(medium, signal), applied);
  await takeFrom(medium, needs.fromMedium, path.join(parts, "medium"), tree, signal);
  const fromBootImage = await takeFromBootImage(medium, needs, parts, tree, signal);
  const loader = await nameByArchitecture(tree);
  await rm(parts, { recursive: true, force: true });
  const shown = (told: string) => told.replace(backslashed(LOADER_PLACE), backslashed(loader));
  return { tree, fromBootImage: fromBootImage.map(shown) };
}

async function takeFromBootImage(
  medium: WimImage,
  needs: BootFileNeeds,
  parts: string,
  tree: string,
  signal: AbortSignal,
): Promise<string[]> {
  if (!needs.lacking) return [];
  if (needs.bootImage === null) {
    if (needs.required === null) return [];
    throw new StagingFault(
      "media-no-boot-files",
      `The medium has no ${needs.required} and no boot image to take it from.`,
    );
  }
  const dir = path.join(parts, "image");
  await extractPaths(medium, [needs.bootImage], dir, signal);
  const file = path.join(dir, ...needs.bootImage.split("/"));
  const image: WimImage = { file, index: await bootImageIndex(file, signal) };
  const found = needs.lacking(await listPaths(image, signal));
  const missing = found.missing;
  if (missing !== null)
    throw new StagingFault(
      "media-no-boot-files",
      `The medium has no ${missing}, and its boot image has none to give.`,
    );
  await takeFrom(image, found.files, path.join(parts, "from-image"), tree, signal);
  return found.files.map(({ from, to }) => `\\${backslashed(to)} from ${backslashed(from)}`);
}

/** Extracts files and moves each to its place in the tree; one that is there already stays. */
async function takeFrom(
  image: WimImage,
  files: readonly { from: string; to: string }[],
  dir: string,
  tree: string,
  signal: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  await extractPaths(
    image,
    files.map(({ from }) => from),
    dir,
    signal,
  );
  for (const [n, { from, to }] of files.entries()) {
    const [source, target] = [path.join(dir, ...from.split("/")), path.join(tree, ...to.split("/"))];
    await mkdir(path.dirname(target), { recursive: true });
    if (await exists(target)) continue;
    const again = files.slice(n + 1).some((each) => each.from === from);
    await (again ? copyFile(source, target) : rename(source, target));
  }
}

/**
 * UEFI looks for bootx64.efi, bootaa64.efi or bootia32.efi, by the processor it runs on; the file itself says which.
 * @returns where it is now
 */
async function nameByArchitecture(tree: string): Promise<string> {
  const unnamed = path.join(tree, ...LOADER_PLACE.split("/"));
  if (!(await exists(unnamed))) return LOADER_PLACE;
  await using handle = await open(unnamed, "r");
  const read = fileReader(handle);
  const head = await read({ offset: 0, length: 64 });
  const headerAt = head.length === 64 ? viewOf(head).getUint32(60, true) : 0;
  const machine = await read({ offset: headerAt + 4, length: 2 });
  const name = machine.length === 2 ? LOADER_NAMES[viewOf(machine).getUint16(0, true)] : undefined;
  if (!name)
    throw new StagingFault("media-unsupported", "The UEFI loader is for no processor that is known here.");
  await rename(unnamed, path.join(path.dirname(unnamed), name));
  return path.posix.join(path.posix.dirname(LOADER_PLACE), name);
}

const LOADER_NAMES: Readonly<Record<number, string>> = {
  0x8664: "bootx64.efi",
  0xaa64: "bootaa64.efi",
  0x014c: "bootia32.efi",
};

/** All files in a folder and below it; paths from the folder. */
export async function treeFiles(folder: string): Promise<{ path: string; sizeBytes: number }[]> {
  const found: { path: string; sizeBytes: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found.push({ path: path.relative(folder, file), sizeBytes: (await stat(file)).size });
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function backslashed(file: string): string {
  return file.replaceAll("/", "\\");
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
