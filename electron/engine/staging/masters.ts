import type { Range } from "./machine.ts";

/** Everything a master volume is made of. Its canonical JSON, hashed, is the master's key. Sizes in bytes. */
export interface VolumeRecipe {
  fileSystem: "NTFS" | "FAT32";
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
  /** What the firmware needs on this volume besides its image; absent for nothing. */
  boot?: BootContent | undefined;
  /** Where each unit has files of its own; absent for none. An image's own file of that name gives way. */
  unitFiles?: UnitFilePlace[] | undefined;
}

/** A file that each unit fills: \\Windows\\Panther\\unattend.xml. Long enough to have clusters of its own. */
export interface UnitFilePlace {
  path: string;
  lengthBytes: number;
}

/**
 * Boot files from a medium; those it lacks are taken from its boot image. Which files these are follows from the
 * medium alone, so they need not be named here.
 */
export interface BootContent {
  media: string;
  mediaSha256: string;
  index: number;
  firmware: "bios" | "uefi";
  /**
   * `loader`: \bootmgr and \Boot, or \EFI. `sdi`: \Boot\boot.sdi. `image`: the boot image, at `imagePath`. On a
   * volume that gets the medium's image as well, only what that image lacks is added.
   */
  files: ("loader" | "sdi" | "image")[];
  /** Where the medium has its boot image. */
  imagePath: string;
  /** Where each unit's own boot store goes. `keepOwn`: not if the medium's own store works from this volume alone. */
  store: { path: string; lengthBytes: number; keepOwn: boolean } | null;
}

/** A stretch of a volume, and the master file that has it: at the same place as in the volume. */
export interface MasterExtent extends Range {
  /** The file's key. */
  file: string;
}

/** A built volume: one sparse file, or a base with a few blocks over it for another size; and what of it matters. */
export interface MasterVolume {
  /** The hash of the recipe and the tools' versions. */
  key: string;
  /** Differs each time that it is made, as its bytes do: there are times in them. */
  build: string;
  recipe: VolumeRecipe;
  /** The keys of the files it lies in, its own first. */
  files: string[];
  /** In order; multiples of 4 KiB; the backup boot sector included. */
  extents: MasterExtent[];
  /** Where in the volume its serial (NTFS: 8 bytes, FAT32: 4) stands: first and backup boot sector. */
  serialOffsets: number[];
  /** Where in the volume the placeholder of the unit's boot store lies, in order; null when it has none. */
  storeRanges: Range[] | null;
  /** Where the placeholders of the unit's own files lie, one for each of the recipe's. */
  unitFileRanges: Range[][];
  /** What was not on the medium and came from its boot image: "\bootmgr from \Windows\Boot\PCAT\bootmgr". */
  fromBootImage: string[];
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
