import type { Drive } from "../../../../shared/drive.ts";
import { nodeNameOf, readBlockNodes } from "./block-nodes.ts";
import { isDrive, readFacts } from "./drive-facts.ts";
import { probeCache } from "./probe-cache.ts";
import { kernelFiles } from "./sysfs.ts";
import { readUsage, usesOf } from "./uses.ts";

export interface ListerOptions {
  /** Before /sys, /proc and /dev; "" is this computer. */
  root?: string;
  /** Loop devices are drives too. Default false. */
  allowLoop?: boolean;
  /** Where the station keeps media, masters and records: drives under them are never staged. */
  stationFolders?: readonly string[];
  /** Drives that this engine holds now: they are not read for old marks meanwhile. */
  isOurs?: (identity: string) => boolean;
}

export interface DriveLister {
  /** Every drive of this computer, in the order of its names, with all uses that the guard judges. */
  list(): Promise<Drive[]>;
  /** The drive was written: the next list looks for old RAID and LVM marks anew. */
  forgetOldData(identity: string): void;
}

/** Lists drives from /sys and /proc alone; drives that nothing uses are also read for old RAID and LVM marks. */
export function driveLister(options: ListerOptions = {}): DriveLister {
  const { root = "", allowLoop = false, stationFolders = [], isOurs = () => false } = options;
  const files = kernelFiles(root);
  const probes = probeCache({ root, isOurs });

  async function list(): Promise<Drive[]> {
    const nodes = readBlockNodes(files);
    const usage = readUsage(files, nodes, stationFolders);
    const names = nodes.filter(({ disk, name }) => disk === null && isDrive(name, files, { allowLoop }));
    const drives = names.map(({ name }): Drive => ({ ...readFacts(name, files), uses: usesOf(name, usage) }));
    probes.keepOnly(drives);
    return Promise.all(drives.map(withOldData));

    async function withOldData(drive: Drive): Promise<Drive> {
      if (drive.uses.length > 0 || drive.sizeBytes === 0) return drive;
      const partitions = nodes.filter(({ disk }) => disk === nodeNameOf(drive.path));
      const kinds = await probes.oldData(drive, partitions);
      return { ...drive, uses: kinds.map((kind) => ({ use: "stale-signature", kind })) };
    }
  }

  return { list, forgetOldData: (identity) => probes.forget(identity) };
}
