import { open, type FileHandle } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import type { Masters, MasterVolume, VolumeRecipe } from "../staging/masters.ts";
import { fileReader } from "./file-reader.ts";
import { freeBytes } from "./master-room.ts";
import { openMasterStore, type MasterStore, type StoredMaster } from "./master-store.ts";
import { masterKey, masterWorkshop, toolVersions, type WorkshopOptions } from "./master-workshop.ts";
import { sharedWork } from "./shared-work.ts";

export interface MastersOptions extends WorkshopOptions {
  /** Masters that no job holds are dropped, the longest unused first, to stay within this much of the disk. */
  limitBytes: number;
}

/** One master on this station's disk. */
export interface MasterListed {
  key: string;
  recipe: VolumeRecipe;
  /** What it really takes of the disk. */
  allocatedBytes: number;
  lastUsedMs: number;
  held: boolean;
}

export interface MasterKeeper extends Masters {
  /** Drops what was made of a medium; a master that a job holds goes when it is released. */
  drop(media: string): Promise<void>;
  list(): MasterListed[];
  /** The image file of a master; stays while the master is held. */
  pathOf(key: string): string;
}

/**
 * Opens the folder of masters. What an ended engine left half-built is removed.
 * @throws StagingFault home-not-writable
 */
export async function openMasters(options: MastersOptions): Promise<MasterKeeper> {
  try {
    const { store, found } = await openMasterStore(options.dir);
    return new MasterFolder(options, store, found);
  } catch (thrown) {
    throw new StagingFault("home-not-writable", `Master volumes cannot be kept in ${options.dir}.`, {
      cause: thrown,
    });
  }
}

/** A master, how many hold it, and the file they read through. */
interface Kept {
  stored: StoredMaster;
  holders: number;
  file: Promise<FileHandle> | null;
  /** Its medium went: it goes with its last holder. */
  dropped: boolean;
}

class MasterFolder implements MasterKeeper {
  readonly #options: MastersOptions;
  readonly #store: MasterStore;
  readonly #workshop: ReturnType<typeof masterWorkshop>;
  readonly #found = sharedWork<Kept>();
  readonly #kept = new Map<string, Kept>();
  readonly #removals = new Map<string, Promise<void>>();
  readonly #tools = new Map<VolumeRecipe["fileSystem"], Promise<string[]>>();

  constructor(options: MastersOptions, store: MasterStore, found: readonly StoredMaster[]) {
    this.#options = options;
    this.#store = store;
    this.#workshop = masterWorkshop(options, store);
    for (const stored of found) this.#kept.set(stored.sidecar.key, idle(stored));
  }

  async volume(recipe: VolumeRecipe, signal: AbortSignal): Promise<MasterVolume> {
    const tools = await this.#toolVersions(recipe.fileSystem);
    const key = masterKey(recipe, tools);
    for (;;) {
      const kept = await this.#found.join(key, (all) => this.#findOrMake(key, recipe, tools, all), signal);
      // It may have been dropped between its end and this turn.
      if (this.#kept.get(key) === kept) return this.#hold(key, kept);
    }
  }

  async drop(media: string): Promise<void> {
    for (const [key, kept] of this.#kept) {
      const { image, boot } = kept.stored.sidecar.recipe;
      if (image?.media !== media && boot?.media !== media) continue;
      kept.dropped = true;
      if (kept.holders === 0) await this.#remove(key);
    }
  }

  list(): MasterListed[] {
    return [...this.#kept].map(([key, { stored, holders }]) => ({
      key,
      recipe: stored.sidecar.recipe,
      allocatedBytes: stored.allocatedBytes,
      lastUsedMs: stored.lastUsedMs,
      held: holders > 0,
    }));
  }

  pathOf(key: string): string {
    return this.#store.imagePath(key);
  }

  async #findOrMake(key: string, recipe: VolumeRecipe, tools: string[], signal: AbortSignal): Promise<Kept> {
    const known = this.#kept.get(key);
    if (known?.dropped)
      throw new StagingFault("media-missing", `The medium of the volume “${recipe.label}” was deleted.`);
    if (known && (known.holders > 0 || (await this.#store.find(key)))) return known;
    if (known) await this.#remove(key); // somebody changed its file: it is not what was built
    await this.#removals.get(key);
    const makeRoom = (neededBytes: number) => this.#makeRoom(neededBytes);
    const made = idle(await this.#workshop.make({ key, recipe, tools, makeRoom, signal }));
    this.#kept.set(key, made);
    return made;
  }

  #hold(key: string, kept: Kept): MasterVolume {
    const { recipe, extents, serialOffsets, storeRanges, fromBootImage } = kept.stored.sidecar;
    kept.holders++;
    kept.stored.lastUsedMs = Date.now();
    this.#store.touch(key).catch(() => {}); // only the order of dropping depends on it
    let released = false;
    return {
      key,
      recipe,
      extents,
      serialOffsets,
      storeRanges,
      fromBootImage,
      firstBlock: { offset: 0, length: 4096 },
      read: (range) => {
        if (released) throw new Error(`master ${key} was read after its release`);
        return this.#read(key, kept, range);
      },
      release: () => {
        if (!released) this.#release(key, kept);
        released = true;
      },
    };
  }

  async #read(key: string, kept: Kept, range: Range): Promise<Uint8Array> {
    kept.file ??= open(this.pathOf(key), "r");
    const bytes = await fileReader(await kept.file)(range);
    if (bytes.length === range.length) return bytes;
    throw new StagingFault(
      "master-failed",
      `The master volume ends before byte ${range.offset + range.length}.`,
    );
  }

  #release(key: string, kept: Kept): void {
    kept.holders--;
    if (kept.holders > 0) return;
    void kept.file?.then(
      (handle) => handle.close(),
      () => {},
    ); // one that never opened told its reader why
    kept.file = null;
    const tidied = kept.dropped ? this.#remove(key) : this.#makeRoom(0);
    tidied.catch(() => {}); // what could not be removed now is seen at the next start
  }

  /** Drops idle masters until the new one keeps within the limit and fits on the disk, or none is left. */
  async #makeRoom(neededBytes: number): Promise<void> {
    const { dir, limitBytes } = this.#options;
    const oldestFirst = this.list().toSorted((a, b) => a.lastUsedMs - b.lastUsedMs);
    for (const { key } of oldestFirst) {
      const total = this.list().reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
      if (total + neededBytes <= limitBytes && (await freeBytes(dir)) >= neededBytes) return;
      if (this.#kept.get(key)?.holders === 0) await this.#remove(key);
    }
  }

  /** From this turn on nobody finds it; building it anew waits until its files are gone. */
  async #remove(key: string): Promise<void> {
    this.#kept.delete(key);
    const removal = this.#store.remove(key).finally(() => this.#removals.delete(key));
    this.#removals.set(key, removal);
    await removal;
  }

  async #toolVersions(fileSystem: VolumeRecipe["fileSystem"]): Promise<string[]> {
    const asked = this.#tools.get(fileSystem) ?? toolVersions(fileSystem);
    this.#tools.set(fileSystem, asked);
    try {
      return await asked;
    } catch (thrown) {
      this.#tools.delete(fileSystem); // it may be installed by the next start
      throw thrown;
    }
  }
}

function idle(stored: StoredMaster): Kept {
  return { stored, holders: 0, file: null, dropped: false };
}
