import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Media } from "../../../shared/media.ts";
import { storageFault } from "./storage-fault.ts";

/**
 * The library's folder. A medium is `<id>/media.wim` with `<id>/media.json`. What is on its way in or out lies under a
 * name with a dot, and is swept away when the library is opened: a name without a dot is whole.
 */
const INCOMING = ".incoming-";
const OUTGOING = ".outgoing-";
/** What is being pulled from elsewhere, each in a folder of its own: it stays until it is whole or given up. */
const PULLS = ".pulls";
const WIM = "media.wim";
const DESCRIPTION = "media.json";

/** What was found in the folder. */
export interface Shelf {
  media: Media[];
  /** Folders that could not be read, with the reason. They are left as they are. */
  unreadable: { folder: string; problem: string }[];
}

/** Makes the folder if need be, sweeps away what was half-there, and reads the rest. @throws as storageFault */
export async function openShelf(dir: string): Promise<Shelf> {
  await mkdir(dir, { recursive: true }).catch(storageFault);
  const shelf: Shelf = { media: [], unreadable: [] };
  for (const entry of await readdir(dir, { withFileTypes: true }).catch(storageFault)) {
    const { name } = entry;
    if (name.startsWith(INCOMING) || name.startsWith(OUTGOING))
      await rm(join(dir, name), { recursive: true, force: true }).catch(storageFault);
    else if (entry.isDirectory() && name !== PULLS) await readEntry(dir, name, shelf);
  }
  shelf.media.sort((a, b) => a.importedAt.localeCompare(b.importedAt) || a.id.localeCompare(b.id));
  return shelf;
}

export function pullsPath(dir: string): string {
  return join(dir, PULLS);
}

export function wimPath(dir: string, id: string): string {
  return join(dir, id, WIM);
}

/** A new, empty place for an import. `discard` removes all of it. */
export async function makeIncoming(
  dir: string,
): Promise<{ id: string; folder: string; wim: string; discard(): Promise<void> }> {
  const id = randomUUID();
  const folder = join(dir, INCOMING + id);
  await mkdir(folder).catch(storageFault);
  return {
    id,
    folder,
    wim: join(folder, WIM),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Writes the description so that a crash leaves the old one or the new one. */
export async function describe(folder: string, medium: Media): Promise<void> {
  const path = join(folder, DESCRIPTION);
  await using file = await open(`${path}.new`, "w", 0o640).catch(storageFault);
  await file.writeFile(`${JSON.stringify(medium, null, 2)}\n`).catch(storageFault);
  await file.sync().catch(storageFault);
  await rename(`${path}.new`, path).catch(storageFault);
  await flushFolder(folder);
}

export function redescribe(dir: string, medium: Media): Promise<void> {
  return describe(join(dir, medium.id), medium);
}

/** The moment an import becomes a medium. */
export async function shelve(dir: string, incoming: { id: string; folder: string }): Promise<void> {
  await rename(incoming.folder, join(dir, incoming.id)).catch(storageFault);
  await flushFolder(dir);
}

/** Puts a fresh copy in the place of a damaged one of the same content. */
export async function replaceWim(dir: string, id: string, incoming: { wim: string }): Promise<void> {
  await rename(incoming.wim, wimPath(dir, id)).catch(storageFault);
  await flushFolder(join(dir, id));
}

/** Gone at once for the library; the bytes follow. */
export async function unshelve(dir: string, id: string): Promise<void> {
  const outgoing = join(dir, OUTGOING + id);
  await rename(join(dir, id), outgoing).catch(storageFault);
  await flushFolder(dir);
  await rm(outgoing, { recursive: true, force: true }).catch(storageFault);
}

async function readEntry(dir: string, id: string, shelf: Shelf): Promise<void> {
  try {
    const medium = Media.parse(JSON.parse(await readFile(join(dir, id, DESCRIPTION), "utf8")));
    if (medium.id !== id) throw new Error(`it describes the medium ${medium.id}`);
    shelf.media.push({ ...medium, ...(await lookAtWim(dir, medium)) });
  } catch (thrown) {
    shelf.unreadable.push({ folder: id, problem: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

/** A copy that is not there or has another size is bad, whatever its description says. */
async function lookAtWim(dir: string, medium: Media): Promise<Partial<Media>> {
  const found = await stat(wimPath(dir, medium.id)).catch(() => null);
  if (!found?.isFile()) return { state: "bad", problem: "Its file is gone from the library." };
  if (found.size === medium.sizeBytes) return {};
  return {
    state: "bad",
    problem: `Its file has ${found.size} bytes instead of ${medium.sizeBytes}.`,
  };
}

async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r").catch(storageFault);
  await handle.sync().catch(storageFault);
}
