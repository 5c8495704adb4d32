import type { Media } from "../../../shared/media.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { checkBoot } from "./boot-checks.ts";
import { bringIn, type ImportOptions } from "./import-file.ts";
import { paced, type MediaWork } from "./progress.ts";
import { openShelf, redescribe, replaceWim, shelve, unshelve, wimPath, type Shelf } from "./shelf.ts";
import { wholeFileProblem } from "./whole-file.ts";
import { verifyBlobs } from "./wimlib.ts";

/** The media of one station, in a folder of their own. One process at a time may have it open. */
export interface Library {
  readonly dir: string;
  /** Folders in it that could not be read when it was opened; they are left as they are. */
  readonly unreadable: Shelf["unreadable"];
  /** Oldest first. */
  list(): Media[];
  get(id: string): Media | undefined;
  /** The medium's .wim. @throws StagingFault media-missing */
  pathOf(id: string): string;
  /**
   * Checks a file, copies it in and lists its paths. What is already there by its sha256 is given back unchanged, or,
   * where the copy in the library had gone bad, mended with the new one.
   * @throws StagingFault media-missing, media-not-wim, media-truncated, media-corrupt, media-unsafe-path,
   * media-split-part, media-unsupported, disk-full, home-not-writable, tool-missing; `signal.reason`
   */
  importFile(path: string, options?: ImportOptions): Promise<Media>;
  /**
   * Compares the whole file with its hash at the import, then unpacks and hashes everything in it. The medium becomes
   * `checked`, or `bad` with its problem.
   * @throws StagingFault media-missing, tool-missing; `signal.reason`, the state being as before
   */
  check(id: string, work?: MediaWork): Promise<Media>;
  /**
   * Looks at what a PC starts from in it, and keeps what was found with it. Once for a medium, unless `again`; two
   * callers at a time share one look.
   * @throws StagingFault media-missing, media-corrupt, tool-missing, disk-full; `signal.reason`
   */
  checkBoot(id: string, work?: MediaWork, again?: boolean): Promise<Media>;
  /** Something else has just unpacked and hashed all of it. */
  markChecked(id: string): Promise<Media>;
  /** Something else found it damaged. `problem` in words. */
  markBad(id: string, problem: string): Promise<Media>;
  /** @throws StagingFault media-missing, home-not-writable */
  remove(id: string): Promise<void>;
  /** Tells that the list is another. Returns the way to stop it. */
  onChange(listener: () => void): () => void;
}

/** @throws StagingFault home-not-writable, disk-full */
export async function openLibrary({ dir }: { dir: string }): Promise<Library> {
  return new ShelfLibrary(dir, await openShelf(dir));
}

class ShelfLibrary implements Library {
  readonly dir: string;
  readonly unreadable: Shelf["unreadable"];
  readonly #media: Map<string, Media>;
  readonly #listeners = new Set<() => void>();
  readonly #looking = new Map<string, Promise<Media>>();
  #placing: Promise<unknown> = Promise.resolve();

  constructor(dir: string, shelf: Shelf) {
    this.dir = dir;
    this.unreadable = shelf.unreadable;
    this.#media = new Map(shelf.media.map((medium) => [medium.id, medium]));
  }

  list(): Media[] {
    return [...this.#media.values()];
  }

  get(id: string): Media | undefined {
    return this.#media.get(id);
  }

  pathOf(id: string): string {
    return wimPath(this.dir, this.#require(id).id);
  }

  async importFile(path: string, options: ImportOptions = {}): Promise<Media> {
    const incoming = await bringIn(this.dir, path, options);
    try {
      return await this.#oneAtATime(async () => {
        options.signal?.throwIfAborted();
        const same = this.list().find(({ sha256 }) => sha256 === incoming.medium.sha256);
        if (same && same.state !== "bad") return same;
        if (same) {
          await replaceWim(this.dir, same.id, incoming);
          const { bootFindings: _, ...rest } = same; // they may be of the damaged copy
          return this.#save({ ...rest, state: "unchecked", problem: null });
        }
        await shelve(this.dir, incoming);
        this.#put(incoming.medium);
        return incoming.medium;
      });
    } finally {
      await incoming.discard();
    }
  }

  async check(id: string, { signal, progress }: MediaWork = {}): Promise<Media> {
    const { sizeBytes, sha256 } = this.#require(id);
    const tell = paced(progress);
    const changed = await wholeFileProblem(
      this.pathOf(id),
      { sizeBytes, sha256 },
      { progress: tell, ...(signal && { signal }) },
    );
    if (changed !== null) return this.markBad(id, changed);
    const problem = await verifyBlobs(
      this.pathOf(id),
      (doing, share) => tell(doing, Math.round(share * sizeBytes), sizeBytes),
      signal,
    );
    return problem === null ? this.markChecked(id) : this.markBad(id, problem);
  }

  async checkBoot(id: string, work: MediaWork = {}, again = false): Promise<Media> {
    const running = this.#looking.get(id);
    if (running) {
      await running.catch(() => {}); // theirs to hear; what is missing after it is looked for anew
      return this.checkBoot(id, work);
    }
    const medium = this.#require(id);
    if (medium.bootFindings && !again) return medium;
    const looking = this.#lookAtBoot(id, work);
    this.#looking.set(id, looking);
    return looking.finally(() => this.#looking.delete(id));
  }

  async #lookAtBoot(id: string, work: MediaWork): Promise<Media> {
    const bootFindings = await checkBoot(this.dir, this.pathOf(id), work);
    return this.#oneAtATime(() => this.#save({ ...this.#require(id), bootFindings }));
  }

  markChecked(id: string): Promise<Media> {
    return this.#oneAtATime(() => this.#save({ ...this.#require(id), state: "checked", problem: null }));
  }

  markBad(id: string, problem: string): Promise<Media> {
    return this.#oneAtATime(() => this.#save({ ...this.#require(id), state: "bad", problem }));
  }

  remove(id: string): Promise<void> {
    return this.#oneAtATime(async () => {
      this.#require(id);
      await unshelve(this.dir, id);
      this.#media.delete(id);
      this.#tell();
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #save(medium: Media): Promise<Media> {
    await redescribe(this.dir, medium);
    this.#put(medium);
    return medium;
  }

  #put(medium: Media): void {
    this.#media.set(medium.id, medium);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #require(id: string): Media {
    const medium = this.#media.get(id);
    if (!medium) throw new StagingFault("media-missing", `The library has no medium ${id}.`);
    return medium;
  }

  /** Two imports of one file that end together must find each other. */
  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#placing.then(work);
    this.#placing = mine.catch(() => {});
    return mine;
  }
}
