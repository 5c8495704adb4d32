import { StagingFault } from "../../../../shared/fault.ts";
import type { Media } from "../../../../shared/media.ts";
import { runTool } from "../../tool.ts";
import { OURS, parseManifest, type Manifest } from "./manifest.ts";

/** A text file of image 1; null when it is not there. At most 1 MiB. @throws StagingFault media-corrupt */
export async function readTextIn(wim: string, path: string, signal?: AbortSignal): Promise<string | null> {
  const args = ["extract", wim, "1", path, "--to-stdout", "--no-globs"];
  const { code, stdout, stderr } = await runTool("wimlib-imagex", args, { ...(signal && { signal }) });
  if (code === 0) return stdout;
  if (/does not exist in/i.test(stderr)) return null;
  throw new StagingFault("media-corrupt", `${path} of the medium cannot be read.`, { detail: stderr.trim() });
}

/** Null for media that others made. @throws StagingFault media-corrupt */
export async function readManifest(wim: string, signal?: AbortSignal): Promise<Manifest | null> {
  const text = await readTextIn(wim, OURS.manifest, signal);
  return text === null ? null : parseManifest(text);
}

/** What of a manifest is kept with the medium. */
export function manifestFields(
  manifest: Manifest,
): Required<Pick<Media, "mediaGuid" | "passwordProtected" | "manifest">> {
  const { createdAt, software, architecture, unattended, unknownComputers, prestart } = manifest;
  const named = ({ id, name, version }: Manifest["bootImage"]) => `${name} ${version}`.trim() || id;
  return {
    mediaGuid: manifest.mediaGuid,
    passwordProtected: manifest.passwordProtected,
    manifest: {
      createdAt,
      software,
      architecture,
      unattended,
      unknownComputers,
      prestart,
      bootImage: named(manifest.bootImage),
      osImage: named(manifest.osImage),
      parts: manifest.parts.length,
    },
  };
}
