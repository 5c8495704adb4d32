import { standingOf, type MediaCount, type MediaUnits, type Standing } from "../../shared/carried.ts";
import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Media } from "../../shared/media.ts";
import type { Library } from "./media/library.ts";
import type { CarriedGroup, Records } from "./records/records.ts";

type CarriedRecords = Pick<Records, "carriedGroups" | "carried">;

interface Group extends CarriedGroup, Standing {
  /** What it is called now, or was when it was staged. */
  name: string;
}

/** Which units carry which medium, and how many of them are stale. */
export function carriedHandlers({
  library,
  records,
}: {
  library: Pick<Library, "list" | "get">;
  records: CarriedRecords;
}): Pick<Engine, "mediaCounts" | "mediaUnits"> {
  return {
    mediaCounts: async () => counts(library.list(), records),
    async mediaUnits({ media: id, limit }) {
      const medium = library.get(id);
      if (!medium) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
      return unitsOf(medium.name, limit, library.list(), records);
    },
  };
}

function counts(media: readonly Media[], records: CarriedRecords): MediaCount[] {
  const groups = groupsOf(media, records);
  return media.map(({ id, name, sha256, standing }) => ({
    media: id,
    units: sum(groups.filter(({ mediaSha256 }) => mediaSha256 === sha256)),
    stale: standing === "current" ? sum(groups.filter((group) => group.stale && group.name === name)) : null,
  }));
}

function unitsOf(name: string, limit: number, media: readonly Media[], records: CarriedRecords): MediaUnits {
  const groups = groupsOf(media, records).filter((group) => group.name === name);
  const contents = groups.map(({ mediaSha256, mediaName }) => ({ sha256: mediaSha256, name: mediaName }));
  const units = records
    .carried(contents, limit)
    .map((unit) => ({ ...unit, ...standingOf(unit, unit.startedAt, media) }));
  return { units, total: sum(groups), stale: sum(groups.filter(({ stale }) => stale)) };
}

function groupsOf(media: readonly Media[], records: CarriedRecords): Group[] {
  return records.carriedGroups().map((group) => ({
    ...group,
    ...standingOf(group, group.firstAt, media),
    name: media.find(({ sha256 }) => sha256 === group.mediaSha256)?.name ?? group.mediaName,
  }));
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, { units }) => total + units, 0);
}
