import type { Engine } from "../../shared/contract.ts";
import { compareMade, type VersionsTold } from "../../shared/media-versions.ts";
import type { Library } from "./media/library.ts";

type VersionCommand = "makeCurrent" | "retireMedia" | "reinstateMedia";

/** The commands about versions of media. */
export function versionHandlers({ library }: { library: Library }): Pick<Engine, VersionCommand> {
  return {
    makeCurrent: async ({ media }) => (library.makeCurrent(media), versionsOf(library, media)),
    retireMedia: async ({ media }) => (library.retire(media), versionsOf(library, media)),
    reinstateMedia: async ({ media }) => (library.reinstate(media), versionsOf(library, media)),
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
