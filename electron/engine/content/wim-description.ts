import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { ContentKind } from "../../../shared/content-index.ts";
import type { Media } from "../../../shared/media.ts";
import { readManifest } from "../media/create/read-manifest.ts";
import { mediumNames } from "../media/medium-names.ts";
import { readAtOf, readWim } from "../media/wim-file.ts";
import { listImage } from "../media/wimlib.ts";
import type { PlaceItem } from "./place.ts";

type Description = Pick<PlaceItem, "kind" | "name" | "version" | "architecture" | "mediaGuid">;

/**
 * What a .wim is, by its header, its XML, the names in it and its manifest; its contents are not read.
 * @throws StagingFault media-…, tool-missing; `signal.reason`
 */
export async function describeWim(path: string, signal: AbortSignal): Promise<Description> {
  await using file = await open(path, "r");
  const { images } = await readWim(readAtOf(file), (await file.stat()).size);
  const [first] = images;
  const manifest = await readManifest(path, signal);
  const { name, version } = mediumNames(first, basename(path), manifest);
  const boots = await listImage(path, 1, signal);
  return {
    kind: kindOf(first?.image.edition ?? null, manifest !== null || boots.bootWim),
    name: name || basename(path),
    version,
    architecture: first?.image.architecture ?? "none",
    ...(manifest && { mediaGuid: manifest.mediaGuid }),
  };
}

/** What the library has is described already. */
export function describeMedium({
  name,
  version,
  images,
  bootFiles,
  mediaGuid,
  manifest,
}: Media): Description {
  const [first] = images;
  return {
    kind: kindOf(first?.edition ?? null, manifest !== undefined || bootFiles.bootWim),
    name,
    version,
    architecture: first?.architecture ?? "none",
    ...(mediaGuid !== undefined && { mediaGuid }),
  };
}

function kindOf(edition: string | null, hasBootImage: boolean): ContentKind {
  if (hasBootImage) return "medium";
  return edition !== null && /^WindowsPE$/i.test(edition) ? "boot-image" : "os-image";
}
