import type { ContentItem } from "../../../shared/content-index.ts";
import type { StoredLocation } from "../records/records.ts";

/** A location as it is asked: with its token. */
export interface Place extends StoredLocation {
  token: string | null;
}

/** One file of a place. Without an index nobody has hashed it yet. */
export interface PlaceItem extends Omit<ContentItem, "sha256"> {
  sha256: string | null;
}

/** What a place was found to have. */
export interface Found {
  by: "index" | "scan";
  items: PlaceItem[];
  /** What was left out, in words. */
  notes: string[];
}

/** How long a place may be asked, and when the asking ends. */
export interface Asking {
  /** No byte for this long, and the place counts as stalled. */
  stallMs: number;
  signal: AbortSignal;
}

/** From which byte on a file is wanted. */
export interface Wanted extends Asking {
  item: PlaceItem;
  from: number;
  /** What told this copy from any other when it was opened here before; null the first time. */
  validator: string | null;
}

/**
 * A file of a place, open at the byte that was asked for. `chunks` ends after the last byte of the file, or throws: a
 * break is location-unreachable, and what was given before it is good.
 */
export interface OpenedContent {
  validator: string | null;
  chunks: AsyncIterable<Uint8Array>;
  close(): void;
}
