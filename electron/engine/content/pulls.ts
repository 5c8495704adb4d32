import { link, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { segmentsOf } from "../../../shared/content-index.ts";
import type { ContentPull } from "../../../shared/content.ts";
import { StagingFault, toFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import { checkSpace } from "../media/copy-in.ts";
import type { Library } from "../media/library.ts";
import { pullsPath } from "../media/shelf.ts";
import { TaskResults } from "../task-results.ts";
import { isEngineEnding, type Tasks, type TaskWork } from "../tasks.ts";
import type { Bandwidth } from "./bandwidth.ts";
import type { Catalogue, Offer } from "./catalogue.ts";
import type { Clock } from "./clock.ts";
import { fetchContent } from "./fetch-content.ts";
import { readSmallFile } from "./folder-place.ts";
import { readSmallHttp } from "./http-place.ts";
import type { Locations } from "./locations.ts";
import { Partial, readJournal, writeJournal, type Journal } from "./partial.ts";

const SIGNATURE_BYTES = 1 << 20;

export interface PullParts {
  library: Library;
  locations: Locations;
  catalogue: Catalogue;
  bandwidth: Bandwidth;
  tasks: Pick<Tasks, "run">;
  clock: Clock;
  /** No byte for this long, and the next location is asked. */
  stallMs: number;
  /** Told each medium that came in. */
  imported: (media: Media) => void;
  log: (line: string) => void;
}

interface Running {
  task: string;
  journal: Journal;
  /** Null while it is being opened. */
  partial: Partial | null;
}

/** What is being brought in from content locations, and what was begun. */
export class Pulls {
  readonly #parts: PullParts;
  readonly #dir: string;
  readonly #running = new Map<string, Running>();
  /** The medium that each brought, or that the library had already. */
  readonly results = new TaskResults<{ media: string }>();

  constructor(parts: PullParts) {
    this.#parts = parts;
    this.#dir = pullsPath(parts.library.dir);
  }

  /**
   * Begins a pull, or goes on with it.
   * @param keepCurrent the current version of its name stays so; left out: as it was said last, else the new one is
   * @returns its task; of one that runs, that one, which takes `keepCurrent` over
   * @throws StagingFault content-missing, location-unknown, bad-input (the library has it), disk-full
   */
  async start(content: string, only: string | null, keepCurrent?: boolean): Promise<string> {
    const before = this.#running.get(content);
    if (before) return this.#join(before, keepCurrent);
    if (only !== null) this.#parts.locations.place(only);
    const begun = await this.#journal(content, only);
    const journal = { ...begun, keepCurrent: keepCurrent ?? begun.keepCurrent };
    this.#refuseKnown(journal);
    const running = this.#running.get(content);
    if (running) return this.#join(running, keepCurrent); // begun while the locations were asked
    const subject = `${journal.name} ${journal.version}`.trim();
    const { task, ended } = this.#parts.tasks.run("pull", subject, (work) => this.#run(journal, work));
    this.#running.set(content, { task, journal, partial: null });
    this.results.keep({ task, ended });
    void ended.catch(() => {}).finally(() => this.#running.delete(content));
    return task;
  }

  async #join({ task, journal, partial }: Running, keepCurrent: boolean | undefined): Promise<string> {
    if (keepCurrent === undefined || keepCurrent === journal.keepCurrent) return task;
    this.#refuseKnown(journal); // it came in a moment ago: which one is current was decided then
    journal.keepCurrent = keepCurrent;
    await partial?.saveJournal();
    return task;
  }

  /** Goes on with what an engine that is gone was told to pull. */
  async resume(): Promise<void> {
    for (const { content, wanted, only } of await this.#journals()) {
      if (!wanted) continue;
      await this.start(content, only).catch((thrown: unknown) => {
        this.#parts.log(`going on with the pull of ${content}: ${toFault(thrown).message}`);
      });
    }
  }

  async list(): Promise<ContentPull[]> {
    const journals = await this.#journals();
    return journals.map(({ content, name, version, flushedBytes, sizeBytes, problem }) => {
      const running = this.#running.get(content);
      const doneBytes = running?.partial?.bytes ?? flushedBytes;
      return { content, name, version, doneBytes, sizeBytes, task: running?.task ?? null, problem };
    });
  }

  /** @throws StagingFault content-missing; bad-input while it runs */
  async discard(content: string): Promise<void> {
    if (this.#running.has(content))
      throw new StagingFault("bad-input", "It is being pulled. Cancel that first.");
    const journal = await readJournal(this.#folder(content));
    if (!journal) throw new StagingFault("content-missing", "Nothing of it was kept.");
    await rm(this.#folder(content), { recursive: true, force: true });
  }

  async #run(journal: Journal, work: TaskWork): Promise<{ media: string }> {
    const folder = this.#folder(journal.content);
    try {
      await mkdir(this.#dir, { recursive: true });
      const { id } = await this.#pull(folder, journal, work);
      await rm(folder, { recursive: true, force: true });
      return { media: id };
    } catch (thrown) {
      const wanted = isEngineEnding(work.signal);
      const problem = work.signal.aborted ? null : toFault(thrown).message;
      // Gone when there is nothing to go on with; a full disk keeps the journal that it has.
      if (await readJournal(folder))
        await writeJournal(folder, { ...journal, wanted, problem }).catch(() => {});
      throw thrown;
    }
  }

  async #pull(folder: string, journal: Journal, work: TaskWork): Promise<Media> {
    const { sizeBytes } = journal;
    const { signal } = work;
    let doing = "Asking the locations";
    const reading = (bytes: number) => work.tell("Reading what is here already", bytes, sizeBytes);
    await checkSpace(this.#dir, sizeBytes - journal.flushedBytes);
    await using partial = await Partial.open(folder, journal, signal, reading);
    const running = this.#running.get(journal.content);
    if (running) running.partial = partial;
    await partial.saveJournal(); // with what was said while it was being opened
    const ticking = setInterval(() => work.tell(doing, partial.bytes, sizeBytes), 250);
    const tell = (now: string) => work.tell((doing = now), partial.bytes, sizeBytes);
    try {
      await this.#fetch(partial, signal, tell);
    } finally {
      clearInterval(ticking);
      await partial.flush().catch(() => {});
    }
    return await this.#bringIn(partial, work);
  }

  /** Until all is there and its hash is right. What has another hash is thrown away, and fetched once more. */
  async #fetch(partial: Partial, signal: AbortSignal, tell: (doing: string) => void): Promise<void> {
    const { locations, bandwidth, clock, stallMs } = this.#parts;
    const { sha256, name } = partial.journal;
    const wrong = new Set<string>();
    const current = (id: string) =>
      locations.places().find((place) => place.id === id && place.enabled && !wrong.has(id)) ?? null;
    const offer = (from?: string) => this.#offer(partial.journal, from);
    for (let tries = 0; ; tries++) {
      await fetchContent({ partial, offer, current, bandwidth, clock, stallMs, signal, tell });
      const found = partial.sha256();
      if (sha256 === null || found === sha256) return;
      const { from } = partial.journal;
      const names = from
        .map((id) => locations.places().find((place) => place.id === id)?.name ?? id)
        .join(", ");
      // Who alone gave all of it gave something wrong; another may have it right.
      if (from.length === 1 && from[0] !== undefined) wrong.add(from[0]);
      await partial.restart();
      const others = (await offer())?.at.some(({ place }) => current(place.id)) ?? false;
      if (tries > 0 || !others)
        throw new StagingFault(
          "content-changed",
          `What ${names} gave as “${name}” is another file: its SHA-256 is ${found.slice(0, 12)}…, and ${sha256.slice(0, 12)}… was promised.`,
        );
    }
  }

  async #bringIn(partial: Partial, { signal, tell }: TaskWork): Promise<Media> {
    const { library, imported } = this.#parts;
    const { journal, folder } = partial;
    const file = join(folder, journal.fileName);
    await rm(file, { force: true });
    // Moved in by its other name: should the import be broken off, what was pulled is still here.
    await link(partial.path, file).catch(() => rename(partial.path, file));
    await this.#fetchSignature(journal, `${file}.p7s`, signal);
    const source = this.#sourceOf(journal);
    const known = {
      move: true,
      sha256: partial.sha256(),
      source,
      by: "pulled",
      signal,
      progress: tell,
      // Asked for when it is in: until then another choice can be made.
      get keepCurrent() {
        return journal.keepCurrent;
      },
    } as const;
    try {
      const medium = await library.importFile(file, known);
      imported(medium);
      return medium;
    } catch (thrown) {
      // All of it came as promised, and it is no medium: there is nothing to go on with.
      if (thrown instanceof StagingFault && thrown.code.startsWith("media-")) await partial.discard();
      throw thrown;
    }
  }

  #sourceOf({ from }: Journal): string {
    const places = this.#parts.locations.places();
    const words = from.flatMap((id) => {
      const place = places.find((one) => one.id === id);
      return place ? [`${place.name} (${place.address})`] : [];
    });
    return words.join(", ") || "a content location";
  }

  /** A signature beside it comes along. Without it the medium is unsigned, which is judged elsewhere. */
  async #fetchSignature(journal: Journal, to: string, signal: AbortSignal): Promise<void> {
    const asking = { stallMs: this.#parts.stallMs, signal };
    for (const { place, item } of (await this.#offer(journal))?.at ?? []) {
      if (item.signature === undefined) continue;
      try {
        const read = place.kind === "folder" ? readSmallFile : readSmallHttp;
        await writeFile(to, await read(place, item.signature, SIGNATURE_BYTES, asking));
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        this.#parts.log(`the signature of ${journal.name} at ${place.name}: ${toFault(thrown).message}`);
      }
    }
  }

  async #offer({ content, only }: Pick<Journal, "content" | "only">, from?: string): Promise<Offer | null> {
    const offer = await this.#parts.catalogue.offer(content, from);
    if (only === null || offer === null) return offer;
    const at = offer.at.filter(({ place }) => place.id === only);
    return at.length === 0 ? null : { ...offer, at };
  }

  /** Of what was begun before, else a new one. */
  async #journal(content: string, only: string | null): Promise<Journal> {
    const kept = await readJournal(this.#folder(content));
    if (kept) return { ...kept, only, wanted: true, problem: null };
    const offer = await this.#offer({ content, only });
    const [first] = offer?.at ?? [];
    if (!first) throw new StagingFault("content-missing", "No location that can be reached has it now.");
    const { name, version, sizeBytes, sha256, path } = first.item;
    const fileName = segmentsOf(path)?.at(-1) ?? "medium.wim";
    const begun = {
      flushedBytes: 0,
      wanted: true,
      problem: null,
      validators: {},
      from: [],
      keepCurrent: false,
    };
    return { content, sha256, sizeBytes, name, version, fileName: nameOfOwn(fileName), only, ...begun };
  }

  #refuseKnown({ sha256, name }: Journal): void {
    const same = this.#parts.library.list().find((one) => one.sha256 === sha256 && one.state !== "bad");
    if (same) throw new StagingFault("bad-input", `“${name}” is in the library already, as “${same.name}”.`);
  }

  async #journals(): Promise<Journal[]> {
    const names = await readdir(this.#dir).catch(() => []);
    const read = await Promise.all(names.map((name) => readJournal(this.#folder(name))));
    return read.filter((journal) => journal !== null);
  }

  #folder(content: string): string {
    return join(this.#dir, content);
  }
}

/** Beside the part and its journal lies no other file of their names. */
function nameOfOwn(fileName: string): string {
  return /\.wim$/i.test(fileName) && Buffer.byteLength(fileName) <= 200 ? fileName : "medium.wim";
}
