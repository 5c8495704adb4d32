import { constants } from "node:fs";
import { access, readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { StagingFault } from "../../shared/fault.ts";
import type { FolderListing, FolderShows } from "../../shared/media-draft.ts";

const ENDINGS: Record<Exclude<FolderShows, "folders" | "all">, readonly string[]> = {
  images: [".wim", ".swm", ".esd"],
  certificates: [".pfx", ".p12", ".pem"],
};
const PLACES = ["/media", "/mnt", "/srv"];
/** What the kernel makes up: nobody keeps files there, and some of it must not be touched. */
const NO_PLACE = /^\/(proc|sys|dev|run\/(?!media(\/|$)))/;
const MOST_ENTRIES = 2000;

/**
 * The names in a folder of this computer, for a window that may be on another one. It opens nothing.
 * @param path empty for the user's own folder
 * @throws StagingFault media-missing: there is no such folder, or it may not be read
 */
export async function browseFolder(path: string, shows: FolderShows): Promise<FolderListing> {
  const folder = await realpath(resolve(path || homedir())).catch((cause: unknown) => {
    throw refusal(path, cause);
  });
  if (NO_PLACE.test(`${folder}/`)) throw refusal(path);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw refusal(path, cause);
  });
  const shown = names.filter((name) => !name.startsWith("."));
  const found = await Promise.all(shown.slice(0, MOST_ENTRIES * 2).map((name) => look(folder, name, shows)));
  const entries = found.filter((entry) => entry !== null).toSorted(inOrder);
  return {
    path: folder,
    parent: folder === "/" ? null : dirname(folder),
    entries: entries.slice(0, MOST_ENTRIES),
    cut: entries.length > MOST_ENTRIES || shown.length > MOST_ENTRIES * 2,
    places: await readable([homedir(), ...PLACES, "/"]),
  };
}

type Entry = FolderListing["entries"][number];

async function look(folder: string, name: string, shows: FolderShows): Promise<Entry | null> {
  const path = join(folder, name);
  if (NO_PLACE.test(`${path}/`)) return null;
  const found = await stat(path).catch(() => null); // what a link leads to; a dangling one to nothing
  if (found?.isDirectory()) return { name, kind: "folder", sizeBytes: null };
  if (!found?.isFile() || shows === "folders") return null;
  if (shows !== "all" && !ENDINGS[shows].includes(extname(name).toLowerCase())) return null;
  return { name, kind: "file", sizeBytes: found.size };
}

function inOrder(a: Entry, b: Entry): number {
  if (a.kind !== b.kind) return a.kind === "folder" ? -1 : 1;
  return a.name.localeCompare(b.name, "en", { numeric: true });
}

async function readable(paths: readonly string[]): Promise<string[]> {
  const may = await Promise.all(
    paths.map((path) =>
      access(path, constants.R_OK | constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return [...new Set(paths.filter((_, n) => may[n]))];
}

function refusal(path: string, cause?: unknown): StagingFault {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  const why =
    code === "ENOENT" || code === "ENOTDIR"
      ? "there is no such folder"
      : code === "EACCES" || code === "EPERM"
        ? "this user may not read it"
        : "it is no place for files";
  return new StagingFault("media-missing", `${path} cannot be shown: ${why}.`, { cause });
}
