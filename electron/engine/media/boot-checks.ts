import { join } from "node:path";
import type { BootFinding } from "../../../shared/boot-finding.ts";
import { gatherBootFacts } from "./boot-checks/gather-facts.ts";
import { judgeBoot } from "./boot-checks/judge-boot.ts";
import { paced, type MediaWork } from "./progress.ts";
import { makeIncoming } from "./shelf.ts";

/**
 * Looks at everything a PC would start from in a medium, before any drive is written: what Windows' boot manager would
 * say, which machines it fits, who signed the loader. Unpacks the boot image beside the library and removes it again.
 * @param dir the library's folder @param wim the medium's .wim
 * @throws StagingFault tool-missing, disk-full, home-not-writable, media-corrupt; `signal.reason`
 */
export async function checkBoot(dir: string, wim: string, work: MediaWork = {}): Promise<BootFinding[]> {
  const progress = paced(work.progress);
  const place = await makeIncoming(dir);
  try {
    const folder = join(place.folder, "boot-check");
    return judgeBoot(
      await gatherBootFacts(wim, folder, { ...(work.signal && { signal: work.signal }), progress }),
    );
  } finally {
    await place.discard();
  }
}
