import { assertNever, StagingFault } from "../../../shared/fault.ts";
import type { MediaEntry, MediaEvent } from "../../../shared/media-history.ts";
import type { Media } from "../../../shared/media.ts";
import { compareMade, type MediaStanding } from "../../../shared/media-versions.ts";

/** Where the history of media is kept: longer than the media. Every call is durable when it returns. */
export interface MediaLog {
  addMediaEvent(entry: Omit<MediaEntry, "n">): MediaEntry;
  mediaEvents(): MediaEntry[];
}

/** How a medium came into the library. */
export type CameInBy = "imported" | "created" | "pulled";

/** What a person may decide about a version. */
export type VersionDecision = "make-current" | "retire" | "reinstate";

/** What was decided about a content, wherever it lies: one that was retired stays so when it comes in again. */
interface Mark {
  /** Which line of the history made it current; null when none did, or that is over. */
  madeCurrent: number | null;
  retired: boolean;
}

/** Which media are versions of one another, which of them is current, and what became of each. */
export class Versions {
  readonly #log: MediaLog;
  readonly #now: () => Date;
  readonly #marks = new Map<string, Mark>();

  constructor(log: MediaLog, now: () => Date) {
    this.#log = log;
    this.#now = now;
    for (const entry of log.mediaEvents()) this.#fold(entry);
  }

  /** @param all the media of the library */
  standingOf(medium: Media, all: readonly Media[]): MediaStanding {
    if (this.#mark(medium).retired) return "retired";
    const current = this.currentOf(medium.name, all);
    if (!current || current.id === medium.id) return "current";
    return compareMade(medium, current) < 0 ? "older" : "newer";
  }

  /** The one that was made current last; the newest where that was never decided. None when all are retired. */
  currentOf(name: string, all: readonly Media[]): Media | undefined {
    const made = (medium: Media) => this.#mark(medium).madeCurrent ?? 0;
    return all
      .filter((medium) => medium.name === name && !this.#mark(medium).retired)
      .toSorted((a, b) => made(b) - made(a) || compareMade(b, a))[0];
  }

  /** A new medium is the current version of its name, unless the present one is to stay so or it was retired before. */
  cameIn(medium: Media, all: readonly Media[], by: CameInBy, keepCurrent: boolean): void {
    const before = this.currentOf(
      medium.name,
      all.filter(({ id }) => id !== medium.id),
    );
    const { signer = null, fingerprint = null } = medium.signature ?? {};
    this.note(medium, { type: by, source: medium.source, signer, fingerprint });
    if (this.#mark(medium).retired) return;
    const next = keepCurrent ? (before ?? medium) : medium;
    if (next === medium || this.#mark(next).madeCurrent === null)
      this.note(next, { type: "made-current", chosen: false });
  }

  /** @throws StagingFault media-retired, media-corrupt */
  decide(what: VersionDecision, medium: Media, all: readonly Media[]): void {
    if (what === "make-current") return this.#makeCurrent(medium, all);
    if ((what === "retire") === this.#mark(medium).retired) return;
    if (what === "reinstate") this.#keepCurrent(medium.name, all);
    this.note(medium, { type: what === "retire" ? "retired" : "reinstated" });
  }

  /** Where nobody ever decided, the newest is current: one that comes back would take over. */
  #keepCurrent(name: string, all: readonly Media[]): void {
    const current = this.currentOf(name, all);
    if (current && this.#mark(current).madeCurrent === null)
      this.note(current, { type: "made-current", chosen: false });
  }

  #makeCurrent(medium: Media, all: readonly Media[]): void {
    const { name, version, state, problem } = medium;
    if (this.#mark(medium).retired)
      throw new StagingFault("media-retired", `“${name}” ${version} is retired. Reinstate it first.`);
    if (state === "bad")
      throw new StagingFault("media-corrupt", `“${name}” ${version} failed its check: ${problem ?? ""}`);
    if (this.currentOf(name, all)?.id !== medium.id || this.#mark(medium).madeCurrent === null)
      this.note(medium, { type: "made-current", chosen: true });
  }

  /** Puts on record what became of a medium. */
  note({ id, name, version, sha256 }: Media, event: MediaEvent): void {
    const at = this.#now().toISOString();
    this.#fold(this.#log.addMediaEvent({ at, media: id, name, version, sha256, event }));
  }

  #mark({ sha256 }: Pick<Media, "sha256">): Mark {
    return this.#marks.get(sha256) ?? { madeCurrent: null, retired: false };
  }

  #fold({ n, sha256, event }: MediaEntry): void {
    this.#marks.set(sha256, markAfter(this.#mark({ sha256 }), n, event));
  }
}

function markAfter(mark: Mark, n: number, { type }: MediaEvent): Mark {
  switch (type) {
    case "made-current":
      return { ...mark, madeCurrent: n };
    case "retired":
      return { madeCurrent: null, retired: true };
    case "reinstated":
      return { ...mark, retired: false };
    case "deleted":
      return { ...mark, madeCurrent: null };
    case "imported":
    case "created":
    case "pulled":
    case "mended":
    case "checked":
    case "signed":
      return mark;
    default:
      return assertNever(type);
  }
}

/** A history that ends with its process. */
export function passingLog(): MediaLog {
  const entries: MediaEntry[] = [];
  return {
    addMediaEvent(entry) {
      const added = { ...entry, n: entries.length + 1 };
      entries.push(added);
      return added;
    },
    mediaEvents: () => [...entries],
  };
}
