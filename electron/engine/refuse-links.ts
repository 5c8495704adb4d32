import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { StagingFault } from "../../shared/fault.ts";

/**
 * What was unpacked from a medium must be files and folders of its own: whoever reads a link reads a file of this
 * computer, which then would go onto a drive.
 * @param paths below `dir`; one that is not there is passed over @throws StagingFault media-unsafe-path
 */
export async function refuseLinks(dir: string, paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const found = await lstat(join(dir, path)).catch(() => null);
    if (!found || found.isFile() || found.isDirectory()) continue;
    throw new StagingFault(
      "media-unsafe-path",
      `${path.replaceAll("/", "\\")} in the medium is a link, where a file belongs.`,
    );
  }
}
