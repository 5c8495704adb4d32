import type { Sequence, StepEffect } from "../../../shared/sequence.ts";

/** How large a partition is to be. `rest` takes what the others leave; `percent` is of what is left at its turn. */
export type PlannedSize =
  { unit: "bytes"; bytes: number } | { unit: "percent"; percent: number } | { unit: "rest" };

export interface PlannedVolume {
  fileSystem: "NTFS" | "FAT32";
  label: string;
  /** Whether a boot record that starts \bootmgr goes in. */
  bootRecord: boolean;
  /** Which image of the medium is laid down here; null for an empty volume. */
  imageIndex: number | null;
  /** A full format leaves no old byte in the volume; a quick one only makes it. */
  quick: boolean;
}

export type PartitionKind = "primary" | "hidden" | "efi" | "msr" | "recovery";

export interface PlannedPartition {
  kind: PartitionKind;
  /** MBR type byte: 0x07 for NTFS. 0 on a GPT. */
  type: number;
  /** GPT type, upper case; null on an MBR. */
  typeGuid: string | null;
  /** GPT attributes: which of the 64 bits are set. Empty on an MBR. */
  attributeBits: number[];
  size: PlannedSize;
  active: boolean;
  /** The letter the sequence's commands call it by, upper case, no colon; null when it has none. */
  letter: string | null;
  volume: PlannedVolume | null;
}

/**
 * A variable that the sequence sets, in the order in which it does: to a text with %VARIABLES% of the unit, or to the
 * end of what a command on the station printed (its position in `commands`).
 */
export type PlannedSetting = { step: string; name: string; hidden: boolean } & (
  { text: string } | { command: number }
);

/** A command of the sequence that this station runs. It gets the drive's facts as variables, never the drive. */
export interface StationCommand {
  step: string;
  /** Before the drive's first write, or after its table is written and stamped. */
  when: "before-first-write" | "after-commit";
  /** For /bin/sh, with %VARIABLES% of the unit; the values never become part of the shell's text. */
  commandLine: string;
  /** Absolute, with %VARIABLES%; null for the root. */
  workingDirectory: string | null;
  /** Null: no limit of the step's own. */
  timeoutSeconds: number | null;
  successCodes: number[];
  continueOnError: boolean;
  /** How many of the plan's settings stand before it. */
  settings: number;
}

/** A text file on the drive that is filled for each unit, within bytes that the master keeps for it. */
export interface UnitFile {
  step: string;
  /** Position in the plan's partitions. */
  partition: number;
  /** From the volume's root: "\\Windows\\Panther\\unattend.xml". */
  path: string;
  /** With %VARIABLES% of the unit. */
  template: string;
  /** What the file has in the master, exactly; shorter text is filled up with spaces. */
  placeholderBytes: number;
  encoding: "utf-8" | "utf-16";
  /** How many of the plan's settings stand before it. */
  settings: number;
}

/** A task sequence compiled for drives of any size, before any drive is touched. */
export interface Plan {
  sequence: Pick<Sequence, "id" | "name" | "version" | "hash">;
  firmware: "bios" | "uefi";
  style: "mbr" | "gpt";
  partitions: PlannedPartition[];
  /** Positions in `partitions`: where the firmware starts, and where the medium lies. The same on one-partition BIOS. */
  boot: { system: number; os: number };
  /** The boot image that the drive starts: which partition it lies on, and where there. */
  bootImage: { partition: number; path: string };
  settings: PlannedSetting[];
  commands: StationCommand[];
  files: UnitFile[];
  /** What happens to the drive at the end. `release`: the sequence says nothing. */
  finish: "shutdown" | "restart" | "release";
  /** Each step, and where it takes effect. */
  steps: StepEffect[];
}
