import type { Range } from "./machine.ts";

/** Everything a master volume is made of. Its canonical JSON, hashed, is the master's key. Sizes in bytes. */
export interface VolumeRecipe {
  fileSystem: "NTFS";
  sizeBytes: number;
  sectorBytes: 512 | 4096;
  clusterBytes: number;
  label: string;
  /** The partition's first sector on the drive: the boot record needs it. */
  hiddenSectors: number;
  /** Which boot record goes in, by the sha256 of its binary; null for none. */
  bootRecord: string | null;
  /** What is applied; null for an empty volume. */
  image: { media: string; mediaSha256: string; index: number } | null;
}

/** A built volume: a sparse file, and the extents of it that matter. */
export interface MasterVolume {
  /** The hash of the recipe and the tools' versions. */
  key: string;
  recipe: VolumeRecipe;
  /** In order, not touching; multiples of 4 KiB; the backup boot sector included. */
  extents: Range[];
  /** Where in the volume its 8-byte serial stands: first and backup boot sector. */
  serialOffsets: number[];
  /** The part that makes it a volume: written last. Lies inside the first extent. */
  firstBlock: Range;
  read(range: Range): Promise<Uint8Array>;
  /**
   * Call it when this job needs the master no more (in `finally`; twice does no harm): until then its file stays.
   * Each call of `volume` gives a hold of its own.
   */
  release(): void;
}

/** Builds, keeps and finds master volumes. Two calls for the same recipe build once. */
export interface Masters {
  /**
   * @throws StagingFault master-failed, media-missing, media-corrupt, media-wrong-index, media-unsupported,
   * drive-too-small (the volume, for the image), disk-full, tool-missing; `signal.reason` when it was cancelled,
   * which ends the build only when nobody else waits for it
   */
  volume(recipe: VolumeRecipe, signal: AbortSignal): Promise<MasterVolume>;
}
