import { randomUUID } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import { architectureProblem, type CreateRequest } from "../../../../shared/media-create.ts";
import { checkSpace } from "../copy-in.ts";
import type { MediaWork } from "../progress.ts";
import { storageFault } from "../storage-fault.ts";
import { HEADER_BYTES } from "../wim-header.ts";
import { readAtOf, readWim } from "../wim-file.ts";
import { startsBy } from "./boot-files.ts";
import { prepareBootImage, type BootImage } from "./boot-image.ts";
import { encodeManifest, OURS, type Manifest } from "./manifest.ts";
import { PartTree, withFolders, type Part } from "./part-tree.ts";
import { sealWim } from "./seal-wim.ts";
import {
  checkKind,
  checkSource,
  hashFile,
  readSourceImage,
  watchFile,
  type SourceImage,
} from "./source-image.ts";
import { sealVariables } from "./variables-file.ts";
import { addTree, exportImage, findPaths } from "./wim-tools.ts";

/** What a medium is built with besides what was asked for. */
export interface Workshop extends MediaWork {
  /** An empty folder to work in; whoever gave it removes it. */
  folder: string;
  /** The .wim to write. */
  target: string;
  software: string;
  mediumPath: (id: string) => string | null;
  /** Signs the manifest's text; null leaves the medium unsigned. */
  sign: ((manifest: string) => Uint8Array) | null;
}

export interface BuiltMedium {
  manifest: Manifest;
  sha256: string;
  sizeBytes: number;
  /** What was decided on the way, for people. */
  notes: string[];
}

/**
 * Builds the medium: the OS image as it is packed, and over it the boot image, boot files, TsmBootstrap.ini, variables
 * and manifest.
 * @throws StagingFault as documented at its steps; `signal.reason`
 */
export async function buildMedium(request: CreateRequest, shop: Workshop): Promise<BuiltMedium> {
  const os = await readSourceImage(osImagePath(request, shop), request.osImage.index);
  checkKind(os, "os");
  const repack = os.header.compression !== "LZX" && os.header.compression !== "XPRESS";
  await checkSpace(dirname(shop.target), os.sizeBytes * (repack ? 2 : 1));
  const boot = await prepareBootImage(request.bootImage, { ...shop, loaderSignedBy: request.loaderSignedBy });
  const notes = [...boot.notes, ...matchArchitectures(boot, os)];
  if (repack) notes.push(`The OS image was packed anew as LZX; it was ${os.header.compression}.`);
  const parts = await collectParts(request, boot);
  const starts = startsBy(parts.map(({ path }) => path));
  notes.push(`It starts by ${[starts.bios && "BIOS", starts.uefi && "UEFI"].filter(Boolean).join(" and ")}.`);
  await exportOs(os, repack, shop);
  const tree = await layParts(parts, shop);
  const manifest = await layManifest(request, { os, boot, tree }, shop);
  await checkSpace(dirname(shop.target), tree.sizeBytes);
  await addTree(shop.target, shop.folder, tree.sizeBytes, shop);
  for (const source of [os, ...boot.watched, ...tree.watched]) await source.confirmUnchanged();
  return { manifest, notes, ...(await finish(shop)) };
}

/** @throws StagingFault media-missing */
function osImagePath({ osImage }: CreateRequest, { mediumPath }: Workshop): string {
  if (osImage.from === "file") return osImage.path;
  const path = mediumPath(osImage.media);
  if (path !== null) return path;
  throw new StagingFault("media-missing", `There is no medium ${osImage.media} in the library.`);
}

/** Copies what is packed while it is compared with its own checksums; whatever fails first ends both. */
async function exportOs(os: SourceImage, repack: boolean, shop: Workshop): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(shop.signal ? [shop.signal] : [])]);
  const how = { source: os.path, index: os.image.index, target: shop.target, boot: false, repack };
  const more = { integrity: false, sizeBytes: os.sizeBytes, doing: "Copying the OS image" };
  const both = [exportImage({ ...how, ...more }, { ...shop, signal }), checkSource(os, signal)];
  try {
    await Promise.all(both);
  } catch (thrown) {
    stop.abort(thrown);
    await Promise.allSettled(both);
    shop.signal?.throwIfAborted();
    await os.confirmUnchanged(); // the better reason, where it is one
    throw thrown;
  }
}

function matchArchitectures(boot: BootImage, os: SourceImage): string[] {
  const problem = architectureProblem(boot.architecture, os.image.architecture);
  if (problem?.stops) throw new StagingFault("bad-input", problem.message);
  return problem ? [problem.message] : [];
}

