import { open } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Architecture } from "../../../../shared/media.ts";
import { kindProblem, type BootImageChoice } from "../../../../shared/media-create.ts";
import type { MediaWork } from "../progress.ts";
import { readAtOf, readWim } from "../wim-file.ts";
import { bootFileSources, type LoaderSigner } from "./boot-files.ts";
import { checkKind, readSourceImage, type SourceImage, type WatchedFile } from "./source-image.ts";
import { exportImage, extractPaths, findPaths } from "./wim-tools.ts";

const BOOT_WIM = "/sources/boot.wim";

/** A boot image made ready: one file that a boot manager starts, and the boot files that could be found with it. */
export interface BootImage {
  /** The .wim; in the work folder when `own`. */
  path: string;
  own: boolean;
  id: string;
  name: string;
  version: string;
  architecture: Architecture;
  /** Path in the medium → unpacked file. */
  files: Map<string, string>;
  notes: string[];
  watched: WatchedFile[];
}

export interface BootImageWork extends MediaWork {
  folder: string;
  loaderSignedBy: LoaderSigner;
  mediumPath: (id: string) => string | null;
}

/**
 * The .wim is taken byte for byte when a boot manager can start it as it is, so that its hash stays the one that
 * others know; else the chosen image is exported.
 * @throws StagingFault media-missing, media-no-boot-files, bad-input, and what reading a .wim throws
 */
export async function prepareBootImage(choice: BootImageChoice, work: BootImageWork): Promise<BootImage> {
  if (choice.from === "file") return prepare(choice.path, choice.index, new Map(), work);
  const medium = work.mediumPath(choice.media);
  if (medium === null)
    throw new StagingFault("media-missing", `There is no medium ${choice.media} in the library.`);
  const sources = bootFileSources("x64", "2011").concat(bootFileSources("arm64", "2011"));
  const targets = sources.map(({ target }) => target);
  const found = await findPaths(medium, 1, [BOOT_WIM, ...targets], work);
  const bootWim = found.get(BOOT_WIM);
  if (bootWim === undefined) return prepareItself(choice.media, medium, work);
  const into = join(work.folder, "from-medium");
  await extractPaths(medium, 1, [...found.values()], into, work);
  const files = new Map<string, string>();
  for (const target of targets) {
    const path = found.get(target.toLowerCase());
    if (path !== undefined) files.set(target, join(into, path));
  }
  return prepare(join(into, bootWim), null, files, work);
}

/** A boot image that was brought into the library is a medium without anything else in it. */
async function prepareItself(media: string, path: string, work: BootImageWork): Promise<BootImage> {
  const { image } = await readSourceImage(path, await bootIndexOf(path));
  if (image.edition !== null && kindProblem(image, "boot") === null)
    return prepare(path, image.index, new Map(), work);
  throw new StagingFault(
    "media-no-boot-files",
    `The medium ${media} holds no \\sources\\boot.wim and is no boot image itself.`,
  );
}

async function prepare(
  path: string,
  wanted: number | null,
  found: Map<string, string>,
  work: BootImageWork,
): Promise<BootImage> {
  const source = await readSourceImage(path, wanted ?? (await bootIndexOf(path)));
  checkKind(source, "boot");
  const { image, header, id } = source;
  const asItIs = header.bootIndex === image.index && header.compression !== "LZMS";
  const ready = asItIs ? path : join(work.folder, "boot.wim");
  const notes = asItIs ? [] : await exportBootable(source, ready, work);
  await using file = await open(ready, "r");
  await readWim(readAtOf(file), (await file.stat()).size); // solid, damaged or cut short: no boot manager takes it
  const taken = await takeBootFiles(ready, asItIs ? image.index : 1, image.architecture, work);
  return {
    path: ready,
    own: ready.startsWith(work.folder),
    id,
    name: image.name,
    version: image.version ?? "",
    architecture: image.architecture,
    files: new Map([...taken, ...found]),
    notes,
    watched: path.startsWith(work.folder) ? [] : [source],
  };
}

async function bootIndexOf(path: string): Promise<number> {
  const { header, imageCount } = await readSourceImage(path, 1);
  if (header.bootIndex > 0) return header.bootIndex;
  if (imageCount === 1) return 1;
  throw new StagingFault(
    "bad-input",
    `${path} holds ${imageCount} images and marks none of them bootable. Say which one to start.`,
  );
}

async function exportBootable(source: SourceImage, target: string, work: BootImageWork): Promise<string[]> {
  const { image, header, path, sizeBytes } = source;
  const repack = header.compression === "LZMS";
  const doing = "Making the boot image bootable";
  const how = { source: path, index: image.index, target, boot: true, repack, integrity: true };
  await exportImage({ ...how, sizeBytes, doing }, work);
  return [
    ...(repack ? ["The boot image was packed anew: no boot manager reads LZMS."] : []),
    `Image ${image.index} of the boot image was marked bootable; it was not.`,
  ];
}

async function takeBootFiles(
  bootWim: string,
  index: number,
  architecture: Architecture,
  work: BootImageWork,
): Promise<Map<string, string>> {
  const sources = bootFileSources(architecture, work.loaderSignedBy);
  const found = await findPaths(
    bootWim,
    index,
    sources.flatMap(({ from }) => from),
    work,
  );
  const into = join(work.folder, "from-boot-image");
  if (found.size > 0) await extractPaths(bootWim, index, [...found.values()], into, work);
  const files = new Map<string, string>();
  for (const { target, from } of sources) {
    const path = from.map((each) => found.get(each)).find((each) => each !== undefined);
    if (path !== undefined) files.set(target, join(into, path));
  }
  return files;
}
