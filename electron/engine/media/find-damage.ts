import type { Media } from "../../../shared/media.ts";
import type { MediaWork } from "./progress.ts";
import { listedProblem } from "./signing/manifest-parts.ts";
import { wholeFileProblem } from "./whole-file.ts";
import { verifyBlobs } from "./wimlib.ts";

/** `whole`: the file is what was imported and unpacks; what may still be wrong are parts that its manifest lists. */
export interface Damage {
  problem: string | null;
  whole: boolean;
}

/**
 * Compares a whole .wim with its hash at the import, unpacks and hashes everything in it, and compares that with its
 * manifest.
 * @param folder where to work
 * @throws StagingFault media-missing, tool-missing; `signal.reason`
 */
export async function findDamage(
  wim: string,
  folder: string,
  { sizeBytes, sha256 }: Pick<Media, "sizeBytes" | "sha256">,
  work: MediaWork,
): Promise<Damage> {
  const changed = await wholeFileProblem(wim, { sizeBytes, sha256 }, work);
  if (changed !== null) return { problem: changed, whole: false };
  const tell = (doing: string, share: number) =>
    work.progress?.(doing, Math.round(share * sizeBytes), sizeBytes);
  const blobs = await verifyBlobs(wim, tell, work.signal);
  if (blobs !== null) return { problem: blobs, whole: false };
  return { problem: await listedProblem(wim, folder, work), whole: true };
}
