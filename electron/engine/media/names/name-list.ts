import { StagingFault } from "../../../../shared/fault.ts";
import { Turns } from "./turns.ts";

/** The fixed part of one entry, then its name, its short name and tagged items; then its further streams. */
const ENTRY_BYTES = 102;
const STREAM_BYTES = 38;
/** Deeper than any path that Windows could name; wimlib reads no deeper either. */
const MOST_DEPTH = 16_384;
/** More names than this in one image is no Windows medium. */
const MOST_ENTRIES = 2_000_000;
/** A Windows medium has some thousands. */
const MOST_STREAMS = 2_000_000;
const NO_SHA1 = "0".repeat(40);

export const ATTRIBUTE = {
  readOnly: 0x1,
  hidden: 0x2,
  system: 0x4,
  folder: 0x10,
  archive: 0x20,
  sparse: 0x200,
  reparse: 0x400,
  compressed: 0x800,
  encrypted: 0x4000,
} as const;

/** Reparse points (MS-FSCC 2.1.2.1) that lead elsewhere: symbolic link, junction, Linux link. */
export const LINKS: ReadonlySet<number> = new Set([0xa000_000c, 0xa000_0003, 0xa000_001d]);

/** A file's further content, or an unnamed one that is listed like those. */
export interface NamedStream {
  name: string;
  /** Null for an empty one. */
  sha1: string | null;
}

