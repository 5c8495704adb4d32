import { StagingFault } from "../../shared/fault.ts";
import type { Library } from "./media/library.ts";
import type { Masters } from "./staging/masters.ts";

/**
 * A master build unpacks and hashes every file of its image, so it is a check of the medium as well: of all of it when
 * the medium holds that one image. What it finds is kept with the medium.
 */
export function mastersThatCheck(masters: Masters, library: Library): Masters {
  return {
    async volume(recipe, signal) {
      const media = recipe.image && library.get(recipe.image.media);
      try {
        const volume = await masters.volume(recipe, signal);
        if (media?.state === "unchecked" && media.images.length === 1) await library.markChecked(media.id);
        return volume;
      } catch (thrown) {
        if (media && thrown instanceof StagingFault && thrown.code === "media-corrupt")
          await library.markBad(media.id, thrown.message);
        throw thrown;
      }
    },
  };
}
