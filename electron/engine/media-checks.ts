import { StagingFault, type FaultCode } from "../../shared/fault.ts";
import { KnownDrivers } from "./media/drivers/known-drivers.ts";
import type { Library } from "./media/library.ts";
import type { MediaWork } from "./media/progress.ts";
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

/**
 * Looks at what a PC starts from in the medium. That the medium itself is damaged is not told from here: its check and
 * the build of a master say so, and keep it.
 * @throws StagingFault media-missing, tool-missing, disk-full; `signal.reason`
 */
export async function lookAtBoot(
  library: Library,
  id: string,
  work: MediaWork,
  again = false,
): Promise<void> {
  try {
    await library.checkBoot(id, work, again);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault && thrown.code === "media-corrupt")) throw thrown;
  }
}

/** Looks at the drivers in its boot image, unless they are known: what models of PC need is then told at once. @throws as lookAtBoot */
export async function lookAtDrivers(library: Library, id: string, work: MediaWork): Promise<void> {
  const medium = library.get(id);
  const known = new KnownDrivers(library.dir);
  if (!medium?.bootFiles.bootWim || (await known.ofMedium(id, medium.sha256))) return;
  try {
    await known.lookAtMedium(id, medium.sha256, work);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault && thrown.code === "media-corrupt")) throw thrown;
  }
}

const TELLING: FaultCode[] = ["media-corrupt", "media-unsafe-path"];

/** Looks at every name in the medium; one whose list of names is broken is bad: false. @throws as lookAtBoot */
export async function lookAtContents(
  library: Library,
  id: string,
  work: MediaWork,
  again = false,
): Promise<boolean> {
  try {
    await library.checkContents(id, work, again);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof StagingFault) || !TELLING.includes(thrown.code)) throw thrown;
    await library.markBad(id, thrown.message);
    return false;
  }
}