/** One file or folder, read where it lies when it is asked. */
export class NameEntry {
  readonly #view: DataView;
  readonly #at: number;
  /** Where the entry and its streams end: the next one begins there. */
  readonly endOffset: number;
  readonly streams: readonly NamedStream[];

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    const bytes = lengthOf(view, at);
    if (ENTRY_BYTES + textBytes(view, at) > bytes) throw damaged(`an entry's names are longer than it is`);
    const { streams, endOffset } = readStreams(view, at + align(bytes), view.getUint16(at + 96, true));
    this.streams = streams;
    this.endOffset = endOffset;
  }

  /** How much of the list it takes, with its streams. */
  get listBytes(): number {
    return this.endOffset - this.#at;
  }

  get name(): string {
    return utf16(this.#view, this.#at + ENTRY_BYTES, this.#view.getUint16(this.#at + 100, true));
  }

  get nameUnits(): number {
    return this.#view.getUint16(this.#at + 100, true) >> 1;
  }

  get attributes(): number {
    return this.#view.getUint32(this.#at + 8, true);
  }

  /** Links to folders hold nothing of their own. */
  get isFolder(): boolean {
    return this.#has(ATTRIBUTE.folder) && !LINKS.has(this.reparseTag ?? 0);
  }

  /** Number of its security descriptor; -1 for none. */
  get security(): number {
    return this.#view.getInt32(this.#at + 12, true);
  }

  /** Where its children begin; 0 for none. */
  get childrenOffset(): number {
    const offset = this.#view.getBigUint64(this.#at + 16, true);
    if (offset > BigInt(this.#view.byteLength)) throw damaged(`a folder lies outside the list of names`);
    return Number(offset);
  }

  /** When it was last written: 100 ns since 1601. */
  get writtenAt(): bigint {
    return this.#view.getBigUint64(this.#at + 56, true);
  }

  /** Of its unnamed content, lower-case hex; null for an empty file, and for a folder. */
  get sha1(): string | null {
    return hash(this.#view, this.#at + 64) ?? this.streams.find(({ name }) => name === "")?.sha1 ?? null;
  }

  /** What kind of reparse point it is; null for none. */
  get reparseTag(): number | null {
    return this.#has(ATTRIBUTE.reparse) ? this.#view.getUint32(this.#at + 88, true) : null;
  }

  /** Names with the same number are one file; 0 for a file with one name. */
  get linkGroup(): bigint {
    return this.#has(ATTRIBUTE.reparse) ? 0n : this.#view.getBigUint64(this.#at + 88, true);
  }

  /** Tags of what else is kept with it: 1 object id, 2 extended attributes. */
  get tags(): number[] {
    const end = this.#at + lengthOf(this.#view, this.#at);
    const tags: number[] = [];
    for (let at = this.#at + align(ENTRY_BYTES + textBytes(this.#view, this.#at)); at + 8 <= end;) {
      const tag = this.#view.getUint32(at, true);
      if (tag !== 0) tags.push(tag);
      at += 8 + align(this.#view.getUint32(at + 4, true));
    }
    return tags;
  }

  #has(attribute: number): boolean {
    return (this.attributes & attribute) !== 0;
  }
}

/** A file or folder and the folder it lies in: null for the root, which has no name. */
export interface Place {
  entry: NameEntry;
  parent: Place | null;
  /** 1 for what lies in the root. */
  depth: number;
  /** How many UTF-16 units its path has, with its leading separator. */
  pathUnits: number;
}

/** The names on the way to it; none for the root. */
export function namesOf({ entry, parent }: Place): string[] {
  if (!parent) return [];
  const names = [entry.name];
  for (let at: Place | null = parent; at?.parent; at = at.parent) names.push(at.entry.name);
  return names.reverse();
}

/** "\\Windows\\System32"; the root is "\\". */
export function pathOf(place: Place): string {
  return `\\${namesOf(place).join("\\")}`;
}

/**
 * The list of names of one image: SECURITYBLOCK_DISK, then the root and each folder's children, DIRENTRY in the
 * "Windows Imaging File Format" white paper. Trusts nothing in it: every read stays inside, every folder is gone
 * through once, no part of it is gone through twice, and there is an end to depth and number.
 */
export class NameList {
  readonly #view: DataView;
  readonly root: Place;
  /** How many security descriptors it has. */
  readonly descriptors: number;

  /** @throws StagingFault media-corrupt */
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 8) throw damaged("it ends inside its security descriptors");
    const securityBytes = align(Math.max(8, this.#view.getUint32(0, true)));
    this.descriptors = this.#view.getUint32(4, true);
    if (securityBytes + ENTRY_BYTES > bytes.length || this.descriptors * 8 > securityBytes)
      throw damaged("its security descriptors are larger than it is");
    const entry = new NameEntry(this.#view, securityBytes);
    if (!entry.isFolder) throw damaged("its root is no folder");
    this.root = { entry, parent: null, depth: 0, pathUnits: 0 };
  }

  /**
   * By its names, written exactly so or, where there is none such, in another case.
   * @throws StagingFault media-corrupt; `signal.reason`
   */
  async find(names: readonly string[], signal?: AbortSignal): Promise<Place | null> {
    const turns = new Turns(signal);
    let place: Place | null = this.root;
    for (const name of names) place = place && (await this.#findIn(place, name, turns));
    return place;
  }

  async #findIn(folder: Place, name: string, turns: Turns): Promise<Place | null> {
    if (!folder.entry.isFolder) return null;
    const folded = name.toUpperCase();
    let found: NameEntry | null = null;
    for (const entry of this.children(folder.entry)) {
      if (turns.isDue(entry.listBytes)) await turns.pass();
      if (entry.name === name) return placeIn(folder, entry);
      if (!found && entry.name.toUpperCase() === folded) found = entry;
    }
    return found && placeIn(folder, found);
  }

  /** What lies in a folder, in the order of the list. @throws StagingFault media-corrupt */
  *children(folder: NameEntry): Generator<NameEntry> {
    let at = folder.childrenOffset;
    if (at === 0) return;
    while (at + 8 <= this.#view.byteLength && this.#view.getBigUint64(at, true) !== 0n) {
      const entry = new NameEntry(this.#view, at);
      yield entry;
      at = entry.endOffset;
    }
    if (at + 8 > this.#view.byteLength) throw damaged("a folder has no end");
  }

  #hasChildren(entry: NameEntry): boolean {
    return !this.children(entry).next().done;
  }

  /**
   * Everything below a folder; what lies in one folder comes without a gap.
   * @throws StagingFault media-corrupt (one folder in two places, inside itself or across another; too deep; too many)
   */
  *walk(from: Place = this.root): Generator<Place> {
    const seen = new Set<number>();
    const waiting: Place[] = [from];
    let [entries, streams, bytes] = [0, 0, 0];
    for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
      const offset = folder.entry.childrenOffset;
      if (folder.depth >= MOST_DEPTH) throw damaged(`folders lie more than ${MOST_DEPTH} deep`);
      for (const entry of this.children(folder.entry)) {
        if (seen.has(offset)) throw damaged("one folder lies in two places, or inside itself");
        if (++entries > MOST_ENTRIES) throw damaged(`it claims more than ${MOST_ENTRIES} files`);
        if ((streams += entry.streams.length) > MOST_STREAMS)
          throw damaged(`it claims more than ${MOST_STREAMS} streams`);
        // Folders that begin at different entries of one list hold the rest of it in common.
        if ((bytes += entry.listBytes) > this.#view.byteLength)
          throw damaged("its folders lie across each other");
        const place = placeIn(folder, entry);
        yield place;
        if (entry.isFolder) waiting.push(place);
        else if (this.#hasChildren(entry)) throw damaged("something lies in what is no folder");
      }
      seen.add(offset);
    }
  }
}

/** @param entry one of the parent's children */
export function placeIn(parent: Place, entry: NameEntry): Place {
  const pathUnits = parent.pathUnits + 1 + entry.nameUnits;
  return { entry, parent, depth: parent.depth + 1, pathUnits };
}

function lengthOf(view: DataView, at: number): number {
  if (at + ENTRY_BYTES > view.byteLength) throw damaged("it ends inside an entry");
  const length = view.getBigUint64(at, true);
  if (length < BigInt(ENTRY_BYTES) || BigInt(at) + length > BigInt(view.byteLength))
    throw damaged(`an entry claims ${length} bytes`);
  return Number(length);
}

/** Each of the two names ends with a zero, when there is one. */
function textBytes(view: DataView, at: number): number {
  const [short, long] = [view.getUint16(at + 98, true), view.getUint16(at + 100, true)];
  return (long > 0 ? long + 2 : 0) + (short > 0 ? short + 2 : 0);
}

function readStreams(
  view: DataView,
  begin: number,
  count: number,
): { streams: NamedStream[]; endOffset: number } {
  const streams: NamedStream[] = [];
  let at = begin;
  for (let n = 0; n < count; n++) {
    if (at + STREAM_BYTES > view.byteLength) throw damaged("it ends inside an entry's streams");
    const length = view.getBigUint64(at, true);
    const nameBytes = view.getUint16(at + 36, true);
    if (length < BigInt(STREAM_BYTES + nameBytes) || BigInt(at) + length > BigInt(view.byteLength))
      throw damaged(`a stream's entry claims ${length} bytes`);
    streams.push({ name: utf16(view, at + STREAM_BYTES, nameBytes), sha1: hash(view, at + 16) });
    at += align(Number(length));
  }
  return { streams, endOffset: at };
}

function hash(view: DataView, at: number): string | null {
  const hex = Buffer.from(view.buffer, view.byteOffset + at, 20).toString("hex");
  return hex === NO_SHA1 ? null : hex;
}

function utf16(view: DataView, at: number, sizeBytes: number): string {
  if (at + sizeBytes > view.byteLength) throw damaged("a name has no end");
  return Buffer.from(view.buffer, view.byteOffset + at, sizeBytes & ~1).toString("utf16le");
}

function align(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 8) * 8;
}

function damaged(how: string): StagingFault {
  return new StagingFault("media-corrupt", `The file is damaged: in its list of names, ${how}.`);
}
