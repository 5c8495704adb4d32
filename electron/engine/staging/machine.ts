import type { Drive } from "../../../shared/drive.ts";
import type { Waits } from "../../../shared/limit.ts";

/** A stretch of a drive. Offsets and lengths in bytes, multiples of the drive's logical sector. */
export interface Range {
  offset: number;
  length: number;
}

/** What to put where: bytes of a master volume, or bytes made for this unit. */
export type Segment =
  | { kind: "master"; master: string; masterOffset: number; offset: number; length: number }
  | { kind: "bytes"; offset: number; bytes: Uint8Array };

/** How far an order is, and for what its requests waited so far. */
export type Progress = (doneBytes: number, waits?: Waits) => void;

/** What a claimed drive tells beside its progress, at any time. The meaning of each is that of the job's event. */
export type DriveNote =
  | { type: "retried"; count: number; offset: number }
  | { type: "slow"; bytesPerSecond: number }
  | { type: "recovered" }
  | { type: "resumed"; fromBytes: number };

/** All that staging may ask of the computer it runs on. `machine/` does it on Linux and in training; tests fake it. */
export interface Machine {
  readonly kind: "training" | "real";
  /** Every drive there is now, each with the facts that the guard judges. */
  listDrives(): Promise<Drive[]>;
  /** Tells when the list may have changed. Returns the way to stop it. */
  watch(changed: () => void): () => void;
  /**
   * Takes the drive for us alone and proves on the open descriptor that it is this one. `masters` are the keys of the
   * master volumes that segments may name. `note` hears what it meets until it is released.
   * @throws StagingFault drive-gone, drive-swapped, drive-busy, drive-refused (read-only), root-needed
   */
  claim(drive: Drive, masters: readonly string[], note?: (note: DriveNote) => void): Promise<ClaimedDrive>;
  /** Makes a person find the drive: its LED blinks by reading. Ends by itself after a few seconds. */
  blink(drive: Drive, signal: AbortSignal): Promise<void>;
}

/**
 * One drive, held exclusively, with its own writer process. Nothing here can reach another drive.
 * Every method may throw StagingFault drive-gone, drive-write-failed, drive-read-failed or drive-stalled, and
 * rejects with `signal.reason` when it was cancelled.
 */
export interface ClaimedDrive extends AsyncDisposable {
  readonly drive: Drive;
  /** The opened drive is still the one that was claimed. @throws StagingFault drive-gone, drive-swapped */
  confirm(): Promise<void>;
  /** Asks the drive to forget all it holds. False when it cannot (no TRIM), which is no fault. */
  discardAll(signal: AbortSignal): Promise<boolean>;
  /** Writes zeros and flushes. */
  zero(ranges: readonly Range[], signal: AbortSignal, progress: Progress): Promise<void>;
  /** Writes and flushes. Progress counts bytes the drive has taken. */
  write(segments: readonly Segment[], signal: AbortSignal, progress: Progress): Promise<void>;
  /** Reads from the device itself and compares. @throws StagingFault verify-mismatch with the first differing byte */
  readBack(segments: readonly Segment[], signal: AbortSignal, progress: Progress): Promise<void>;
  read(range: Range): Promise<Uint8Array>;
  /** Everything written so far is on the medium when this returns. */
  flush(): Promise<void>;
  /** Flushes, lets the kernel forget old partitions, spins down where it can, and releases. */
  [Symbol.asyncDispose](): Promise<void>;
}
