import type { X509Certificate } from "node:crypto";
import type { Media } from "../../../shared/media.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { CONTENT_CHECK_VERSION } from "../../../shared/content-check.ts";
import { checkBoot } from "./boot-checks.ts";
import { findDamage } from "./find-damage.ts";
import { checkContents } from "./content-checks.ts";
import { bringIn, type ImportOptions } from "./import-file.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { oneLook } from "./one-look.ts";
import { paced, type MediaWork } from "./progress.ts";
import { openShelf, redescribe, replaceWim, shelve, unshelve, wimPath, type Shelf } from "./shelf.ts";
import { Signatures } from "./signatures.ts";
import type { Trust } from "./signing/judge-signature.ts";
import { passingLog, Versions, type MediaLog, type VersionDecision } from "./versions.ts";

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
  /** Looks at every name in it, and keeps what was found with it. As checkBoot. @throws as checkBoot */
  checkContents(id: string, work?: MediaWork, again?: boolean): Promise<Media>;
  /**
   * Looks at who signed it, and keeps what was found, until the file or its signature is another.
   * @throws StagingFault media-missing, media-corrupt, tool-missing, disk-full; `signal.reason`
   */
  checkSignature(id: string, work?: MediaWork): Promise<Media>;
  /** Whether the look at its signature was at exactly the files that are there now. @throws StagingFault media-missing */
  signatureKnown(id: string): Promise<boolean>;
  /** Puts a signature of the whole medium beside it, in the place of an older one. @throws as checkSignature */
  sign(id: string, signature: Uint8Array): Promise<Media>;
  /** The certificates in its signature, the signer's first. @throws StagingFault media-missing */
  certificatesOf(id: string): X509Certificate[];
  /** Whom the station trusts has changed, or time went on: signatures may come to something else. */
  trustChanged(): void;
  /** Decides which versions are staged. @throws StagingFault media-missing, media-retired, media-corrupt */
  decide(id: string, what: VersionDecision): void;
  /** Something else has just unpacked and hashed all of it. */
  markChecked(id: string): Promise<Media>;
  /** Something else found it damaged. `problem` in words. */
  markBad(id: string, problem: string): Promise<Media>;
  /** @throws StagingFault media-missing, home-not-writable */
  remove(id: string): Promise<void>;
  /** Tells that the list is another. Returns the way to stop it. */
  onChange(listener: () => void): () => void;
}

export interface LibraryOptions {
  dir: string;
  /** Whom the station trusts; nobody when left out. */
  trust?: Trust;
  /** Where the history of its media is kept; nowhere when left out. */
  log?: MediaLog;
}

/** @throws StagingFault home-not-writable, disk-full */
export async function openLibrary({
  dir,
  trust = nobody,
  log = passingLog(),
}: LibraryOptions): Promise<Library> {
  const shelf = await openShelf(dir);
  const signatures = new Signatures(dir, trust);
  await signatures.load(shelf.media);
  return new ShelfLibrary(dir, shelf, signatures, new Versions(log, () => trust.now()));
}

const now = () => new Date().toISOString();
const nobody: Trust = { trusted: () => [], now: () => new Date() };

class ShelfLibrary implements Library {
  readonly dir: string;
  readonly unreadable: Shelf["unreadable"];
  readonly #media: Map<string, Media>;
  readonly #listeners = new Set<() => void>();
  readonly #looks = oneLook<Media>();
  readonly #signatures: Signatures;
  readonly #versions: Versions;
  /** Two imports of one file that end together must find each other. */
  readonly #oneAtATime = oneAtATime();

  constructor(dir: string, shelf: Shelf, signatures: Signatures, versions: Versions) {
    this.#signatures = signatures;
    this.#versions = versions;
    this.dir = dir;
    this.unreadable = shelf.unreadable;
    this.#media = new Map(shelf.media.map((medium) => [medium.id, medium]));
  }

  list(): Media[] {
    return this.#all().map((medium) => this.#shown(medium));
  }

  get(id: string): Media | undefined {
    const medium = this.#media.get(id);
    return medium && this.#shown(medium);
  }

  pathOf(id: string): string {
    return wimPath(this.dir, this.#require(id).id);
  }

  async importFile(path: string, options: ImportOptions = {}): Promise<Media> {
    const incoming = await bringIn(this.dir, path, options);
    try {
      const { wim, medium } = incoming;
      const work = { ...(options.signal && { signal: options.signal }), sha256: medium.sha256 };
      const found = await this.#signatures.bringIn(wim, path, work);
      const shelved = await this.#oneAtATime(async () => {
        options.signal?.throwIfAborted();
        const same = this.#all().find(({ sha256 }) => sha256 === medium.sha256);
        if (same) return await this.#again(same, incoming);
        await shelve(this.dir, incoming);
        this.#signatures.know(medium.id, found);
        this.#media.set(medium.id, medium);
        const { by = "imported", keepCurrent = false } = options;
        this.#versions.cameIn(this.#signatures.withSignature(medium), this.#all(), by, keepCurrent);
        this.#tell();
        return medium;
      });
      if (shelved !== medium && (await this.#signatures.improve(shelved.id, wim, work))) this.#tell();
      return this.#shown(shelved);
    } finally {
      await incoming.discard();
    }
  }

  decide(id: string, what: VersionDecision): void {
    this.#versions.decide(what, this.#require(id), this.#all());
    this.#tell();
  }

  /** What is there already stays as it is; a copy that had gone bad is mended with the new one. */
  async #again(same: Media, incoming: { wim: string; medium: Media }): Promise<Media> {
    if (same.state !== "bad") return same;
    await replaceWim(this.dir, same.id, incoming);
    this.#versions.note(same, { type: "mended", source: incoming.medium.source });
    const { bootFindings: _, contents: _contents, checkedAt: _at, ...rest } = same; // of the damaged copy
    return this.#save({ ...rest, state: "unchecked", problem: null });
  }

