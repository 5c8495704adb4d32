import { rm } from "node:fs/promises";
import { startCheck } from "./look-at-media.ts";
import type { Library } from "./media/library.ts";
import { makeSampleMedium } from "./media/sample.ts";
import type { Records } from "./records/records.ts";
import type { Tasks } from "./tasks.ts";

const MADE = "sample-made";

/** The training bench's own medium, made on its first start, so that the main job runs at once. Deleted is deleted. */
export function makeSample(
  { library, records, tasks }: { library: Library; records: Records; tasks: Tasks },
  dir: string,
): void {
  if (records.setting(MADE) !== null || library.list().length > 0) return;
  tasks.run("sample", "Prestage training medium", async ({ signal, tell }) => {
    try {
      const path = await makeSampleMedium({ dir, signal, progress: tell });
      const media = await library.importFile(path, { signal, progress: tell, sample: true });
      records.setSetting(MADE, media.id);
      if (media.state === "unchecked") startCheck(library, tasks, media.id);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
}
