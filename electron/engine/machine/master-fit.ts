import { StagingFault } from "../../../shared/fault.ts";
import { volumeInfo } from "../boot/ntfs.ts";
import { growNtfs } from "../boot/ntfs-grow.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import { fileReader } from "./file-reader.ts";
import type { Fit } from "./master-layers.ts";
import { inspectNtfs } from "./master-ntfs.ts";
import { failed, withFile, type BuiltMaster } from "./master-parts.ts";
import type { StoredMaster } from "./master-store.ts";
import type { ImageSize } from "./wim-apply.ts";

const MEBIBYTE = 2 ** 20;
const ALIGN_BYTES = 16 * MEBIBYTE;
/** The journal, the boot record's own, and what nobody thought of. */
const OWN_BYTES = 64 * MEBIBYTE;
/** Boot files that the image lacks. */
const BOOT_FILES_BYTES = 128 * MEBIBYTE;

/**
 * The recipe of the base master from which a volume of this size is made, or null when the volume is built as it is:
 * without an image there is nothing to spare, and one that the content just fits into is its own base.
 */
export function baseRecipe(recipe: VolumeRecipe, image: ImageSize): VolumeRecipe | null {
  if (recipe.fileSystem !== "NTFS" || !recipe.image) return null;
  const sizeBytes = comfortableBytes(recipe, image);
  if (sizeBytes >= recipe.sizeBytes) return null;
  return { ...recipe, sizeBytes, hiddenSectors: MEBIBYTE / recipe.sectorBytes };
}

/** The smallest volume that holds this with an eighth left, so that no file comes to lie where the file table grows. */
function comfortableBytes({ sectorBytes, clusterBytes, boot }: VolumeRecipe, image: ImageSize): number {
  const fileRecordBytes = Math.max(1024, sectorBytes);
  const files = image.files * (fileRecordBytes + 2 * clusterBytes);
  const content = image.bytes + files + (boot ? BOOT_FILES_BYTES : 0);
  return Math.ceil(((content * 8) / 7 + OWN_BYTES) / ALIGN_BYTES) * ALIGN_BYTES;
}

export interface FitParts {
  recipe: VolumeRecipe;
  base: StoredMaster;
  baseFile: string;
  /** Where what differs from the base is put; must not exist. */
  volumeFile: string;
}

/** Makes a volume of another size, and at another place, out of a base master: nothing is unpacked again. */
export async function fitMaster(parts: FitParts): Promise<BuiltMaster & { fit: Fit }> {
  const { recipe, base, baseFile, volumeFile } = parts;
  const { key, storeRanges, unitFileRanges, fromBootImage, recipe: old } = base.sidecar;
  return withFile(baseFile, "r", async (handle) => {
    const overlay = await growNtfs(fileReader(handle), recipe.sizeBytes, recipe.hiddenSectors);
    const { flags } = await volumeInfo(overlay.read);
    if (flags !== 0) throw failed(`The fitted volume is marked as not clean (0x${flags.toString(16)}).`);
    const inspected = await inspectNtfs(overlay.read, recipe);
    const changed = overlay.changed();
    await withFile(volumeFile, "wx", async (file) => {
      await file.truncate(recipe.sizeBytes);
      for (const range of changed) await file.write(await overlay.read(range), 0, range.length, range.offset);
    });
    const behind = { offset: old.sizeBytes, length: recipe.sizeBytes - old.sizeBytes };
    const ownRanges = [...changed.flatMap((range) => beforeOnly(range, behind.offset)), behind];
    return { ...inspected, storeRanges, unitFileRanges, fromBootImage, fit: { base: key, ownRanges } };
  });
}

/** The base has nothing behind its end: all of that is the fitted master's. */
function beforeOnly({ offset, length }: { offset: number; length: number }, end: number) {
  const kept = Math.min(length, end - offset);
  return kept > 0 ? [{ offset, length: kept }] : [];
}

/** Of a medium that takes more room than its like: its volumes are built as they are. */
export function nullWhenTooSmall(thrown: unknown): null {
  if (thrown instanceof StagingFault && thrown.code === "drive-too-small") return null;
  throw thrown;
}
