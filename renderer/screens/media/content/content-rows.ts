import type { ContentEntry } from "../../../../shared/media-content.ts";

/** What is known of one folder: how much it has, and the entries that came so far, from the first on. */
export interface LoadedFolder {
  total: number;
  entries: ContentEntry[];
}

/** One line of the tree. */
export type ContentRow =
  | {
      kind: "entry";
      path: string;
      depth: number;
      entry: ContentEntry;
      open: boolean;
      place: number;
      of: number;
    }
  /** More of a folder, or all of it, has still to be asked for. */
  | { kind: "more"; path: string; depth: number; folder: string; offset: number }
  | { kind: "empty"; path: string; depth: number };

export const ROOT = "\\";

export function childPath(folder: string, name: string): string {
  return folder === ROOT ? `\\${name}` : `${folder}\\${name}`;
}

/** The folder that something lies in; the root for what lies there. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf("\\")) || ROOT;
}

/** The lines of the tree from top to bottom: every open folder followed by what lies in it. */
export function rowsOf(folders: ReadonlyMap<string, LoadedFolder>, open: ReadonlySet<string>): ContentRow[] {
  const rows: ContentRow[] = [];
  const add = (folder: string, depth: number): void => {
    const loaded = folders.get(folder) ?? { total: -1, entries: [] };
    const { entries, total } = loaded;
    for (const [n, entry] of entries.entries()) {
      const path = childPath(folder, entry.name);
      const isOpen = entry.folder && open.has(path);
      rows.push({ kind: "entry", path, depth, entry, open: isOpen, place: n + 1, of: total });
      if (isOpen) add(path, depth + 1);
    }
    if (total === 0) rows.push({ kind: "empty", path: `${folder}\\:empty`, depth });
    else if (entries.length !== total)
      rows.push({ kind: "more", path: `${folder}\\:more`, depth, folder, offset: entries.length });
  };
  add(ROOT, 0);
  return rows;
}
