import { mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createHash, randomUUID } from "node:crypto";
import type { Media } from "../../../../shared/media.ts";
import type { CreateRequest } from "../../../../shared/media-create.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Library } from "../library.ts";
import { paced, type MediaWork } from "../progress.ts";
import type { Signer } from "../signing/certificate.ts";
import { signaturePath } from "../signing/find-signature.ts";
import { signDigest } from "../signing/write-cms.ts";
import { storageFault } from "../storage-fault.ts";
import { buildMedium, type BuiltMedium, type Workshop } from "./build-medium.ts";
import { makePlace, makeWorkFolder, placeAs } from "./placing.ts";
import { splitWim } from "./wim-tools.ts";

export interface CreateOptions extends MediaWork {
  library: Library;
  software: string;
  /** Who signs; nobody leaves the medium unsigned, protected by its hashes only. */
  signer?: Signer | null;
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
  const { library, software, signal, signer = null } = options;
  if (request.certificate.kind !== "none" && !signer)
    throw new StagingFault(
      "certificate-unusable",
      "The medium is to be signed, and there is nobody who signs.",
    );
  const progress = paced(options.progress);
  const work: MediaWork = { progress, ...(signal && { signal }) };
  await using folder = await makeWorkFolder(request.stagingFolder);
  const mediumPath = (id: string) => (library.get(id) ? library.pathOf(id) : null);
  const shop = { ...work, folder: folder.path, software, mediumPath, sign: signer && textSigner(signer) };
  const { destination } = request;
  if (destination.to === "library")
    return await intoLibrary(
      request,
      shop,
      { library, keepCurrent: destination.keepCurrent ?? false },
      signer,
    );
  return await intoFile(request, shop, destination, signer);
}

function textSigner(signer: Signer): (text: string) => Uint8Array {
  return (text) => signDigest(signer, createHash("sha256").update(text).digest(), new Date());
}

/** The signature of the whole file, to lie beside it. */
async function signFile(signer: Signer | null, path: string, { sha256 }: BuiltMedium): Promise<void> {
  if (!signer) return;
  const signature = signDigest(signer, Buffer.from(sha256, "hex"), new Date());
  await using file = await open(path, "w").catch(storageFault);
  await file.writeFile(signature).catch(storageFault);
  await file.sync().catch(storageFault);
}

type Shop = Omit<Workshop, "target">;

async function intoLibrary(
  request: CreateRequest,
  shop: Shop,
  { library, keepCurrent }: { library: Library; keepCurrent: boolean },
  signer: Signer | null,
): Promise<CreatedMedium> {
  // A name that the library sweeps away when it is opened.
  const folder = join(library.dir, `.incoming-${randomUUID()}`);
  await mkdir(folder).catch(storageFault);
  try {
    const target = join(folder, `${request.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_")}.wim`);
    const built = await buildMedium(request, { ...shop, target });
    await signFile(signer, signaturePath(target), built);
    const how = {
      move: true,
      sha256: built.sha256,
      source: "Made on this station",
      by: "created",
      keepCurrent,
    } as const;
    const media = await library.importFile(target, { ...shop, ...how });
    return { ...built, files: [], media };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The signature is there first: nobody finds a signed medium without it. */
async function intoFile(
  request: CreateRequest,
  shop: Shop,
  destination: Extract<CreateRequest["destination"], { to: "file" }>,
  signer: Signer | null,
): Promise<CreatedMedium> {
  const { partMegabytes } = destination;
  const path = resolve(destination.path);
  await using place = await makePlace(partMegabytes === null ? path : partPath(path, 1));
  await using signature = signer && partMegabytes === null ? await makePlace(signaturePath(path)) : null;
  const built = await buildMedium(request, { ...shop, target: place.half });
  if (partMegabytes !== null)
    return { ...built, files: await intoParts(place.half, path, partMegabytes, shop, built), media: null };
  shop.signal?.throwIfAborted();
  if (!signature) {
    await place.commit();
    return { ...built, files: [path], media: null };
  }
  await signFile(signer, signature.half, built);
  await signature.commit();
  await place.commit().catch(async (thrown: unknown) => {
    await rm(signaturePath(path), { force: true });
    throw thrown;
  });
  return { ...built, files: [path, signaturePath(path)], media: null };
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
