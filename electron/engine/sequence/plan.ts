import type { Sequence, StepEffect } from "../../../shared/sequence.ts";

/** How large a partition is to be. `rest` takes what the others leave. */
export type PlannedSize =
  { unit: "bytes"; bytes: number } | { unit: "percent"; percent: number } | { unit: "rest" };

export interface PlannedVolume {
  fileSystem: "NTFS";
  label: string;
  /** Whether a boot record that starts \bootmgr goes in. */
  bootRecord: boolean;
  /** Which image of the medium is laid down here; null for an empty volume. */
  imageIndex: number | null;
}

export interface PlannedPartition {
  /** MBR type byte: 0x07 for NTFS. */
  type: number;
  size: PlannedSize;
  active: boolean;
  /** The letter the sequence's commands call it by, upper case, no colon; null when it has none. */
  letter: string | null;
  volume: PlannedVolume | null;
}

/** A task sequence compiled for drives of any size, before any drive is touched. */
export interface Plan {
  sequence: Pick<Sequence, "id" | "name" | "version" | "hash">;
  firmware: "bios";
  partitions: PlannedPartition[];
  /** Each step, and where it takes effect. */
  steps: StepEffect[];
}
