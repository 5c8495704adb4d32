import { mastersLimitBytes } from "../../shared/masters.ts";
import { bootCode } from "./machine/boot-code.ts";
import { FreshMasters } from "./fresh-masters.ts";
import { readAnew } from "./machine/read-anew.ts";
import { openMasters, type MasterKeeper } from "./machine/masters.ts";
import type { Library } from "./media/library.ts";
import type { Settings } from "./settings.ts";
import type { Tasks } from "./tasks.ts";

/** Masters whose builds show as tasks, within what the station lets them take. */
export async function mastersIn(
  dir: string,
  { library, tasks, settings }: { library: Library; tasks: Tasks; settings: Settings },
): Promise<{ masters: MasterKeeper; fresh: FreshMasters }> {
  const masters = await openMasters({
    dir,
    mediaPath: (id) => (library.get(id) ? library.pathOf(id) : null),
    bootRecords: bootCode().bootRecords,
    limitBytes: (diskBytes) => mastersLimitBytes(settings.get("masters-limit"), diskBytes),
    onBuild: ({ key, subject, doing, doneBytes, totalBytes }) =>
      tasks.show(`master-${key}`, { kind: "master", subject, doing }, doneBytes, totalBytes),
    onBuilt: (key, fault) => {
      tasks.hide(`master-${key}`);
      if (fault === null) fresh.built(key);
    },
  });
  const fresh = new FreshMasters({ masters, tasks, readAnew });
  return { masters, fresh };
}
