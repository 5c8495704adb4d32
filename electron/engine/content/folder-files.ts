import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { contentLimits } from "../../../shared/content-index.ts";

const MOST_DEPTH = 4;
/** Entries that are looked at: a folder that is no place for content must not be read for ever. */
const MOST_ENTRIES = 200_000;

/** One .wim under a folder. */
export interface WimFile {
  file: string;
  /** As in an index: percent-encoded, with `/` between. */
  path: string;
}

/** The .wim files under a folder, by path. Links are not followed; names with a dot in front are left alone. */
export async function wimFilesUnder(dir: string, signal: AbortSignal): Promise<WimFile[]> {
  const found: WimFile[] = [];
  let entries = 0;
  const look = async (folder: string, segments: readonly string[]): Promise<void> => {
    for await (const entry of await opendir(folder)) {
      signal.throwIfAborted();
      if (++entries > MOST_ENTRIES || found.length >= contentLimits.items) return;
      if (entry.name.startsWith(".")) continue;
      const file = join(folder, entry.name);
      const path = [...segments, encodeURIComponent(entry.name)];
      if (entry.isDirectory() && segments.length < MOST_DEPTH) await look(file, path);
      else if (entry.isFile() && /\.wim$/i.test(entry.name)) found.push({ file, path: path.join("/") });
    }
  };
  await look(dir, []);
  return found.toSorted((a, b) => a.path.localeCompare(b.path));
}
