import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../../../shared/fault.ts";
import { checkSpace } from "../copy-in.ts";
import type { Manifest } from "../create/manifest.ts";
import { readManifest } from "../create/read-manifest.ts";
import { hashFile } from "../create/source-image.ts";
import { extractPaths } from "../create/wim-tools.ts";
import type { MediaWork } from "../progress.ts";
import { HEADER_BYTES } from "../wim-header.ts";

/**
 * Compares everything that a medium's manifest lists with its SHA-256: the packed contents of the OS image, and each
 * file that was added to it.
 * @returns null when all is as listed, else what is not, in words
 * @param within a folder on a disk with room for the boot image, where files are unpacked for the comparison
 * @throws StagingFault disk-full, tool-missing; `signal.reason`
 */
export async function manifestProblem(
  wim: string,
  manifest: Manifest,
  within: string,
  work: MediaWork,
): Promise<string | null> {
  const contents = manifest.contents && (await contentsProblem(wim, manifest.contents, work));
  return contents ?? (await partsProblem(wim, manifest, within, work));
}

async function contentsProblem(
  wim: string,
  { offset, sizeBytes, sha256 }: NonNullable<Manifest["contents"]>,
  work: MediaWork,
): Promise<string | null> {
  const { size } = await stat(wim);
  if (offset !== HEADER_BYTES || offset + sizeBytes > size)
    return "The OS image is not where the manifest says it is.";
  const tell = (done: number) => work.progress?.("Comparing the OS image with the manifest", done, sizeBytes);
  const range = { offset, endOffset: offset + sizeBytes };
  const found = await hashFile(wim, range, { signal: work.signal, progress: tell });
  return found === sha256 ? null : "The packed OS image is not the one that the manifest lists.";
}

/**
 * The same with the manifest that is in the medium, signed or not.
 * @returns null when all is as listed, or nothing is listed: media that others made
 */
export async function listedProblem(wim: string, within: string, work: MediaWork): Promise<string | null> {
  try {
    const manifest = await readManifest(wim, work.signal);
    return manifest && (await manifestProblem(wim, manifest, within, work));
  } catch (thrown) {
    if (thrown instanceof StagingFault && thrown.code === "media-corrupt") return thrown.message;
    throw thrown;
  }
}

async function partsProblem(
  wim: string,
  { parts }: Manifest,
  within: string,
  work: MediaWork,
): Promise<string | null> {
  const total = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await checkSpace(within, total);
  const folder = await mkdtemp(join(within, ".incoming-parts-"));
  try {
    const unpacked = await unpack(wim, parts, folder, work);
    if (unpacked !== null) return unpacked;
    let done = 0;
    for (const { path, sizeBytes, sha256 } of parts) {
      const file = join(folder, path);
      const { size = -1 } = (await stat(file).catch(() => null)) ?? {};
      if (size < 0) return `${path} is listed in the manifest, and is not in the medium.`;
      const found = await hashFile(file, { offset: 0, endOffset: size }, { signal: work.signal });
      if (found !== sha256) return `${path} is not the file that the manifest lists.`;
      done += sizeBytes;
      work.progress?.("Comparing the boot files with the manifest", done, total);
    }
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(
  wim: string,
  parts: Manifest["parts"],
  folder: string,
  work: MediaWork,
): Promise<string | null> {
  const paths = parts.map(({ path }) => path);
  const unsafe = paths.find((path) => !/^(\/[^/\0\n"']+)+$/.test(path) || /\/\.{1,2}(\/|$)/.test(path));
  if (unsafe !== undefined) return `The manifest lists ${unsafe}, which is no path of a medium.`;
  try {
    await extractPaths(wim, 1, paths, folder, work);
    return null;
  } catch (thrown) {
    if (thrown instanceof StagingFault && thrown.code === "media-corrupt")
      return "A file that the manifest lists cannot be unpacked from the medium.";
    throw thrown;
  }
}
