import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import { fatClusterBytes } from "../boot/fat-size.ts";
import type { Plan } from "../sequence/plan.ts";
import { bootContent } from "./boot-content.ts";
import type { LaidPartition } from "./layout.ts";
import type { VolumeRecipe } from "./masters.ts";

/** Which boot record goes into a volume of which file system, by the sha256 of its binary. */
export type BootRecords = Readonly<Record<VolumeRecipe["fileSystem"], { sha256: string }>>;

const NTFS_CLUSTER_BYTES = 4096;

/**
 * What the masters of a drive's partitions are made of, in order; null for a partition without a volume.
 * @param bootRecords the boot records for volumes that get one
 * @throws StagingFault sequence-invalid when a FAT32 volume is too small to be one
 */
export function volumeRecipes(
  plan: Plan,
  laid: readonly LaidPartition[],
  logicalSectorBytes: number,
  media: Pick<Media, "id" | "sha256" | "bootFiles">,
  bootRecords: BootRecords,
): (VolumeRecipe | null)[] {
  const sectorBytes = logicalSectorBytes === 4096 ? 4096 : 512;
  const imageIndex = plan.partitions[plan.boot.os]?.volume?.imageIndex ?? 1;
  return laid.map(({ partition: { volume }, offset, length }, n) => {
    if (!volume) return null;
    const boot = bootContent(plan, n, media, imageIndex);
    return {
      fileSystem: volume.fileSystem,
      sizeBytes: length,
      sectorBytes,
      clusterBytes: volume.fileSystem === "FAT32" ? fatClusterBytes(length, sectorBytes) : NTFS_CLUSTER_BYTES,
      label: volume.label,
      hiddenSectors: offset / sectorBytes,
      bootRecord: volume.bootRecord ? bootRecords[volume.fileSystem].sha256 : null,
      image:
        volume.imageIndex === null
          ? null
          : { media: media.id, mediaSha256: media.sha256, index: volume.imageIndex },
      ...(boot && { boot }),
      ...filesOf(plan, n, boot?.store?.path),
    };
  });
}

/** The places of a volume's own files. None, and the recipe says nothing of them. */
function filesOf(plan: Plan, partition: number, store: string | undefined): Pick<VolumeRecipe, "unitFiles"> {
  const files = plan.files.filter((file) => file.partition === partition);
  const overStore = files.find(({ path }) => path.toLowerCase() === store?.toLowerCase());
  if (overStore)
    throw new StagingFault(
      "sequence-invalid",
      `Step “${overStore.step}”: ${overStore.path} is the boot store, which each unit has its own of already.`,
    );
  if (files.length === 0) return {};
  return { unitFiles: files.map(({ path, placeholderBytes }) => ({ path, lengthBytes: placeholderBytes })) };
}
