import type { X509Certificate } from "node:crypto";
import { open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import { wimPath } from "./shelf.ts";
import { decodeCertificate } from "./signing/certificate.ts";
import { findSignature, readBeside, signaturePath, type FindOptions } from "./signing/find-signature.ts";
import { FoundSignature, judgeSignature, type Trust } from "./signing/judge-signature.ts";
import { SignatureProblem } from "./signing/read-cms.ts";
import { storageFault } from "./storage-fault.ts";

/** What was found, and of exactly which files: others are looked at anew. */
const Kept = FoundSignature.extend({ of: z.string() });
type Kept = z.infer<typeof Kept>;
const KEPT = "signature.json";
type Looking = Omit<FindOptions, "folder">;

/** What is known of the signatures of a library's media. Kept beside each of them, and judged when it is asked for. */
export class Signatures {
  readonly #dir: string;
  readonly #trust: Trust;
  readonly #kept = new Map<string, Kept>();
  readonly #looking = new Map<string, Promise<boolean>>();

  constructor(dir: string, trust: Trust) {
    this.#dir = dir;
    this.#trust = trust;
  }

  /** Reads what was kept. What is of other files by now, or cannot be read, is not known any more. */
  async load(media: readonly Media[]): Promise<void> {
    for (const { id } of media) {
      const text = await readFile(this.#path(id), "utf8").catch(() => "null");
      const { data } = Kept.safeParse(parse(text));
      if (data && data.of === (await identityOf(wimPath(this.#dir, id)))) this.#kept.set(id, data);
    }
  }

  /** The medium with what its signature comes to now; without, until it was looked at. */
  withSignature(medium: Media): Media {
    const kept = this.#kept.get(medium.id);
    return kept ? { ...medium, signature: judgeSignature(kept, this.#trust) } : medium;
  }

  /** Whether what is known is of exactly the files that are there now. */
  async isKnown(id: string): Promise<boolean> {
    const of = this.#kept.get(id)?.of;
    return of !== undefined && of === (await identityOf(wimPath(this.#dir, id)));
  }

  /** The certificates that came with it, the signer's first. */
  certificates(id: string): X509Certificate[] {
    return (this.#kept.get(id)?.certificates ?? []).map(decodeCertificate);
  }

  /**
   * Looks at it, unless exactly these files were looked at before.
   * @returns whether something is known now that was not before
   * @throws as findSignature; then nothing is known
   */
  look(id: string, options: Looking, again = false): Promise<boolean> {
    // One after the other: an import's own look and a start's may come together.
    const before = this.#looking.get(id) ?? Promise.resolve();
    const mine = () => this.#look(id, options, again);
    const looked = before.then(mine, mine);
    this.#looking.set(id, looked);
    const forget = () => this.#looking.get(id) === looked && this.#looking.delete(id);
    looked.then(forget, forget);
    return looked;
  }

  async #look(id: string, options: Looking, again: boolean): Promise<boolean> {
    const wim = wimPath(this.#dir, id);
    if (!again && (await this.isKnown(id))) return false;
    this.#kept.delete(id);
    this.#kept.set(id, await this.#examine(wim, options));
    return true;
  }

  /**
   * Of a medium on its way in: the signature that lies beside the file it came from goes with it.
   * @throws as findSignature; StagingFault media-signature-broken: what lies beside it is far too large for one
   */
  async bringIn(wim: string, from: string, options: Looking): Promise<Kept> {
    const bytes = await readBeside(from).catch((thrown: unknown) => {
      if (!(thrown instanceof SignatureProblem)) throw thrown;
      throw new StagingFault("media-signature-broken", thrown.message);
    });
    if (bytes) await write(signaturePath(wim), bytes);
    return await this.#examine(wim, options);
  }

  /** Now it is in the library. */
  know(id: string, kept: Kept): void {
    this.#kept.set(id, kept);
  }

  /** A medium that was there already and is signed no better than it comes in again takes the new signature. */
  async improve(id: string, incoming: string, options: Looking): Promise<boolean> {
    const now = this.#kept.get(id);
    const bytes = await readBeside(incoming);
    const better = bytes !== null && !(now?.covers === "file" && now.problem === null);
    if (better) await this.put(id, bytes);
    return await this.look(id, options, better);
  }

  /** Puts a signature of the whole medium beside it. */
  put(id: string, signature: Uint8Array): Promise<void> {
    return write(signaturePath(wimPath(this.#dir, id)), signature);
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  #path(id: string): string {
    return join(this.#dir, id, KEPT);
  }

  async #examine(wim: string, options: Looking): Promise<Kept> {
    const of = await identityOf(wim);
    const kept = { ...(await findSignature(wim, { ...options, folder: this.#dir })), of };
    await write(join(dirname(wim), KEPT), Buffer.from(JSON.stringify(kept, null, 2)));
    return kept;
  }
}

/** Changes with any write to the .wim or its signature, also one that sets the old time again. */
async function identityOf(wim: string): Promise<string> {
  const parts: string[] = [];
  for (const path of [wim, signaturePath(wim)]) {
    const found = await stat(path, { bigint: true }).catch(() => null);
    parts.push(found ? [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(".") : "none");
  }
  return parts.join(" ");
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  {
    await using file = await open(`${path}.new`, "w", 0o640).catch(storageFault);
    await file.writeFile(bytes).catch(storageFault);
    await file.sync().catch(storageFault);
  }
  await rename(`${path}.new`, path).catch(storageFault);
  await using folder = await open(dirname(path), "r").catch(storageFault);
  await folder.sync().catch(storageFault);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
