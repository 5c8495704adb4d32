import { StagingFault } from "../../../shared/fault.ts";

/** With fewer clusters than this a volume is FAT16 to everyone who reads it, whatever it says of itself. */
const MIN_CLUSTERS = 65_525;
/** Formatting rounds here and there; this much more is left for it. */
const MARGIN_CLUSTERS = 64;
const RESERVED_SECTORS = 32;
/** Windows' own choice from 260 MB to 8 GB. */
const LARGEST_CLUSTER_BYTES = 4096;

/**
 * The cluster size for a FAT32 volume: the largest up to 4096 bytes that leaves enough clusters.
 * @throws StagingFault sequence-invalid when the volume is too small to be FAT32
 */
export function fatClusterBytes(sizeBytes: number, sectorBytes: number): number {
  for (let bytes = LARGEST_CLUSTER_BYTES; bytes >= sectorBytes; bytes /= 2)
    if (clusters(sizeBytes, sectorBytes, bytes) >= MIN_CLUSTERS + MARGIN_CLUSTERS) return bytes;
  const least = Math.ceil(((MIN_CLUSTERS + MARGIN_CLUSTERS) * (sectorBytes + 8) + 2 ** 18) / 2 ** 20);
  throw new StagingFault(
    "sequence-invalid",
    `A FAT32 volume of ${Math.floor(sizeBytes / 2 ** 20)} MB is too small on a drive with ${sectorBytes}-byte sectors; it needs at least ${least} MB.`,
  );
}

function clusters(sizeBytes: number, sectorBytes: number, clusterBytes: number): number {
  const data = sizeBytes - RESERVED_SECTORS * sectorBytes;
  return Math.floor(data / (clusterBytes + 8)); // each cluster has 4 bytes in both tables
}
