import type { StepEffect } from "../../../shared/sequence.ts";
import { unitVariable } from "../../../shared/unit-variables.ts";
import { Environment } from "./environment.ts";
import type {
  Plan,
  PlannedPartition,
  PlannedSetting,
  PlannedVolume,
  StationCommand,
  UnitFile,
} from "./plan.ts";
import { invalidStep } from "./step-fault.ts";

export interface CompileOptions {
  /** Which image Apply Data Image lays down; null for the one the sequence names. */
  imageIndex: number | null;
  /** Variables of the bench that conditions and command lines may ask for. */
  variables?: Readonly<Record<string, string>>;
  /** The firmware the drives are for, where the sequence asks (`_SMSTSBootUEFI`). */
  firmware?: "bios" | "uefi";
  /** Whether this station lets a sequence run commands on it. */
  stationCommands?: boolean;
}

/** What a Run Command Line step comes to on the bench. */
export type CommandPlace = "master" | "write" | "finish" | "before" | "after" | "target";

/** A plan while it is being made. */
export interface Draft {
  options: CompileOptions;
  environment: Environment;
  style: "mbr" | "gpt";
  partitions: PlannedPartition[];
  /** The disk number the sequence calls the drive by. */
  diskIndex: string;
  /** Volumes that Apply Data Image has taken already, for “next available partition”. */
  targeted: Set<PlannedPartition>;
  boot: { system: PlannedPartition; os: PlannedPartition } | null;
  /** What bcdedit named as the boot image. */
  bootImage: { partition: PlannedPartition; path: string } | null;
  /** A boot image that is copied beside the loader. */
  imageCopy: { step: string; from: PlannedPartition; to: PlannedPartition; path: string } | null;
  /** What a unit's own variables are made of; the environment holds what all units have alike. */
  settings: PlannedSetting[];
  /** Variables, lower case, whose value not even a unit knows. */
  lost: Set<string>;
  commands: StationCommand[];
  files: UnitFile[];
  /** Commands after the first and perhaps before the last step on the drive: only the end tells. */
  pending: StationCommand[];
  finish: Plan["finish"] | null;
  effects: StepEffect[];
}

/** What a bench is, in the sequence's variables: Windows PE, not started from prestaged media. */
export function newDraft(options: CompileOptions): Draft {
  const environment = new Environment((name) => {
    if (unitVariable(name)) return { known: false, missing: `${name}, which each unit has its own of` };
    return name.toUpperCase().startsWith("_SMSTS")
      ? { known: false, missing: `the target's variable ${name}` }
      : { known: true, value: "" };
  });
  const builtIn = {
    _SMSTSInWinPE: "true",
    _SMSTSMediaType: "",
    _SMSTSClientCache: "",
    PrestageBench: "true",
  };
  for (const [name, value] of Object.entries({ ...builtIn, ...options.variables }))
    environment.setBuiltIn(name, value, "the bench");
  if (options.firmware)
    environment.setBuiltIn("_SMSTSBootUEFI", options.firmware === "uefi" ? "true" : "", "the bench");
  return {
    options,
    environment,
    style: "mbr",
    partitions: [],
    diskIndex: "0",
    targeted: new Set(),
    boot: null,
    bootImage: null,
    imageCopy: null,
    settings: [],
    lost: new Set(),
    commands: [],
    files: [],
    pending: [],
    finish: null,
    effects: [],
  };
}

export function byLetter(draft: Draft, step: { name: string }, letter: string): PlannedPartition {
  const partition = draft.partitions.find((each) => each.letter === letter.toUpperCase());
  if (!partition) throw invalidStep(step, `it uses ${letter}:, and no partition before it has that letter`);
  return partition;
}

export function volumeOn(step: { name: string }, partition: PlannedPartition): PlannedVolume {
  if (partition.volume) return partition.volume;
  const named = partition.letter ? `${partition.letter}:` : "a partition";
  throw invalidStep(step, `it uses ${named} before it has been formatted`);
}
