import { open, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import type { VolumeRecipe } from "../staging/masters.ts";

/** Masters are cut in blocks of this size. */
export const BLOCK_BYTES = 4096;

export interface MasterBuild {
  recipe: VolumeRecipe;
  /** Where to build; must not exist. */
  volumeFile: string;
  /** A folder to work in, not there yet; the caller removes it. */
  workDir: string;
  /** Where image and boot files come from; null for an empty volume. */
  wimFile: string | null;
  bootRecord: Uint8Array | null;
  signal: AbortSignal;
  /** `doneBytes` of `totalBytes`, both 0 while that cannot be told. */
  tell: (doing: string, doneBytes: number, totalBytes: number) => void;
}

/** What staging has to know of a volume that was built. */
export interface BuiltMaster {
  extents: Range[];
  serialOffsets: number[];
  /** Where the placeholder of the unit's boot store lies; null when there is none. */
  storeRanges: Range[] | null;
  /** Where the placeholders of the unit's own files lie, one for each of the recipe's. */
  unitFileRanges: Range[][];
  /** What the medium lacked and its boot image had. */
  fromBootImage: string[];
}

export async function withFile<T>(
  file: string,
  mode: string,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  await using handle = await open(file, mode);
  return await use(handle);
}

/** The build went wrong, and nobody but us knows why. */
export function failed(message: string, detail?: string, cause?: unknown): StagingFault {
  return new StagingFault("master-failed", message, { cause, ...(detail !== undefined && { detail }) });
}
