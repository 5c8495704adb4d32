import type { FileHandle } from "node:fs/promises";
import type { VolumeRecipe } from "../staging/masters.ts";
import type { StoredMaster } from "./master-store.ts";

/** A master, how many hold it, and the file they read through. Who holds a fitted one holds its base as well. */
export interface Kept {
  stored: StoredMaster;
  base: Kept | null;
  holders: number;
  file: Promise<FileHandle> | null;
  /** Its medium went: it goes with its last holder. */
  dropped: boolean;
}

/** Nobody holds it yet. */
export function idle(stored: StoredMaster, base: Kept | null): Kept {
  return { stored, base, holders: 0, file: null, dropped: false };
}

/** One master on this station's disk. */
export interface MasterListed {
  key: string;
  recipe: VolumeRecipe;
  /** What it really takes of the disk. */
  allocatedBytes: number;
  lastUsedMs: number;
  held: boolean;
  /** The master whose file it lies over; null for one that lies in its own file alone. */
  base: string | null;
}

/** The longest unused first, which is the order in which they are dropped; those that are held, which stay, last. */
export function inDroppingOrder(masters: readonly MasterListed[]): MasterListed[] {
  return masters.toSorted((a, b) => Number(a.held) - Number(b.held) || a.lastUsedMs - b.lastUsedMs);
}

/** A master that somebody asks for. */
export interface Wanted {
  key: string;
  recipe: VolumeRecipe;
  tools: string[];
  mayFit: boolean;
  signal: AbortSignal;
}
