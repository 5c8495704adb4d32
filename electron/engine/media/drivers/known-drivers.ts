import { createHash, randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BootDrivers } from "../../../../shared/boot-drivers.ts";
import { describeImage } from "../create/describe-image.ts";
import { paced, type MediaWork } from "../progress.ts";
import { makeIncoming, wimPath } from "../shelf.ts";
import { storageFault } from "../storage-fault.ts";
import { gatherDrivers } from "./gather-drivers.ts";

/** Goes up when more is read out of an INF, or other drivers are kept: then all boot images are looked into anew. */
const FORMAT = 1;
const KEPT = "drivers.json";
const FILES_KEPT = 20;
const Kept = z.object({ format: z.literal(FORMAT), of: z.string(), drivers: BootDrivers });

/** What is known of the drivers in boot images: kept beside each medium, and in memory for files from elsewhere. */
export class KnownDrivers {
  readonly #dir: string;
  readonly #files = new Map<string, BootDrivers>();

  /** @param dir the library's folder */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Null when nobody looked yet. @param sha256 the medium's */
  async ofMedium(id: string, sha256: string): Promise<BootDrivers | null> {
    const text = await readFile(join(this.#dir, id, KEPT), "utf8").catch(() => "null");
    const { data } = Kept.safeParse(parse(text));
    return data?.of === sha256 ? data.drivers : null;
  }

  /** Looks into a medium's boot image, and keeps what is found with it. @throws as gatherDrivers */
  async lookAtMedium(id: string, sha256: string, work: MediaWork): Promise<BootDrivers> {
    const drivers = await this.#gather(wimPath(this.#dir, id), "medium", work);
    const kept: z.infer<typeof Kept> = { format: FORMAT, of: sha256, drivers };
    await write(join(this.#dir, id, KEPT), JSON.stringify(kept));
    return drivers;
  }

  /** Null when nobody looked yet, or the file is another by now. */
  async ofFile(path: string, index: number | null): Promise<BootDrivers | null> {
    return this.#files.get(await keyOf(path, index)) ?? null;
  }

  /** @throws as gatherDrivers, and media-not-wim, media-truncated, media-split-part */
  async lookAtFile(path: string, index: number | null, work: MediaWork): Promise<BootDrivers> {
    const key = await keyOf(path, index);
    await describeImage(path); // says in words why it cannot be opened, or is none
    const drivers = await this.#gather(path, { index }, work);
    this.#files.set(key, drivers);
    const [oldest] = this.#files.keys();
    if (this.#files.size > FILES_KEPT && oldest !== undefined) this.#files.delete(oldest);
    return drivers;
  }

  async #gather(
    wim: string,
    what: Parameters<typeof gatherDrivers>[1],
    work: MediaWork,
  ): Promise<BootDrivers> {
    const place = await makeIncoming(this.#dir);
    try {
      const folder = join(place.folder, "drivers");
      return await gatherDrivers(wim, what, folder, { ...work, progress: paced(work.progress) });
    } finally {
      await place.discard();
    }
  }
}

/** Changes with any write to the file. */
async function keyOf(path: string, index: number | null): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  const identity = found ? [found.dev, found.ino, found.size, found.mtimeNs].join(".") : "none";
  return createHash("sha256").update(`${path}\0${index}\0${identity}`).digest("hex");
}

/** Two looks may end together: each writes a file of its own, and the last one stays. */
async function write(path: string, text: string): Promise<void> {
  const own = `${path}.${randomUUID()}`;
  try {
    await using file = await open(own, "w", 0o640).catch(storageFault);
    await file.writeFile(text).catch(storageFault);
    await file.sync().catch(storageFault);
    await rename(own, path).catch(storageFault);
  } finally {
    await rm(own, { force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
