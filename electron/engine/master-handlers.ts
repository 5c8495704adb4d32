import type { Engine } from "../../shared/contract.ts";
import type { KeptMaster, KeptMasters } from "../../shared/masters.ts";
import { inDroppingOrder, type MasterListed } from "./machine/kept-master.ts";
import type { MasterKeeper } from "./machine/masters.ts";
import type { Library } from "./media/library.ts";

interface Rooms {
  masters: MasterKeeper;
  library: Pick<Library, "get">;
}

/** The commands about masters that are kept. */
export function masterHandlers({ masters, library }: Rooms): Pick<Engine, "masters" | "dropMasters"> {
  return {
    masters: () => keptMasters({ masters, library }),
    async dropMasters({ keys }) {
      const before = masters.list();
      await masters.dropIdle(keys);
      const left = new Set(masters.list().map(({ key }) => key));
      const gone = before.filter(({ key }) => !left.has(key));
      const meant = before.filter(({ key }) => keys?.includes(key) ?? true);
      return {
        dropped: gone.length,
        freedBytes: sum(gone),
        held: meant.filter(({ key }) => left.has(key)).length,
      };
    },
  };
}

async function keptMasters({ masters, library }: Rooms): Promise<KeptMasters> {
  const all = inDroppingOrder(masters.list());
  const kept = all.map((one) => keptMaster(one, all, library));
  return { masters: kept, takenBytes: sum(all), ...(await masters.room()) };
}

function keptMaster(
  { key, recipe, allocatedBytes, lastUsedMs, held }: MasterListed,
  all: readonly MasterListed[],
  library: Rooms["library"],
): KeptMaster {
  const media = recipe.image?.media ?? recipe.boot?.media ?? null;
  const found = media === null ? undefined : library.get(media);
  return {
    key,
    media,
    mediaName: found ? `${found.name} ${found.version}`.trim() : null,
    label: recipe.label,
    fileSystem: recipe.fileSystem,
    sectorBytes: recipe.sectorBytes,
    volumeBytes: recipe.sizeBytes,
    takenBytes: allocatedBytes,
    lastUsedAt: new Date(lastUsedMs).toISOString(),
    held,
    fitted: all.filter(({ base }) => base === key).length,
  };
}

function sum(masters: readonly MasterListed[]): number {
  return masters.reduce((total, { allocatedBytes }) => total + allocatedBytes, 0);
}