  async check(id: string, { signal, progress }: MediaWork = {}): Promise<Media> {
    const { sizeBytes, sha256 } = this.#require(id);
    const tell = paced(progress);
    const work = { progress: tell, ...(signal && { signal }) };
    const found = await findDamage(this.pathOf(id), this.dir, { sizeBytes, sha256 }, work);
    if (found.whole) await this.#signatures.look(id, { ...work, sha256, parts: found.problem }, true);
    return this.#judged(id, found.problem);
  }

  async checkSignature(id: string, work: MediaWork = {}): Promise<Media> {
    const medium = this.#require(id);
    if (await this.#signatures.look(id, work)) this.#tell();
    return this.#shown(medium);
  }

  signatureKnown(id: string): Promise<boolean> {
    return this.#signatures.isKnown(this.#require(id).id);
  }

  async sign(id: string, signature: Uint8Array): Promise<Media> {
    this.#require(id);
    await this.#signatures.put(id, signature);
    const signed = await this.checkSignature(id);
    const { signer = null, fingerprint = null } = signed.signature ?? {};
    this.#versions.note(signed, { type: "signed", signer, fingerprint });
    return signed;
  }

  certificatesOf(id: string): X509Certificate[] {
    return this.#signatures.certificates(this.#require(id).id);
  }

  trustChanged(): void {
    this.#tell();
  }

  checkBoot(id: string, work: MediaWork = {}, again = false): Promise<Media> {
    const isKnown = () => this.#require(id).bootFindings !== undefined && !again;
    const look = async () => ({ bootFindings: await checkBoot(this.dir, this.pathOf(id), work) });
    return this.#look(`boot ${id}`, id, isKnown, look);
  }

  checkContents(id: string, work: MediaWork = {}, again = false): Promise<Media> {
    const isKnown = () => this.#require(id).contents?.version === CONTENT_CHECK_VERSION && !again;
    const { images } = this.#require(id);
    const image = { wim: this.pathOf(id), images: images.length };
    const look = async () => ({ contents: await checkContents(this.dir, image, work) });
    return this.#look(`contents ${id}`, id, isKnown, look);
  }

  #look(
    key: string,
    id: string,
    isKnown: () => boolean,
    look: () => Promise<Partial<Media>>,
  ): Promise<Media> {
    return this.#looks(key, async () => {
      if (isKnown()) return this.#shown(this.#require(id));
      const found = await look();
      return this.#oneAtATime(() => this.#save({ ...this.#require(id), ...found }));
    });
  }

  markChecked(id: string): Promise<Media> {
    return this.#judged(id, null, ({ state }) => state === "unchecked");
  }

  markBad(id: string, problem: string): Promise<Media> {
    return this.#judged(id, problem);
  }

  #judged(id: string, problem: string | null, applies: (medium: Media) => boolean = always): Promise<Media> {
    const state = problem === null ? "checked" : "bad";
    return this.#oneAtATime(async () => {
      if (!applies(this.#require(id))) return this.#shown(this.#require(id));
      const judged = await this.#save({ ...this.#require(id), state, problem, checkedAt: now() });
      this.#versions.note(judged, { type: "checked", problem });
      return judged;
    });
  }

  remove(id: string): Promise<void> {
    return this.#oneAtATime(async () => {
      const medium = this.#require(id);
      await unshelve(this.dir, id);
      this.#signatures.forget(id);
      this.#media.delete(id);
      this.#versions.note(medium, { type: "deleted" });
      this.#tell();
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #save(medium: Media): Promise<Media> {
    await redescribe(this.dir, medium);
    this.#media.set(medium.id, medium);
    return this.#told(medium.id);
  }

  #all(): Media[] {
    return [...this.#media.values()];
  }

  /** With what is known of it beside its description, as it comes to now. */
  #shown(medium: Media): Media {
    const standing = this.#versions.standingOf(medium, this.#all());
    return { ...this.#signatures.withSignature(medium), standing };
  }

  /** Of one that has just changed. */
  #told(id: string): Media {
    this.#tell();
    return this.#shown(this.#require(id));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #require(id: string): Media {
    const medium = this.#media.get(id);
    if (!medium) throw new StagingFault("media-missing", `The library has no medium ${id}.`);
    return medium;
  }
}

const always = () => true;
