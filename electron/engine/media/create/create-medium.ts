import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { randomUUID } from "node:crypto";
import type { Media } from "../../../../shared/media.ts";
import type { CreateRequest } from "../../../../shared/media-create.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Library } from "../library.ts";
import { paced, type MediaWork } from "../progress.ts";
import { storageFault } from "../storage-fault.ts";
import { buildMedium, type BuiltMedium, type Workshop } from "./build-medium.ts";
import { makePlace, makeWorkFolder, placeAs } from "./placing.ts";
import { splitWim } from "./wim-tools.ts";

export interface CreateOptions extends MediaWork {
  library: Library;
  software: string;
}

export interface CreatedMedium extends BuiltMedium {
  /** The files that were made, first part first; empty when it went into the library. */
  files: string[];
  /** The medium in the library; null when it went to a file. */
  media: Media | null;
}

/**
 * Makes one prestaged medium. It is there as a whole or not at all, also when the process is killed: what it leaves is
 * swept away by the next one.
 * @throws StagingFault bad-input, certificate-unusable, media-…, disk-full, home-not-writable, tool-missing; `signal.reason`
 */
export async function createMedium(request: CreateRequest, options: CreateOptions): Promise<CreatedMedium> {
  const { library, software, signal } = options;
  if (request.certificate.kind !== "none")
    throw new StagingFault(
      "certificate-unusable",
      "This station cannot sign media. Create it without a certificate: it is then protected by its hashes only.",
    );
  const progress = paced(options.progress);
  const work: MediaWork = { progress, ...(signal && { signal }) };
  await using folder = await makeWorkFolder(request.stagingFolder);
  const mediumPath = (id: string) => (library.get(id) ? library.pathOf(id) : null);
  const shop = { ...work, folder: folder.path, software, mediumPath, sign: null };
  const { destination } = request;
  if (destination.to === "library") return await intoLibrary(request, shop, library);
  return await intoFile(request, shop, resolve(destination.path), destination.partMegabytes);
}

type Shop = Omit<Workshop, "target">;

async function intoLibrary(request: CreateRequest, shop: Shop, library: Library): Promise<CreatedMedium> {
  // A name that the library sweeps away when it is opened.
  const folder = join(library.dir, `.incoming-${randomUUID()}`);
  await mkdir(folder).catch(storageFault);
  try {
    const target = join(folder, `${request.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_")}.wim`);
    const built = await buildMedium(request, { ...shop, target });
    const media = await library.importFile(target, { ...shop, move: true, sha256: built.sha256 });
    return { ...built, files: [], media };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function intoFile(
  request: CreateRequest,
  shop: Shop,
  path: string,
  partMegabytes: number | null,
): Promise<CreatedMedium> {
  await using place = await makePlace(partMegabytes === null ? path : partPath(path, 1));
  const built = await buildMedium(request, { ...shop, target: place.half });
  if (partMegabytes !== null)
    return { ...built, files: await intoParts(place.half, path, partMegabytes, shop, built), media: null };
  shop.signal?.throwIfAborted();
  await place.commit();
  return { ...built, files: [path], media: null };
}

/** The first part last: until it is there, nobody takes the others for a medium. */
async function intoParts(
  wim: string,
  path: string,
  partMegabytes: number,
  shop: Shop,
  { sizeBytes }: BuiltMedium,
): Promise<string[]> {
  const folder = `${wim.slice(0, -".creating".length)}.parts.creating`;
  await mkdir(folder).catch(storageFault);
  try {
    const first = join(folder, basename(partPath(path, 1)));
    await splitWim(wim, first, partMegabytes, shop, sizeBytes);
    return await placeParts(folder, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function placeParts(folder: string, path: string): Promise<string[]> {
  const count = (await readdir(folder)).length;
  const made = Array.from({ length: count }, (_, n) => join(folder, basename(partPath(path, n + 1))));
  const placed: string[] = [];
  try {
    for (const part of made.toReversed()) {
      const target = join(dirname(path), basename(part));
      await placeAs(part, target);
      placed.unshift(target);
    }
  } catch (thrown) {
    for (const part of placed) await rm(part, { force: true });
    throw thrown instanceof StagingFault ? thrown : storageFault(thrown);
  }
  return placed;
}

/** As Windows' tools call them: medium.swm, medium2.swm, … */
function partPath(path: string, number: number): string {
  return path.replace(/\.wim$/i, `${number === 1 ? "" : number}.swm`);
}
