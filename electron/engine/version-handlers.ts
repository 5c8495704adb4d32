import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { MediaEntry } from "../../shared/media-history.ts";
import type { Media } from "../../shared/media.ts";
import { compareMade, type VersionsTold } from "../../shared/media-versions.ts";
import type { Library } from "./media/library.ts";
import type { VersionDecision } from "./media/versions.ts";
import type { Records } from "./records/records.ts";

interface Rooms {
  library: Library;
  records: Pick<Records, "mediaEvents" | "mediaName">;
}

type VersionCommand = "makeCurrent" | "retireMedia" | "reinstateMedia" | "mediaHistory";

/** The commands about versions of media, and what became of them. */
export function versionHandlers(rooms: Rooms): Pick<Engine, VersionCommand> {
  const decide = (what: VersionDecision) => async (asked: { media: string }) => {
    rooms.library.decide(asked.media, what);
    return versionsOf(rooms.library, asked.media);
  };
  return {
    makeCurrent: decide("make-current"),
    retireMedia: decide("retire"),
    reinstateMedia: decide("reinstate"),
    mediaHistory: async ({ of }) => historyOf(rooms, of),
  };
}

function versionsOf(library: Library, id: string): VersionsTold {
  const wanted = library.get(id)?.name;
  return library
    .list()
    .filter(({ name }) => name === wanted)
    .toSorted(compareMade)
    .map(({ id: media, name, version, standing = "current" }) => ({ media, name, version, standing }));
}

/** @throws StagingFault media-missing: the station never had it */
function historyOf({ library, records }: Rooms, of: string): MediaEntry[] {
  const name = library.get(of)?.name ?? records.mediaName(of) ?? of;
  const events = records.mediaEvents(name);
  const known = new Set(events.filter(({ event }) => "source" in event).map(({ media }) => media));
  const before = library.list().filter((medium) => medium.name === name && !known.has(medium.id));
  const all = [...before.map(cameInBefore), ...events];
  if (all.length === 0) throw new StagingFault("media-missing", `This station never had a medium “${of}”.`);
  return all.toSorted((a, b) => b.at.localeCompare(a.at) || b.n - a.n);
}

/** Of a medium that came in before its history was kept: its description tells that much. */
function cameInBefore({ id, name, version, sha256, importedAt, source }: Media): MediaEntry {
  const event = { type: "imported" as const, source, signer: null, fingerprint: null };
  return { n: 0, at: importedAt, media: id, name, version, sha256, event };
}
