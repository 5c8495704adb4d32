import { CONTENT_CHECK_VERSION } from "../../shared/content-check.ts";
import { StagingFault } from "../../shared/fault.ts";
import { lookAtBoot, lookAtContents, lookAtDrivers } from "./media-checks.ts";
import type { Library } from "./media/library.ts";
import type { Tasks } from "./tasks.ts";

/** @returns the task of the check that it begins @throws as beginCheck */
export function startCheck(library: Library, tasks: Tasks, id: string): string {
  return beginCheck(library, tasks, id).task;
}

/**
 * Looks at all names, the boot files and the boot image's drivers, then verifies every blob, in the background.
 * @throws StagingFault media-missing
 */
export function beginCheck(
  library: Library,
  tasks: Tasks,
  id: string,
): { task: string; ended: Promise<unknown> } {
  const media = library.get(id);
  if (!media) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
  const subject = `${media.name} ${media.version}`.trim();
  return tasks.run("check", subject, async ({ signal, tell }) => {
    // What it found stays told: the blobs of a medium whose names are broken may well be whole.
    if (!(await lookAtContents(library, id, { signal, progress: tell }, true))) return;
    await lookAtBoot(library, id, { signal, progress: tell }, true);
    await lookAtDrivers(library, id, { signal, progress: tell });
    await library.check(id, { signal, progress: tell });
  });
}

/**
 * A start waits for the look at names, boot files and signatures: no drive is written before it. What was looked at is not
 * looked at again, unless the file changed. An unknown medium is told later.
 */
export async function lookedAt(library: Library, tasks: Tasks, id: string): Promise<void> {
  const media = library.get(id);
  if (!media) return;
  const subject = `${media.name} ${media.version}`.trim();
  if (media.contents?.version !== CONTENT_CHECK_VERSION)
    await tasks.run("check", subject, ({ signal, tell }) =>
      lookAtContents(library, id, { signal, progress: tell }),
    ).ended;
  if (!media.bootFindings)
    await tasks.run("check", subject, ({ signal, tell }) =>
      lookAtBoot(library, id, { signal, progress: tell }),
    ).ended;
  if (!(await library.signatureKnown(id)))
    await tasks.run("check", subject, ({ signal, tell }) =>
      library.checkSignature(id, { signal, progress: tell }),
    ).ended;
}
