import { constants } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileRanges, recordRange } from "../boot/ntfs.ts";
import { plainDescriptor, withDescriptor } from "../boot/ntfs-security.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import type { UnitFilePlace } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import { fileReader } from "./file-reader.ts";
import { failed, withFile, type MasterBuild } from "./master-parts.ts";
import { wimFault } from "./wim-apply.ts";
import { listPaths } from "./wim-extract.ts";

/** What a medium has besides: files and folders that are new, from the volume's root. */
export interface Added {
  files: string[];
  folders: string[];
}

const SPACE = 0x20;

/**
 * A copy of the medium whose image has the placeholders of the unit's own files, with the folders they need; a file
 * of the image's own gives way, however it is stored. Where the station's disk can share blocks the copy takes none.
 */
export async function mediumWithPlaces(
  { recipe, workDir, signal, tell }: MasterBuild,
  medium: { file: string; index: number },
): Promise<{ file: string; added: Added }> {
  tell("Making room for the files of each unit", 0, 0);
  await mkdir(workDir, { recursive: true });
  const file = path.join(workDir, "medium.wim");
  await copyFile(medium.file, file, constants.COPYFILE_FICLONE);
  const paths = await listPaths({ file, index: medium.index }, signal);
  const added: Added = { files: [], folders: [] };
  const lines: string[] = [];
  for (const [n, place] of (recipe.unitFiles ?? []).entries()) {
    const found = spelled(place.path, paths);
    await writeFile(path.join(workDir, `place-${n}`), new Uint8Array(place.lengthBytes).fill(SPACE));
    if (found.replaces !== null) lines.push(`delete "${found.replaces}"`);
    lines.push(`add "place-${n}" "${found.path}"`);
    added.files.push(found.path);
    added.folders.push(...found.newFolders);
    paths.push(...found.newFolders, found.path);
  }
  const args = ["update", file, String(medium.index), "--no-acls"];
  const result = await runTool("wimlib-imagex", args, {
    signal,
    cwd: workDir,
    input: `${lines.join("\n")}\n`,
  });
  if (result.code !== 0) throw wimFault(result, medium.index);
  return { file, added };
}

/** A path in the image's own spelling as far as the image has it: its names differ by case, which Windows does not see. */
export function spelled(
  wanted: string,
  paths: readonly string[],
): { path: string; replaces: string | null; newFolders: string[] } {
  const known = new Map(paths.map((each) => [each.toLowerCase(), each]));
  const newFolders: string[] = [];
  let at = "";
  const parts = wanted.split("\\").filter((part) => part !== "");
  for (const [n, part] of parts.entries()) {
    const next = `${at}/${part}`;
    const there = known.get(next.toLowerCase());
    if (n === parts.length - 1) return { path: there ?? next, replaces: there ?? null, newFolders };
    if (there === undefined) newFolders.push(next);
    at = there ?? next;
  }
  throw failed(`“${wanted}” names no file.`);
}

/** Puts the placeholders into a folder that goes onto a volume, whatever the case of the folders there. */
export async function addPlaces(tree: string, places: readonly UnitFilePlace[]): Promise<void> {
  for (const { path: wanted, lengthBytes } of places) {
    let at = tree;
    const parts = wanted.split("\\").filter((part) => part !== "");
    for (const part of parts.slice(0, -1)) {
      at = path.join(at, await nameIn(at, part));
      await mkdir(at, { recursive: true });
    }
    const file = path.join(at, await nameIn(at, parts.at(-1) ?? ""));
    await writeFile(file, new Uint8Array(lengthBytes).fill(SPACE));
  }
}

async function nameIn(folder: string, name: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  return names.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
}

/** wimlib leaves what it adds open to everyone: it gets what Windows gives to its own. */
export async function secure(volumeFile: string, { files, folders }: Added): Promise<void> {
  await withFile(volumeFile, "r+", async (handle) => {
    const read = fileReader(handle);
    for (const added of [...files, ...folders]) {
      const range = await recordRange(read, added);
      if (!range) throw failed(`The volume has no ${added}.`);
      const record = await withDescriptor(read, range, plainDescriptor(folders.includes(added)));
      await handle.write(record, 0, record.length, range.offset);
    }
  });
}

/** Where the placeholders came to lie. @throws StagingFault master-failed */
export async function placesOnNtfs(volumeFile: string, places: readonly UnitFilePlace[]): Promise<Range[][]> {
  return withFile(volumeFile, "r", async (handle) => {
    const found: Range[][] = [];
    for (const place of places) found.push(wholePlace(place, await rangesOf(fileReader(handle), place.path)));
    return found;
  });
}

async function rangesOf(read: ReturnType<typeof fileReader>, file: string): Promise<Range[] | null> {
  try {
    return await fileRanges(read, file);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    throw failed(thrown.message, thrown.detail, thrown);
  }
}

export function wholePlace({ path: file, lengthBytes }: UnitFilePlace, ranges: Range[] | null): Range[] {
  const length = ranges?.reduce((sum, range) => sum + range.length, 0);
  if (!ranges || length !== lengthBytes)
    throw failed(`The volume keeps ${length ?? "no"} bytes for ${file}, and ${lengthBytes} were asked for.`);
  return ranges;
}
