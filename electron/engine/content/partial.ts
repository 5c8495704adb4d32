import { createHash, type Hash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Sha256 } from "../../../shared/content-index.ts";
import { oneAtATime } from "../media/one-at-a-time.ts";
import { storageFault } from "../media/storage-fault.ts";

const PART = "part";
const JOURNAL = "journal.json";
const PIECE_BYTES = 4 << 20;
/** What is lost at most when the engine is killed or the power fails. More often would cost. */
const FLUSH_BYTES = 64 << 20;
const FLUSH_MS = 2000;

/** What is remembered of a pull, so that another engine run can go on with it. */
export const Journal = z.object({
  content: z.string(),
  sha256: Sha256.nullable(),
  sizeBytes: z.number().int().positive(),
  name: z.string(),
  version: z.string(),
  /** The file's own name, by which the import calls it where nothing in it has one. */
  fileName: z.string(),
  /** The one location it is to come from; null for whichever has it. */
  only: z.string().nullable(),
  /** The version of its name that is current when it has come stays so. */
  keepCurrent: z.boolean().default(false),
  /** So much of the file is on the disk for certain. */
  flushedBytes: z.number().int().nonnegative(),
  /** Nobody has cancelled it and it has not failed: it goes on by itself when the engine starts. */
  wanted: z.boolean(),
  /** Why it stopped, in words. */
  problem: z.string().nullable(),
  /** By location: what told its copy from another. */
  validators: z.record(z.string(), z.string()),
  /** Locations that bytes have come from. */
  from: z.array(z.string()),
});
export type Journal = z.infer<typeof Journal>;

/** Null when there is none that can be used. */
export async function readJournal(folder: string): Promise<Journal | null> {
  try {
    return Journal.parse(JSON.parse(await readFile(join(folder, JOURNAL), "utf8")));
  } catch {
    return null;
  }
}

/** Puts a journal in the place of the one before, so that a crash leaves either of them. @throws as storageFault */
export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  const path = join(folder, JOURNAL);
  await mkdir(folder, { recursive: true }).catch(storageFault);
  await using file = await open(`${path}.new`, "w", 0o640).catch(storageFault);
  await file.writeFile(JSON.stringify(journal)).catch(storageFault);
  await file.datasync().catch(storageFault);
  await rename(`${path}.new`, path).catch(storageFault);
}

/** A file that is on its way, as far as it has come. Everything in it is hashed. */
export class Partial implements AsyncDisposable {
  readonly folder: string;
  readonly journal: Journal;
  readonly #file: FileHandle;
  /** The journal is also saved for whoever changes it meanwhile. */
  readonly #oneAtATime = oneAtATime();
  #closed = false;
  #hash: Hash;
  #bytes = 0;
  #flushedAtMs = performance.now();

  private constructor(folder: string, journal: Journal, file: FileHandle) {
    this.folder = folder;
    this.journal = journal;
    this.#file = file;
    this.#hash = createHash("sha256");
  }

  /**
   * Opens what is there and reads it through; what was not flushed for certain is cut off.
   * @throws StagingFault disk-full, home-not-writable; `signal.reason`
   */
  static async open(
    folder: string,
    journal: Journal,
    signal: AbortSignal,
    progress: (doneBytes: number) => void,
  ): Promise<Partial> {
    await writeJournal(folder, journal);
    const file = await open(join(folder, PART), "a+", 0o640).catch(storageFault);
    await file.close();
    const partial = new Partial(folder, journal, await open(join(folder, PART), "r+").catch(storageFault));
    try {
      await partial.#readThrough(signal, progress);
      return partial;
    } catch (thrown) {
      await partial.#file.close();
      throw thrown;
    }
  }

  get path(): string {
    return join(this.folder, PART);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get left(): number {
    return this.journal.sizeBytes - this.#bytes;
  }

  /** Adds the next bytes, which came from this location. @throws StagingFault disk-full, home-not-writable */
  async add(piece: Uint8Array, location: string): Promise<void> {
    for (let done = 0; done < piece.length;) {
      const at = this.#bytes + done;
      const { bytesWritten } = await this.#file
        .write(piece, done, piece.length - done, at)
        .catch(storageFault);
      done += bytesWritten;
    }
    this.#hash.update(piece);
    this.#bytes += piece.length;
    if (!this.journal.from.includes(location)) this.journal.from.push(location);
    const dueMs = performance.now() - this.#flushedAtMs;
    if (this.#bytes - this.journal.flushedBytes >= FLUSH_BYTES || dueMs >= FLUSH_MS) await this.flush();
  }

  /** From here on what has come survives anything. */
  async flush(): Promise<void> {
    await this.#file.datasync().catch(storageFault);
    this.journal.flushedBytes = this.#bytes;
    this.#flushedAtMs = performance.now();
    await this.saveJournal();
  }

  /** Keeps the journal as it is now; not once this is closed. @throws StagingFault disk-full, home-not-writable */
  saveJournal(): Promise<void> {
    return this.#oneAtATime(async () => {
      if (!this.#closed) await writeJournal(this.folder, this.journal);
    });
  }

  /** Begins anew. */
  async restart(): Promise<void> {
    this.#hash = createHash("sha256");
    this.#bytes = 0;
    Object.assign(this.journal, { flushedBytes: 0, validators: {}, from: [] });
    await this.saveJournal();
    await this.#file.truncate(0).catch(storageFault);
  }

  /** Of all that has come, lower-case hex. */
  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  discard(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#oneAtATime(async () => {
      this.#closed = true;
      await this.#file.close();
    });
  }

  async #readThrough(signal: AbortSignal, progress: (doneBytes: number) => void): Promise<void> {
    const { size } = await this.#file.stat();
    const there = Math.min(size, this.journal.flushedBytes, this.journal.sizeBytes);
    if (size > there) await this.#file.truncate(there).catch(storageFault);
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    while (this.#bytes < there) {
      signal.throwIfAborted();
      const wanted = Math.min(PIECE_BYTES, there - this.#bytes);
      const { bytesRead } = await this.#file.read(buffer, 0, wanted, this.#bytes).catch(storageFault);
      if (bytesRead === 0) break;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#bytes += bytesRead;
      progress(this.#bytes);
    }
  }
}