async function collectParts(request: CreateRequest, boot: BootImage): Promise<Part[]> {
  const given = request.bootFiles.map(({ source, path }) => ({ path, file: source, own: false }));
  const lower = new Set(given.map(({ path }) => path.toLowerCase()));
  for (const { path } of given)
    if (/^\/(prestage|sms\/data)(\/|$)|^\/sources\/boot\.wim$/i.test(path))
      throw new StagingFault("bad-input", `${path} is a file that Prestage itself puts into the medium.`);
  if (lower.size < given.length)
    throw new StagingFault(
      "bad-input",
      "Two of the boot files given would have the same name in the medium.",
    );
  const found = [...boot.files].filter(([path]) => !lower.has(path.toLowerCase()));
  const prestart = request.prestart?.files ?? [];
  return [
    { path: "/sources/boot.wim", file: boot.path, own: boot.own },
    ...found.map(([path, file]) => ({ path, file, own: false })),
    ...given,
    { path: "/SMS/data/TsmBootstrap.ini", bytes: Buffer.from(bootstrapIni(request)) },
    ...prestart.map(({ source, path }) => ({ path: OURS.prestart + path, file: source, own: false })),
  ];
}

/** As Configuration Manager writes it. */
function bootstrapIni({ password, unattended }: CreateRequest): string {
  const lines = ["[MediaInfo]", "MediaType=OEMMedia", `PasswordRequired=${password !== null}`];
  return [...lines, `Unattended=${unattended}`, ""].join("\r\n");
}

async function layParts(parts: readonly Part[], shop: Workshop): Promise<PartTree> {
  const ours = [...parts.map(({ path }) => path), ...Object.values(OURS)];
  const known = await findPaths(shop.target, 1, ours.flatMap(withFolders), shop);
  const folder = join(shop.folder, "tree");
  await mkdir(folder).catch(storageFault);
  const tree = new PartTree(folder, known);
  await checkSpace(shop.folder, await bytesToCopy(parts));
  for (const part of parts) await tree.lay(part, shop);
  return tree;
}

async function bytesToCopy(parts: readonly Part[]): Promise<number> {
  let sizeBytes = 0;
  for (const part of parts)
    if ("file" in part && !part.own) sizeBytes += (await watchFile(part.file)).sizeBytes;
  return sizeBytes;
}

async function layManifest(
  request: CreateRequest,
  { os, boot, tree }: { os: SourceImage; boot: BootImage; tree: PartTree },
  shop: Workshop,
): Promise<Manifest> {
  const mediaGuid = randomUUID();
  const builtIns = [
    { name: "_SMSTSMediaType", value: "OEMMedia" },
    { name: "_SMSMediaGuid", value: mediaGuid.toUpperCase() },
    { name: "_SMSTSBootImageID", value: boot.id },
  ];
  const { variables, prestart } = request;
  const secrets = { builtIns, variables, prestart: prestart?.command ?? null };
  const bytes = await sealVariables(secrets, request.password);
  await tree.lay({ path: OURS.variables, bytes }, shop);
  const bootWim = tree.parts.find(({ path }) => path.toLowerCase() === "/sources/boot.wim");
  const manifest: Manifest = {
    format: "prestage-manifest/1",
    mediaGuid,
    name: request.name,
    createdBy: request.createdBy,
    version: request.version,
    comment: request.comment,
    createdAt: new Date().toISOString(),
    software: shop.software,
    architecture: os.image.architecture,
    unattended: request.unattended,
    passwordProtected: request.password !== null,
    unknownComputers: request.unknownComputers,
    prestart: prestart !== null,
    builtIns,
    bootImage: { id: boot.id, name: boot.name, version: boot.version, sha256: bootWim?.sha256 ?? null },
    osImage: { id: os.id, name: os.image.name, version: os.image.version ?? "", sha256: null },
    contents: isSplit(request) ? null : await hashContents(shop),
    parts: [...tree.parts],
  };
  const text = encodeManifest(manifest);
  await tree.lay({ path: OURS.manifest, bytes: Buffer.from(text) }, shop);
  if (shop.sign) await tree.lay({ path: OURS.signature, bytes: shop.sign(text) }, shop);
  return manifest;
}

function isSplit({ destination }: CreateRequest): boolean {
  return destination.to === "file" && destination.partMegabytes !== null;
}

/**
 * Everything packed, from behind the header to the table of contents: adding to a .wim leaves it where it is. The disk
 * takes it meanwhile, so that little is left to flush at the end.
 */
async function hashContents({ target, signal, progress }: Workshop): Promise<Manifest["contents"]> {
  await using file = await open(target, "r+").catch(storageFault);
  const { header } = await readWim(readAtOf(file), (await file.stat()).size);
  const sizeBytes = header.blobTable.offset - HEADER_BYTES;
  const tell = (done: number) => progress?.("Hashing the OS image", done, sizeBytes);
  const all = { offset: HEADER_BYTES, endOffset: header.blobTable.offset };
  const flushed = file.datasync().catch(storageFault);
  const hashed = hashFile(target, all, { signal, progress: tell });
  const [, sha256] = await Promise.all([flushed, hashed]);
  return { offset: HEADER_BYTES, sizeBytes, sha256 };
}

/** Sealed, and judged as if it came from a stranger. */
async function finish(shop: Workshop): Promise<{ sha256: string; sizeBytes: number }> {
  const sealed = await sealWim(shop.target, shop);
  await using file = await open(shop.target, "r").catch(storageFault);
  const { integrity } = await readWim(readAtOf(file), sealed.sizeBytes);
  if (!integrity) throw new Error("the integrity table was left out");
  return sealed;
}
