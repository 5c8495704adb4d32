import { rm } from "node:fs/promises";
import { buildFat } from "./master-fat.ts";
import { buildNtfs } from "./master-ntfs.ts";
import type { BuiltMaster, MasterBuild } from "./master-parts.ts";

/** Goes into every key. Raise it when the same recipe would give another volume than before. */
export const BUILDER_VERSION = 2;

/**
 * Makes one master volume in a sparse file: format, boot record, image, and the proof that it is whole.
 * @throws StagingFault; raw errors of the file system; `signal.reason` when it was cancelled
 */
export async function buildMaster(build: MasterBuild): Promise<BuiltMaster> {
  const built = await (build.recipe.fileSystem === "FAT32" ? buildFat(build) : buildNtfs(build));
  await rm(build.workDir, { recursive: true, force: true });
  return built;
}
