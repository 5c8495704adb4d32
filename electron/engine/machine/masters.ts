import { open } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { Range } from "../staging/machine.ts";
import type { Masters, MasterVolume, VolumeRecipe } from "../staging/masters.ts";
import { fileReader } from "./file-reader.ts";
import { baseRecipe, nullWhenTooSmall } from "./master-fit.ts";
import { idle, inDroppingOrder, type Kept, type MasterListed, type Wanted } from "./kept-master.ts";
import { layersOf } from "./master-layers.ts";
import { diskRoom, freeBytes } from "./master-room.ts";
import { openMasterStore, type MasterStore, type StoredMaster } from "./master-store.ts";
import { masterKey, masterWorkshop, toolVersions, type WorkshopOptions } from "./master-workshop.ts";
import { sharedWork } from "./shared-work.ts";
import type { ImageSize } from "./wim-apply.ts";

export interface MastersOptions extends WorkshopOptions {
  /** Masters that no job holds are dropped, the longest unused first, to stay within this much of the disk. */
  limitBytes: (diskBytes: number) => number;
}

export interface MasterKeeper extends Masters {
  /** Drops what was made of a medium; a master that a job holds goes when it is released. */
  drop(media: string): Promise<void>;
  list(): MasterListed[];
  /** Drops these, or all, but for those that a job holds. Those that were made from one go with it. */
  dropIdle(keys?: readonly string[]): Promise<void>;
  /** Drops what is too much by the limit of now. */
  keepWithinLimit(): Promise<void>;
  /** How large the disk is, what of it is free, and how much masters may take. */
  room(): Promise<{ diskBytes: number; freeBytes: number; limitBytes: number }>;
  /** Holds a master that is there already, whoever had it built; null when it is not, or is on its way out. */
  hold(key: string): Promise<MasterVolume | null>;
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
    const { diskBytes } = await diskRoom(options.dir);
    return new MasterFolder(options, store, found, diskBytes);
  } catch (thrown) {
    throw new StagingFault("home-not-writable", `Master volumes cannot be kept in ${options.dir}.`, {
      cause: thrown,
    });
  }
}

class MasterFolder implements MasterKeeper {
  readonly #options: MastersOptions;
  readonly #diskBytes: number;
  readonly #store: MasterStore;
  readonly #workshop: ReturnType<typeof masterWorkshop>;
  readonly #found = sharedWork<Kept>();
  readonly #kept = new Map<string, Kept>();
  readonly #removals = new Map<string, Promise<void>>();
  readonly #sizes = new Map<string, ImageSize>();
  readonly #tools = new Map<VolumeRecipe["fileSystem"], Promise<string[]>>();

