import type { Drive } from "../../../../shared/drive.ts";
import type { BlockNode } from "./block-nodes.ts";
import { openToRead } from "./drive-reader.ts";
import { findOldData } from "./old-data.ts";

export interface ProbeCache {
  /** Kinds of old marks on a drive. None when it cannot be read, or does not answer in time: writing will tell. */
  oldData(drive: Drive, partitions: readonly BlockNode[]): Promise<string[]>;
  /** Something was written: look again next time. */
  forget(identity: string): void;
  /** Only these are there any more. */
  keepOnly(drives: readonly Drive[]): void;
}

interface Entry {
  layout: string;
  readAtMs: number;
  /** Never rejects. */
  kinds: Promise<string[]>;
  done: boolean;
}

export interface ProbeOptions {
  /** Put before a drive's path: tests have drives that are files. */
  root: string;
  /** Drives that this engine writes: they are not read meanwhile. */
  isOurs: (identity: string) => boolean;
}

const FRESH_MS = 10_000;
const PATIENCE_MS = 2_000;

/** Reads each drive once per insertion and then at most every ten seconds; a drive that hangs is asked once only. */
export function probeCache({ root, isOurs }: ProbeOptions): ProbeCache {
  const entries = new Map<string, Entry>();

  function start(drive: Drive, partitions: readonly BlockNode[], layout: string): Entry {
    const kinds = probe(root + drive.path, drive.sizeBytes, partitions).catch(() => []);
    const entry: Entry = { layout, readAtMs: Date.now(), kinds, done: false };
    void kinds.then(() => (entry.done = true));
    entries.set(drive.identity, entry);
    return entry;
  }

  return {
    async oldData(drive, partitions) {
      const layout = partitions.map(({ startBytes, sizeBytes }) => `${startBytes}+${sizeBytes}`).join();
      const known = entries.get(drive.identity);
      if (isOurs(drive.identity)) return known?.done ? known.kinds : [];
      const usable =
        known && (!known.done || (known.layout === layout && Date.now() - known.readAtMs < FRESH_MS));
      return withPatience((usable ? known : start(drive, partitions, layout)).kinds);
    },
    forget: (identity) => void entries.delete(identity),
    keepOnly(drives) {
      const there = new Set(drives.map(({ identity }) => identity));
      for (const identity of entries.keys()) if (!there.has(identity)) entries.delete(identity);
    },
  };
}

async function probe(path: string, sizeBytes: number, partitions: readonly BlockNode[]): Promise<string[]> {
  await using drive = await openToRead(path);
  const found = await findOldData(drive.read, sizeBytes, partitions);
  return [...new Set(found.map(({ kind }) => kind))];
}

async function withPatience(kinds: Promise<string[]>): Promise<string[]> {
  const { promise: late, resolve } = Promise.withResolvers<string[]>();
  const timer = setTimeout(() => resolve([]), PATIENCE_MS);
  try {
    return await Promise.race([kinds, late]);
  } finally {
    clearTimeout(timer);
  }
}
