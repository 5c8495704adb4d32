import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { OURS, parseManifest, type Manifest } from "../create/manifest.ts";
import { extractPaths, findPaths } from "../create/wim-tools.ts";
import type { SignatureCover } from "../../../../shared/signing.ts";
import type { MediaWork } from "../progress.ts";
import type { FoundSignature } from "./judge-signature.ts";
import { manifestProblem } from "./manifest-parts.ts";
import { MOST_SIGNATURE_BYTES, readSignature, SignatureProblem, type DetachedSignature } from "./read-cms.ts";

const MOST_MANIFEST_BYTES = 4 << 20;

/** Where a medium's signature as a whole lies: beside its .wim. */
export function signaturePath(wim: string): string {
  return `${wim}.p7s`;
}

export interface FindOptions extends MediaWork {
  /** Where parts may be unpacked: the library's own folder, swept when it is opened. */
  folder: string;
  /** The SHA-256 of the .wim, in hex, where it has just been computed. */
  sha256?: string;
  /** What a comparison with the manifest said, where one has just been made. */
  parts?: string | null;
}

/**
 * Looks for the signatures of a medium and proves them against it: the one beside the .wim against all of its bytes;
 * the one inside against the manifest, and, where there is no other, what the manifest lists against the manifest.
 * @throws StagingFault media-corrupt (wimlib cannot unpack it), tool-missing, disk-full; `signal.reason`
 */
export async function findSignature(wim: string, options: FindOptions): Promise<FoundSignature> {
  const found: FoundSignature = { covers: null, certificates: [], signedAt: null, problem: null };
  try {
    const inside = await readInside(wim, options);
    if (inside?.signature) {
      const signature = readSignature(inside.signature);
      Object.assign(found, about(coverOf(inside.manifest), signature));
      prove(signature, createHash(signature.hash).update(inside.manifest).digest(), "The manifest");
    }
    const beside = await readBeside(wim);
    if (beside) {
      const signature = readSignature(beside);
      Object.assign(found, about("file", signature));
      prove(signature, await hashWhole(wim, signature.hash, options), "The medium");
    }
    if (inside?.signature) await proveParts(wim, inside.manifest, found.covers === "file", options);
  } catch (thrown) {
    if (!(thrown instanceof SignatureProblem)) throw thrown;
    return { ...found, problem: thrown.message };
  }
  return found;
}

async function proveParts(wim: string, text: Buffer, covered: boolean, options: FindOptions): Promise<void> {
  const { parts, folder } = options;
  if (covered && parts === undefined) return;
  const problem = parts !== undefined ? parts : await manifestProblem(wim, parse(text), folder, options);
  if (problem !== null) throw new SignatureProblem(problem);
}

function coverOf(manifest: Buffer): SignatureCover {
  try {
    return parse(manifest).contents ? "contents" : "parts";
  } catch {
    throw new SignatureProblem("The manifest that is signed cannot be read.");
  }
}

function parse(text: Buffer): Manifest {
  return parseManifest(text.toString());
}

function about(covers: SignatureCover, { certificate, chain, signedAt }: DetachedSignature) {
  return { covers, certificates: [certificate, ...chain].map((each) => each.toString()), signedAt };
}

function prove({ digest }: DetachedSignature, found: Buffer, what: string): void {
  if (!digest.equals(found))
    throw new SignatureProblem(`${what} is not what was signed: its hash is another. It was changed since.`);
}

/** The manifest and its signature, byte for byte; null for media that others made. */
async function readInside(
  wim: string,
  work: MediaWork,
): Promise<{ manifest: Buffer; signature: Buffer | null } | null> {
  const names = [OURS.manifest, OURS.signature];
  const there = await findPaths(wim, 1, names, work);
  if (there.size === 0) return null;
  const folder = await mkdtemp(join(tmpdir(), "prestage-signature-"));
  try {
    await extractPaths(wim, 1, [...there.values()], folder, work);
    const read = async (name: string, mostBytes: number) => {
      const path = there.get(name.toLowerCase());
      return path === undefined ? null : await readSmall(join(folder, path), mostBytes);
    };
    const manifest = await read(OURS.manifest, MOST_MANIFEST_BYTES);
    const signature = await read(OURS.signature, MOST_SIGNATURE_BYTES);
    if (!manifest) throw new SignatureProblem("It holds the signature of a manifest, and no manifest.");
    return { manifest, signature };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The signature beside a .wim; null when there is none. @throws SignatureProblem */
export function readBeside(wim: string): Promise<Buffer | null> {
  return readSmall(signaturePath(wim), MOST_SIGNATURE_BYTES);
}

async function readSmall(path: string, mostBytes: number): Promise<Buffer | null> {
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  if (!found.isFile() || found.size > mostBytes)
    throw new SignatureProblem(`${basename(path)} is too large, or no file.`);
  await using file = await open(path, "r");
  return await file.readFile();
}

async function hashWhole(wim: string, hash: string, { sha256, signal }: FindOptions): Promise<Buffer> {
  if (hash === "sha256" && sha256 !== undefined) return Buffer.from(sha256, "hex");
  const hashing = createHash(hash);
  await pipeline(createReadStream(wim, { highWaterMark: 4 << 20 }), hashing, signal ? { signal } : {});
  return hashing.digest();
}