  constructor(
    options: MastersOptions,
    store: MasterStore,
    found: readonly StoredMaster[],
    diskBytes: number,
  ) {
    this.#options = options;
    this.#diskBytes = diskBytes;
    this.#store = store;
    this.#workshop = masterWorkshop(options, store);
    for (const stored of found) this.#kept.set(stored.sidecar.key, idle(stored, null));
    for (const kept of this.#kept.values()) {
      const { fit } = kept.stored.sidecar;
      kept.base = fit && (this.#kept.get(fit.base) ?? null);
    }
  }

  async volume(recipe: VolumeRecipe, signal: AbortSignal): Promise<MasterVolume> {
    const { key, kept } = await this.#held(recipe, true, signal);
    return this.#volumeOf(key, kept);
  }

  /** Finds or makes a master and holds it. @param mayFit it may be made from a base of another size */
  async #held(
    recipe: VolumeRecipe,
    mayFit: boolean,
    signal: AbortSignal,
  ): Promise<{ key: string; kept: Kept }> {
    const tools = await this.#toolVersions(recipe.fileSystem);
    const key = masterKey(recipe, tools);
    for (;;) {
      const begin = (all: AbortSignal) => this.#findOrMake({ key, recipe, tools, mayFit, signal: all });
      const kept = await this.#found.join(key, begin, signal);
      // It may have been dropped between its end and this turn.
      if (this.#kept.get(key) !== kept) continue;
      this.#hold(key, kept);
      return { key, kept };
    }
  }

  async hold(key: string): Promise<MasterVolume | null> {
    const kept = this.#kept.get(key);
    if (!kept || (kept.holders === 0 && (kept.dropped || !(await this.#isWhole(key, kept))))) return null;
    if (this.#kept.get(key) !== kept) return null;
    this.#hold(key, kept);
    return this.#volumeOf(key, kept);
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
      base: stored.sidecar.fit?.base ?? null,
    }));
  }

  async dropIdle(keys?: readonly string[]): Promise<void> {
    for (const [key, { holders }] of this.#kept)
      if (holders === 0 && (keys?.includes(key) ?? true)) await this.#removeIdle(key);
  }

  keepWithinLimit(): Promise<void> {
    return this.#makeRoom(0);
  }

  async room(): Promise<{ diskBytes: number; freeBytes: number; limitBytes: number }> {
    const { dir, limitBytes } = this.#options;
    const diskBytes = this.#diskBytes;
    return { diskBytes, freeBytes: await freeBytes(dir), limitBytes: limitBytes(diskBytes) };
  }

  pathOf(key: string): string {
    return this.#store.imagePath(key);
  }

  async #findOrMake({ key, recipe, tools, mayFit, signal }: Wanted): Promise<Kept> {
    const known = this.#kept.get(key);
    if (known?.dropped)
      throw new StagingFault("media-missing", `The medium of the volume “${recipe.label}” was deleted.`);
    if (known && (known.holders > 0 || (await this.#isWhole(key, known)))) return known;
    if (known) await this.#remove(key); // somebody changed its file: it is not what was built
    await this.#removals.get(key);
    const makeRoom = (neededBytes: number) => this.#makeRoom(neededBytes);
    const order = { key, recipe, tools, makeRoom, signal };
    const base = mayFit ? await this.#baseFor(recipe, signal) : null;
    try {
      const made = idle(await this.#workshop.make(order, base?.kept.stored ?? null), base?.kept ?? null);
      this.#kept.set(key, made);
      return made;
    } finally {
      // It stays for now, also above the limit: whoever asked for the fitted one takes hold of both.
      if (base) this.#letGo(base.key, base.kept);
    }
  }

  /** Both its files are still what was kept. */
  async #isWhole(key: string, { base }: Kept): Promise<boolean> {
    if (!(await this.#store.find(key))) return false;
    if (!base) return true;
    const baseKey = base.stored.sidecar.key;
    return this.#kept.get(baseKey) === base && (await this.#isWhole(baseKey, base));
  }

  /** The base master to make this volume from, held; null when it is to be built as it is. */
  async #baseFor(recipe: VolumeRecipe, signal: AbortSignal) {
    if (!recipe.image) return null;
    const name = `${recipe.image.mediaSha256} ${recipe.image.index}`;
    const size = this.#sizes.get(name) ?? (await this.#workshop.imageSize(recipe, signal));
    if (!size) return null;
    this.#sizes.set(name, size);
    const wanted = baseRecipe(recipe, size);
    return wanted && this.#held(wanted, false, signal).catch(nullWhenTooSmall);
  }

  #hold(key: string, kept: Kept): void {
    kept.holders++;
    kept.stored.lastUsedMs = Date.now();
    this.#store.touch(key).catch(() => {}); // only the order of dropping depends on it
    if (kept.base) this.#hold(kept.base.stored.sidecar.key, kept.base);
  }

  /** What one caller holds. */
  #volumeOf(key: string, kept: Kept): MasterVolume {
    const { recipe, extents, serialOffsets, storeRanges, unitFileRanges, fromBootImage, fit } =
      kept.stored.sidecar;
    let released = false;
    return {
      key,
      build: kept.stored.sidecar.imageMtimeNs,
      recipe,
      files: fit ? [key, fit.base] : [key],
      extents: layersOf(extents, key, fit),
      serialOffsets,
      storeRanges,
      unitFileRanges,
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
    const parts = layersOf([range], key, kept.stored.sidecar.fit);
    const bytes = new Uint8Array(range.length);
    for (const part of parts) {
      const from = part.file === key ? kept : kept.base;
      bytes.set(await this.#readFile(part.file, from, part), part.offset - range.offset);
    }
    return bytes;
  }

  async #readFile(key: string, kept: Kept | null, range: Range): Promise<Uint8Array> {
    if (!kept) throw new Error(`master ${key} has no base`);
    kept.file ??= open(this.pathOf(key), "r");
    const bytes = await fileReader(await kept.file)(range);
    if (bytes.length === range.length) return bytes;
    throw new StagingFault(
      "master-failed",
      `The master volume ends before byte ${range.offset + range.length}.`,
    );
  }

  #release(key: string, kept: Kept): void {
    this.#letGo(key, kept);
    if (kept.holders === 0) this.#makeRoom(0).catch(() => {}); // is tried again by the next one
  }

  #letGo(key: string, kept: Kept): void {
    kept.holders--;
    if (kept.base) this.#letGo(kept.base.stored.sidecar.key, kept.base);
    if (kept.holders > 0) return;
    void kept.file?.then(
      (handle) => handle.close(),
      () => {},
    ); // one that never opened told its reader why
    kept.file = null;
    if (kept.dropped) this.#remove(key).catch(() => {}); // what could not be removed now is seen at the next start
  }

  /** Drops idle masters until the new one keeps within the limit and fits on the disk, or none is left. */
  async #makeRoom(neededBytes: number): Promise<void> {
    const { dir, limitBytes } = this.#options;
    for (const { key } of inDroppingOrder(this.list())) {
      const total = this.list().reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
      const within = total + neededBytes <= limitBytes(this.#diskBytes);
      if (within && (await freeBytes(dir)) >= neededBytes) return;
      await this.#removeIdle(key);
    }
  }

  async #removeIdle(key: string): Promise<void> {
    if (this.#kept.get(key)?.holders === 0) await this.#remove(key);
  }

  /** From this turn on nobody finds it, nor what was made from it; building it anew waits until its files are gone. */
  async #remove(key: string): Promise<void> {
    const removed = this.#kept.get(key);
    this.#kept.delete(key);
    // Nobody holds these: who holds one holds its base.
    const fitted = [...this.#kept].filter(([, { base }]) => base !== null && base === removed);
    const removal = this.#store.remove(key).finally(() => this.#removals.delete(key));
    this.#removals.set(key, removal);
    await Promise.all([removal, ...fitted.map(([other]) => this.#remove(other))]);
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
