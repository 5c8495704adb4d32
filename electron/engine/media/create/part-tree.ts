import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { storageFault } from "../storage-fault.ts";
import type { MediaWork } from "../progress.ts";
import type { Manifest } from "./manifest.ts";
import { hashFile, watchFile, type WatchedFile } from "./source-image.ts";

/** A file to be added to the OS image: its bytes, or where they are. `own` files may be moved instead of copied. */
export type Part = { path: string } & ({ bytes: Uint8Array } | { file: string; own: boolean });

/** Everything that is added, laid out in a folder as it will lie in the medium, with what was laid there. */
export class PartTree {
  readonly parts: Manifest["parts"] = [];
  readonly watched: WatchedFile[] = [];
  readonly #folder: string;
  readonly #known: ReadonlyMap<string, string>;

  /** @param known the OS image's own writing of names that it has already, by their path in lower case */
  constructor(folder: string, known: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#known = known;
  }

  get sizeBytes(): number {
    return this.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** @throws StagingFault media-missing, media-corrupt, disk-full, home-not-writable; `signal.reason` */
  async lay(part: Part, { signal, progress }: MediaWork): Promise<Manifest["parts"][number]> {
    const path = this.#asKnown(part.path);
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true }).catch(storageFault);
    const laid = {
      path,
      ...("bytes" in part ? await this.#write(part.bytes, target) : await this.#take(part, target)),
    };
    signal?.throwIfAborted();
    progress?.("Gathering the boot files", laid.sizeBytes, laid.sizeBytes);
    this.parts.push(laid);
    return laid;
  }

  async #write(bytes: Uint8Array, target: string): Promise<{ sizeBytes: number; sha256: string }> {
    await writeFile(target, bytes).catch(storageFault);
    return { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }

  async #take(
    { file, own }: { file: string; own: boolean },
    target: string,
  ): Promise<{ sizeBytes: number; sha256: string }> {
    const watched = await watchFile(file);
    const all = { offset: 0, endOffset: watched.sizeBytes };
    if (own) {
      const sha256 = await hashFile(file, all);
      await rename(file, target).catch(storageFault);
      return { sizeBytes: watched.sizeBytes, sha256 };
    }
    this.watched.push(watched);
    await using copy = await open(target, "wx").catch(storageFault);
    return { sizeBytes: watched.sizeBytes, sha256: await hashFile(file, all, {}, copy) };
  }

  /** Windows knows no difference between \BOOT and \Boot; two folders side by side would be an unreadable medium. */
  #asKnown(path: string): string {
    let known = "";
    for (const name of path.slice(1).split("/"))
      known = this.#known.get(`${known}/${name}`.toLowerCase()) ?? `${known}/${name}`;
    return known;
  }
}

/** A path and the folders above it: "/a/b/c" → "/a", "/a/b", "/a/b/c". */
export function withFolders(path: string): string[] {
  const names = path.slice(1).split("/");
  return names.map((_, n) => `/${names.slice(0, n + 1).join("/")}`);
}
