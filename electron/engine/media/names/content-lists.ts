import { StagingFault } from "../../../../shared/fault.ts";
import type { ContentEntry, FileMark } from "../../../../shared/media-content.ts";
import { makeIncoming } from "../shelf.ts";
import { ATTRIBUTE, LINKS, NameList, pathOf, type NameEntry } from "./name-list.ts";
import { sortedByName } from "./sort-names.ts";
import { Turns } from "./turns.ts";
import { readPackedNames, unpackNames, type ContentSizes } from "./unpack-names.ts";

/** A list of Windows' names takes some 30 MB: this many stay in memory, for so long after they were last asked for. */
const MOST_KEPT = 2;
const KEEP_MS = 120_000;

interface Opened {
  list: NameList;
  sizeOf: ContentSizes;
  /** The folder that was listed last, sorted: it is asked for page by page. */
  last?: { path: string; entries: Promise<NameEntry[]> };
}

/** Which image of which file. `key` changes when the file does. */
export interface ImageOf {
  key: string;
  wim: string;
  image: number;
}

/** What lies in the images of a library's media, for whoever looks into them. */
export class ContentLists {
  readonly #dir: string;
  readonly #open = new Map<string, Promise<Opened>>();
  #forget: NodeJS.Timeout | undefined;

  /** @param dir the library's folder */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * A page of one folder: folders first, then by name.
   * @throws StagingFault media-missing, media-corrupt, media-wrong-index, bad-input (no such folder), tool-missing
   */
  async list(
    of: ImageOf,
    { path, offset, limit }: { path: string; offset: number; limit: number },
  ): Promise<{ total: number; entries: ContentEntry[] }> {
    const opened = await this.#opened(of);
    if (opened.last?.path !== path) opened.last = { path, entries: sortedIn(opened.list, path) };
    const entries = await opened.last.entries;
    const page = entries.slice(offset, offset + limit);
    return { total: entries.length, entries: page.map((entry) => contentEntry(entry, opened.sizeOf)) };
  }

  /** In the order of the list. @throws as list */
  async search(
    of: ImageOf,
    { text, limit }: { text: string; limit: number },
  ): Promise<{ found: { path: string; entry: ContentEntry }[]; more: boolean }> {
    const { list, sizeOf } = await this.#opened(of);
    const wanted = text.toLowerCase();
    const found: { path: string; entry: ContentEntry }[] = [];
    const turns = new Turns();
    for (const place of list.walk()) {
      if (turns.isDue(place.entry.listBytes)) await turns.pass();
      if (!place.entry.name.toLowerCase().includes(wanted)) continue;
      if (found.length === limit) return { found, more: true };
      found.push({ path: pathOf(place), entry: contentEntry(place.entry, sizeOf) });
    }
    return { found, more: false };
  }

  async #opened(of: ImageOf): Promise<Opened> {
    const key = `${of.key} ${of.image}`;
    const opened = this.#open.get(key) ?? this.#read(of);
    this.#open.delete(key);
    this.#open.set(key, opened); // the last one asked for is the last to go
    opened.catch(() => this.#open.delete(key));
    for (const oldest of [...this.#open.keys()].slice(0, -MOST_KEPT)) this.#open.delete(oldest);
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#open.clear(), KEEP_MS).unref();
    return opened;
  }

  async #read({ wim, image }: ImageOf): Promise<Opened> {
    const place = await makeIncoming(this.#dir);
    try {
      const packed = await readPackedNames(wim, image);
      return { list: new NameList(await unpackNames(packed, place.folder, {})), sizeOf: packed.sizeOf };
    } finally {
      await place.discard();
    }
  }
}

async function sortedIn(list: NameList, path: string): Promise<NameEntry[]> {
  const folder = await list.find(path.split("\\").filter((name) => name !== ""));
  if (!folder?.entry.isFolder) throw new StagingFault("bad-input", `The image has no folder ${path}.`);
  return sortedByName(list.children(folder.entry));
}

const marks: [attribute: number, mark: FileMark][] = [
  [ATTRIBUTE.readOnly, "read-only"],
  [ATTRIBUTE.hidden, "hidden"],
  [ATTRIBUTE.system, "system"],
  [ATTRIBUTE.archive, "archive"],
  [ATTRIBUTE.compressed, "compressed"],
  [ATTRIBUTE.encrypted, "encrypted"],
  [ATTRIBUTE.sparse, "sparse"],
];

function contentEntry(entry: NameEntry, sizeOf: ContentSizes): ContentEntry {
  const { attributes, isFolder, sha1, reparseTag } = entry;
  const isLink = reparseTag !== null && LINKS.has(reparseTag);
  return {
    name: entry.name,
    folder: isFolder,
    sizeBytes: isFolder ? null : (sizeOf.get(sha1 ?? "") ?? 0),
    writtenAt: isoTime(entry.writtenAt),
    marks: [
      ...marks.filter(([attribute]) => attributes & attribute).map(([, mark]) => mark),
      ...(isLink ? (["link"] as const) : []),
    ],
    sha1: isFolder ? null : sha1,
    streams: entry.streams.map(({ name }) => name).filter((name) => name !== ""),
  };
}

/** 100 ns since 1601 as ISO 8601. */
function isoTime(time: bigint): string | null {
  const date = new Date(Number(time / 10_000n) - 11_644_473_600_000);
  return time === 0n || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
