import { mkdir, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { bcdWarnings, describeBcd, neededFiles } from "../boot/bcd/describe.ts";
import type { BcdDevice } from "../boot/bcd/device.ts";
import { decodeBcd } from "../boot/bcd/store.ts";
import { findFile, readFile } from "../boot/ntfs.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { BootContent } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import { gatherBootFiles, treeFiles } from "./boot-files.ts";
import { fileReader } from "./file-reader.ts";
import { failed, withFile, type MasterBuild } from "./master-parts.ts";
import { addPlaceholder } from "./placeholder-store.ts";
import { applyImage, lastLines } from "./wim-apply.ts";

/**
 * Puts boot files and the placeholder of the unit's boot store onto an NTFS volume that is not mounted.
 * @returns where the placeholder is, null when the medium's own store stays
 */
export async function addBootFiles(
  build: MasterBuild,
): Promise<{ store: string | null; fromBootImage: string[] }> {
  const { recipe, volumeFile, workDir, wimFile, signal, tell } = build;
  const { boot } = recipe;
  if (!boot || wimFile === null) return { store: null, fromBootImage: [] };
  tell("Gathering boot files", 0, 0);
  const applied = recipe.image !== null;
  const { tree, fromBootImage } = await gatherBootFiles(wimFile, boot, workDir, signal, applied);
  await putTree(volumeFile, tree, path.join(workDir, "first"), signal);
  if (boot.store?.keepOwn && (await ownStoreWorks(volumeFile, boot))) return { store: null, fromBootImage };
  const second = path.join(workDir, "store");
  await mkdir(second, { recursive: true });
  await addPlaceholder(second, boot);
  await putTree(volumeFile, second, path.join(workDir, "second"), signal);
  return { store: boot.store?.path ?? null, fromBootImage };
}

/** The medium's own store starts what it names, and all of that is on this volume. */
async function ownStoreWorks(volumeFile: string, { store }: BootContent): Promise<boolean> {
  return withFile(volumeFile, "r", async (handle) => {
    const read = fileReader(handle);
    try {
      const bytes = store && (await readFile(read, store.path));
      if (!bytes) return false;
      const bcd = decodeBcd(bytes);
      const { default: preset } = describeBcd(bcd);
      if (preset?.device?.kind !== "ramdisk") return false;
      const there = new Set<string>();
      for (const file of neededFiles(bcd)) if (await findFile(read, file)) there.add(file);
      const here: BcdDevice = { kind: "mbr-partition", diskSignature: 0, offsetBytes: 0 };
      const partition = { device: here, label: "", has: (file: string) => there.has(file) };
      return bcdWarnings(bcd, { system: here, partitions: [partition] }).length === 0;
    } catch (thrown) {
      if (thrown instanceof StagingFault) return false; // it is no store, or not one that can be read
      throw thrown;
    }
  });
}

/** Adds files to a volume. What lies in folders that are not there yet goes in one step, the rest file by file. */
export async function putTree(
  volumeFile: string,
  tree: string,
  workDir: string,
  signal: AbortSignal,
): Promise<void> {
  const fresh = path.join(workDir, "fresh");
  await mkdir(fresh, { recursive: true });
  for (const name of await readdir(tree))
    if (!(await has(volumeFile, name))) await rename(path.join(tree, name), path.join(fresh, name));
  if ((await readdir(fresh)).length > 0) await applyTree(volumeFile, fresh, workDir, signal);
  for (const { path: file } of await treeFiles(tree)) {
    // Only files nobody needs lie in folders that the medium lacks inside those it has.
    if (path.dirname(file) !== "." && !(await has(volumeFile, path.dirname(file)))) continue;
    const args = ["-f", "-q", volumeFile, path.join(tree, file), `/${file}`];
    const result = await runTool("ntfscp", args, { signal });
    if (result.code !== 0)
      throw failed(`${path.basename(file)} could not be put on the volume.`, lastLines(result));
  }
}

async function applyTree(
  volumeFile: string,
  folder: string,
  workDir: string,
  signal: AbortSignal,
): Promise<void> {
  const wim = path.join(workDir, "boot-files.wim");
  const how = ["--compress=none", "--no-acls"];
  const result = await runTool("wimlib-imagex", ["capture", folder, wim, "Boot files", ...how], { signal });
  if (result.code !== 0) throw failed("The boot files could not be gathered.", lastLines(result));
  await applyImage(wim, 1, volumeFile, () => {}, signal);
}

export async function has(volumeFile: string, file: string): Promise<boolean> {
  return withFile(volumeFile, "r", async (handle) => (await findFile(fileReader(handle), file)) !== null);
}
