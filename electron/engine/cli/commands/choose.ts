import type { Media } from "../../../../shared/media.ts";
import type { Sequence } from "../../../../shared/sequence.ts";
import { StagingFault } from "../../../../shared/fault.ts";

/** The media that a person may mean by an id, a name, or a name and version ("Field laptop 3.2"). */
export function mediaNamed(media: readonly Media[], wanted: string): Media[] {
  const byId = media.filter(({ id }) => id === wanted);
  if (byId.length > 0) return byId;
  return media.filter(({ name, version }) => same(name, wanted) || same(`${name} ${version}`, wanted));
}

/**
 * The one medium that a person means.
 * @throws StagingFault media-missing; bad-input when it could be any of several
 */
export function chooseMedia(media: readonly Media[], wanted: string): Media {
  const named = mediaNamed(media, wanted);
  const [only, another] = named;
  if (only === undefined) throw new StagingFault("media-missing", `The library has no medium "${wanted}".`);
  if (another === undefined) return only;
  const which = named.map(({ name, version, id }) => `${name} ${version} (${id})`).join(", ");
  throw new StagingFault(
    "bad-input",
    `"${wanted}" could be any of ${which}. Name it with its version or its id.`,
  );
}

/** A name without a version means its current version, when nothing else can be meant. @throws as chooseMedia */
export function chooseMediaToStage(media: readonly Media[], wanted: string): Media {
  const named = mediaNamed(media, wanted);
  const versions = named.every(({ name }) => same(name, wanted) && name === named[0]?.name);
  const current = versions ? named.find(({ standing }) => standing === "current") : undefined;
  return current ?? chooseMedia(media, wanted);
}

/** @throws StagingFault sequence-unknown; bad-input when several have that name */
export function chooseSequence(sequences: readonly Sequence[], wanted: string): Sequence {
  const byId = sequences.find(({ id }) => id === wanted);
  if (byId) return byId;
  const named = sequences.filter(({ name }) => same(name, wanted));
  const [only, another] = named;
  if (only === undefined)
    throw new StagingFault("sequence-unknown", `The station has no task sequence "${wanted}".`);
  if (another === undefined) return only;
  const which = named.map(({ version, id }) => `version ${version} (${id})`).join(", ");
  throw new StagingFault("bad-input", `"${wanted}" could be any of ${which}. Name it by its id.`);
}

function same(a: string, b: string): boolean {
  return a.localeCompare(b.trim(), undefined, { sensitivity: "accent" }) === 0;
}
