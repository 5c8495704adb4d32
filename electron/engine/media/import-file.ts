import { rename } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { BootFiles, Media } from "../../../shared/media.ts";
import { checkSpace, copyIn } from "./copy-in.ts";
import { manifestFields, readManifest } from "./create/read-manifest.ts";
import { openSource } from "./media-source.ts";
import { mediumNames } from "./medium-names.ts";
import { paced, type MediaWork } from "./progress.ts";
import { describe, makeIncoming } from "./shelf.ts";
import { findSplitSet, joinSet } from "./split-set.ts";
import { storageFault } from "./storage-fault.ts";
import type { CameInBy } from "./versions.ts";
import { readAtOf, readWim, type WimFacts } from "./wim-file.ts";
import { listImage } from "./wimlib.ts";

export interface ImportOptions extends MediaWork {
  /** True for the sample that the training bench makes. */
  sample?: boolean;
  /** The file is ours, and lies on the library's disk: it is moved in, not copied. */
  move?: boolean;
  /** Its sha256, when we have just written and hashed it: it is not read through once more. */
  sha256?: string;
  /** Where it comes from, for people; left out: the path. */
  source?: string;
  /** How it comes in, for its history; left out: imported. */
  by?: CameInBy;
  /** The version of its name that is current now stays so; left out: the new one is. */
  keepCurrent?: boolean;
}

/** A medium that is wholly copied, checked and described, but not in the library yet. */
export interface Incoming {
  id: string;
  folder: string;
  wim: string;
  medium: Media;
  discard(): Promise<void>;
}

/**
 * Everything of an import but its last step. A split set is put together, and is one .wim from then on. Leaves nothing
 * behind when it throws. @throws as Library.importFile
 */
export async function bringIn(dir: string, path: string, options: ImportOptions): Promise<Incoming> {
  options.signal?.throwIfAborted();
  const set = options.move ? null : await findSplitSet(path);
  if (!set) return bringInFile(dir, path, options);
  const { signal } = options;
  const joining = await makeIncoming(dir);
  try {
    const whole = join(joining.folder, basename(path));
    await joinSet(set, whole, { progress: paced(options.progress), ...(signal && { signal }) });
    return await bringInFile(dir, whole, { source: resolve(path), ...options, move: true });
  } finally {
    await joining.discard();
  }
}

async function bringInFile(dir: string, path: string, options: ImportOptions): Promise<Incoming> {
  const { signal } = options;
  const progress = paced(options.progress);
  await using source = await openSource(path);
  const { sizeBytes } = source;
  const facts = await readWim(readAtOf(source.file), sizeBytes);
  if (!options.move) await checkSpace(dir, sizeBytes);
  const place = await makeIncoming(dir);
  const copying = options.move ? "Reading it through" : "Copying into the library";
  try {
    if (options.move) await rename(path, place.wim).catch(storageFault);
    const sha256 =
      options.sha256 ??
      (await copyIn({
        source: source.file,
        sizeBytes,
        target: options.move ? null : place.wim,
        integrity: facts.integrity,
        ...(signal && { signal }),
        progress: (doneBytes) => progress(copying, doneBytes, sizeBytes),
      }));
    if (options.move) await source.file.sync().catch(storageFault); // a copy was flushed as it was made
    await source.confirmUnchanged();
    progress("Looking at the names in it", sizeBytes, sizeBytes);
    const medium = await describeMedium({ ...place, sizeBytes, sha256, facts }, path, options);
    await describe(place.folder, medium);
    return { ...place, medium };
  } catch (thrown) {
    await place.discard();
    throw thrown;
  }
}

/** A medium as it is when it has just come in. @throws StagingFault media-corrupt, media-unsafe-path, tool-missing */
async function describeMedium(
  { id, wim, sizeBytes, sha256, facts }: Arrived,
  path: string,
  { signal, sample = false, source }: ImportOptions,
): Promise<Media> {
  const bootFiles = await listImages(wim, facts, signal);
  const manifest = await readManifest(wim, signal);
  return {
    id,
    ...mediumNames(facts.images[0], basename(path), manifest),
    ...(manifest && manifestFields(manifest)),
    sha256,
    sizeBytes,
    compression: facts.header.compression,
    hasIntegrityTable: facts.integrity !== null,
    images: facts.images.map(({ image }) => image),
    bootFiles,
    state: "unchecked",
    problem: null,
    importedAt: new Date().toISOString(),
    source: source ?? resolve(path),
    sample,
  };
}

interface Arrived {
  id: string;
  wim: string;
  sizeBytes: number;
  sha256: string;
  facts: WimFacts;
}

/** Every image's paths are judged; the boot files are those of the first. */
async function listImages(wim: string, { images }: WimFacts, signal?: AbortSignal): Promise<BootFiles> {
  const listed: BootFiles[] = [];
  for (const { image } of images) listed.push(await listImage(wim, image.index, signal));
  const [first] = listed;
  if (!first) throw new Error("a .wim without images passed its header check");
  return first;
}
