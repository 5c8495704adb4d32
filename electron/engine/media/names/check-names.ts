import type { ContentCheckCode, ContentFinding, ImageContents } from "../../../../shared/content-check.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { judgeFile } from "./judge-file.ts";
import { judgeName } from "./judge-name.ts";
import { pathOf, type NameList, type Place } from "./name-list.ts";
import { Turns } from "./turns.ts";
import type { ContentSizes } from "./unpack-names.ts";

/** What one image holds, and what of it is worth a word. */
export interface NamesJudged {
  contents: ImageContents;
  findings: ContentFinding[];
}

/**
 * Goes through every name of an image, each once.
 * @throws StagingFault media-corrupt, media-unsafe-path; `signal.reason`
 */
export async function checkNames(
  list: NameList,
  index: number,
  sizeOf: ContentSizes,
  signal?: AbortSignal,
): Promise<NamesJudged> {
  const found = new Findings(index);
  const figures = new Figures(sizeOf);
  let folder: FolderNames | undefined;
  const turns = new Turns(signal);
  for (const place of list.walk()) {
    if (folder?.parent !== place.parent) folder = new FolderNames(place.parent);
    const { entry } = place;
    refuseUnsafe(place);
    if (figures.add(place) === "known") found.add("hard-links", place);
    for (const code of [
      ...folder.judge(entry.name),
      ...judgeName(entry.name),
      ...judgePath(place),
      ...judgeFile(entry, { sizeOf, descriptors: list.descriptors }),
    ])
      found.add(code, place);
    if (turns.isDue(entry.listBytes)) await turns.pass();
  }
  return {
    contents: { index, ...figures.contents(), securityDescriptors: list.descriptors },
    findings: found.all(),
  };
}

/** Names that a path cannot hold: they would lead elsewhere, or hide from whoever reads a list of paths. */
function refuseUnsafe(place: Place): void {
  const { name } = place.entry;
  // oxlint-disable-next-line no-control-regex
  if (name !== "" && name !== "." && name !== ".." && !/[/\\\u0000-\u001f]/.test(name)) return;
  throw new StagingFault("media-unsafe-path", `The file holds the path ${JSON.stringify(shownPath(place))}.`);
}

const MOST_PATH_UNITS = 32_767;
const OLD_PATH_UNITS = 260;
const DRIVE_UNITS = 2; // "C:"

function judgePath({ pathUnits }: Place): ContentCheckCode[] {
  const units = DRIVE_UNITS + pathUnits;
  if (units > MOST_PATH_UNITS) return ["path-too-long"];
  return units >= OLD_PATH_UNITS ? ["path-over-260"] : [];
}

/** The names of one folder, against each other. */
class FolderNames {
  readonly parent: Place | null;
  readonly #names = new Set<string>();
  readonly #folded = new Set<string>();

  constructor(parent: Place | null) {
    this.parent = parent;
  }

  judge(name: string): ContentCheckCode[] {
    const folded = upperCase(name);
    const same = this.#names.has(name);
    const collides = this.#folded.has(folded);
    this.#names.add(name);
    this.#folded.add(folded);
    return same ? ["name-duplicate"] : collides ? ["name-case-collision"] : [];
  }
}

/** As NTFS compares names: each UTF-16 unit by itself, and only where its upper case is one unit too. */
function upperCase(name: string): string {
  const whole = name.toUpperCase();
  if (whole.length === name.length) return whole;
  let folded = "";
  for (const sign of name) {
    const upper = sign.toUpperCase();
    folded += upper.length === sign.length ? upper : sign;
  }
  return folded;
}

/** How much there is. */
class Figures {
  readonly #sizeOf: ContentSizes;
  readonly #groups = new Set<bigint>();
  #files = 0;
  #folders = 0;
  #bytes = 0;
  #largest: { place: Place; bytes: number } | null = null;

  constructor(sizeOf: ContentSizes) {
    this.#sizeOf = sizeOf;
  }

  /** @returns `known` for a further name of a file */
  add(place: Place): "new" | "known" {
    const { entry } = place;
    if (entry.isFolder) this.#folders++;
    else this.#files++;
    const group = entry.isFolder ? 0n : entry.linkGroup;
    if (group !== 0n && this.#groups.has(group)) return "known";
    if (group !== 0n) this.#groups.add(group);
    const own = sizeOfContent(entry.sha1, this.#sizeOf);
    const more = entry.streams.filter(({ name }) => name !== "");
    this.#bytes += own + more.reduce((sum, { sha1 }) => sum + sizeOfContent(sha1, this.#sizeOf), 0);
    if (own > (this.#largest?.bytes ?? 0)) this.#largest = { place, bytes: own };
    return "new";
  }

  contents(): Pick<ImageContents, "files" | "folders" | "bytes" | "largest"> {
    const largest = this.#largest && { path: shownPath(this.#largest.place), bytes: this.#largest.bytes };
    // A hostile list may claim the same huge content a million times.
    const bytes = Math.min(this.#bytes, Number.MAX_SAFE_INTEGER);
    return { files: this.#files, folders: this.#folders, bytes, largest };
  }
}

function sizeOfContent(sha1: string | null, sizeOf: ContentSizes): number {
  return sha1 === null ? 0 : (sizeOf.get(sha1) ?? 0);
}

/** How often each code was found, and where first. */
class Findings {
  readonly #image: number;
  readonly #byCode = new Map<ContentCheckCode, ContentFinding>();

  constructor(image: number) {
    this.#image = image;
  }

  add(code: ContentCheckCode, place: Place): void {
    const known = this.#byCode.get(code);
    if (known) known.count++;
    else this.#byCode.set(code, { code, image: this.#image, count: 1, example: shownPath(place) });
  }

  all(): ContentFinding[] {
    return [...this.#byCode.values()];
  }
}

const MOST_SHOWN_CHARS = 240;

/** A path for people: not endless, and nothing in it that a screen or a terminal would obey. */
export function shownPath(place: Place): string {
  const path = pathOf(place);
  const short = path.length > MOST_SHOWN_CHARS ? `${path.slice(0, MOST_SHOWN_CHARS)}…` : path;
  return short
    .toWellFormed()
    .replaceAll(
      /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
