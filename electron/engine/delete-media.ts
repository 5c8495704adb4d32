import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { MediaDependents } from "../../shared/media-dependents.ts";
import type { Media } from "../../shared/media.ts";
import { keptDraft } from "./draft-handlers.ts";
import type { MasterKeeper } from "./machine/masters.ts";
import type { Library } from "./media/library.ts";
import type { Records } from "./records/records.ts";
import type { Station } from "./staging/station.ts";

interface Deleting {
  library: Library;
  masters: MasterKeeper;
  records: Records;
  station: Station;
}

/** The commands that tell what depends on a medium, and delete it. */
export function deleteHandlers(all: Deleting): Pick<Engine, "mediaDependents" | "deleteMedia"> {
  return {
    mediaDependents: async ({ media: id }) => dependentsOf(all, mediumOf(all, id)),
    async deleteMedia({ media: id }) {
      const media = mediumOf(all, id);
      const [using] = runningWith(all, media);
      if (using)
        throw new StagingFault("media-in-use", `“${media.name}” is being staged in bay ${using.bay}.`);
      await all.masters.drop(id);
      await all.library.remove(id);
      return {};
    },
  };
}

function mediumOf({ library }: Deleting, id: string): Media {
  const media = library.get(id);
  if (!media) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
  return media;
}

function dependentsOf(all: Deleting, media: Media): MediaDependents {
  const groups = all.records.carriedGroups().filter(({ mediaSha256 }) => mediaSha256 === media.sha256);
  return {
    units: groups.reduce((sum, { units }) => sum + units, 0),
    masters: mastersOf(all.masters, media.id),
    drafts: draftsOf(all.records, media.id),
    running: runningWith(all, media),
  };
}

function mastersOf(masters: MasterKeeper, media: string): MediaDependents["masters"] {
  return masters
    .list()
    .filter(({ recipe: { image, boot } }) => image?.media === media || boot?.media === media)
    .map(({ recipe, allocatedBytes }) => ({
      label: recipe.label,
      volumeBytes: recipe.sizeBytes,
      takenBytes: allocatedBytes,
    }));
}

function draftsOf(records: Records, media: string): string[] {
  const draft = keptDraft(records);
  if (!draft) return [];
  const boots = draft.bootFrom === "medium" && draft.bootMedia === media;
  const images = draft.osFrom === "medium" && draft.osMedia === media;
  return boots || images ? [`${draft.name} ${draft.version}`.trim()] : [];
}

function runningWith({ station, records }: Deleting, media: Media): MediaDependents["running"] {
  return station.jobs
    .running()
    .filter(({ job }) => records.unit(job).mediaId === media.id)
    .map(({ bay, unitSerial }) => ({ bay, unitSerial }));
}
