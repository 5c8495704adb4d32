import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Library } from "./media/library.ts";
import { ContentLists, type ImageOf } from "./media/names/content-lists.ts";

type MediaContentCommand = "listMediaContent" | "searchMediaContent";

/** What lies in the images of the library's media. */
export function mediaContentHandlers({ library }: { library: Library }): Pick<Engine, MediaContentCommand> {
  const lists = new ContentLists(library.dir);
  const imageOf = (id: string, image: number): ImageOf => {
    const medium = library.get(id);
    if (!medium) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
    return { key: `${id} ${medium.state}`, wim: library.pathOf(id), image };
  };
  return {
    listMediaContent: async ({ media, image, ...page }) => lists.list(imageOf(media, image), page),
    searchMediaContent: async ({ media, image, ...search }) => lists.search(imageOf(media, image), search),
  };
}
