import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";

/** What a station does about media that are not the current version of their name. */
export type NotCurrentPolicy = "warn" | "refuse";

/**
 * No drive is staged with what was retired. What is older or newer than the current version of its name is staged
 * with a word, or not at all where the station wants current ones only.
 * @param all the media of the library
 * @returns what to say about it, in words; none of the current version
 * @throws StagingFault media-retired, media-not-current
 */
export function refuseRetired(media: Media, all: readonly Media[], policy: NotCurrentPolicy): string[] {
  const { name, version, standing = "current" } = media;
  if (standing === "current") return [];
  const called = `“${name}” ${version}`.trim();
  const current = all.find((other) => other.name === name && other.standing === "current");
  const instead = current ? `${current.version} is the current version.` : "No version of it is current.";
  if (standing === "retired")
    throw new StagingFault("media-retired", `${called} was retired on this station. ${instead}`);
  const words = `${called} is ${standing} than the current version, which is ${current?.version ?? "unknown"}.`;
  if (policy === "refuse") throw new StagingFault("media-not-current", words);
  return [words];
}
