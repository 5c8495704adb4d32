import type { PartitionKind, PlannedPartition, PlannedSize, PlannedVolume } from "./plan.ts";
import { invalidStep, unsupportedStep } from "./step-fault.ts";

const MAX_MBR_PARTITIONS = 4;
const MAX_GPT_PARTITIONS = 128;
const MIB = 2 ** 20;

const KINDS: Readonly<Record<string, PartitionKind>> = {
  PRIMARY: "primary",
  HIDDEN: "hidden",
  EFI: "efi",
  MSR: "msr",
  RECOVERY: "recovery",
};
const GUIDS: Readonly<Record<PartitionKind, string>> = {
  primary: "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
  hidden: "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
  efi: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
  msr: "E3C9E316-0B5C-4DB8-817D-F92DF00215AE",
  recovery: "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC",
};
/** Required for the platform (0), hidden (62), no letter by itself (63), in the words of the GPT. */
const ATTRIBUTE_BITS: Readonly<Partial<Record<PartitionKind, number[]>>> = {
  recovery: [0, 63],
  hidden: [62, 63],
};

/** One of the step's inputs; an earlier setting of the variable outranks what the step says. Empty when not given. */
export type Inputs = (name: string) => string;

export interface DiskLayout {
  style: "mbr" | "gpt";
  partitions: PlannedPartition[];
  /** Variables that get a partition's letter ("C:"), by its position. */
  letterVariables: { name: string; partition: number }[];
}

/**
 * Reads a Format and Partition Disk step (OSDPartitions… variables; units as in the console: MB and GB are binary).
 * @throws StagingFault sequence-invalid, sequence-step-unsupported
 */
export function partitionDisk(step: { name: string }, input: Inputs): DiskLayout {
  const style = styleOf(step, input);
  const count = countOf(step, input, style);
  const partitions = Array.from({ length: count }, (_, n) => partition(step, input, n, style));
  const open = partitions.findIndex(({ size }) => size.unit === "rest");
  if (open >= 0 && open !== count - 1)
    throw invalidStep(step, "only the last partition may take all remaining space");
  const letters = partitions.flatMap(({ letter }) => letter ?? []);
  if (new Set(letters).size !== letters.length)
    throw invalidStep(step, "two partitions have the same letter");
  const letterVariables = partitions.flatMap((_, n) => {
    const name = input(`OSDPartitions${n}VolumeLetterVariable`).trim();
    return name === "" ? [] : [{ name, partition: n }];
  });
  for (const { partition: n } of letterVariables) giveLetter(partitions, n);
  return { style, partitions, letterVariables };
}

function styleOf(step: { name: string }, input: Inputs): "mbr" | "gpt" {
  const style = input("OSDPartitionStyle").trim().toUpperCase();
  if (style === "MBR") return "mbr";
  if (style === "GPT") return "gpt";
  if (style !== "") throw unsupportedStep(step, `partition style ${style}`);
  const efi = Array.from({ length: MAX_MBR_PARTITIONS }, (_, n) =>
    input(`OSDPartitions${n}Type`).toUpperCase(),
  );
  return isTrue(input("OSDGPTBootDisk")) || efi.includes("EFI") ? "gpt" : "mbr";
}

/** MDT leaves the number out and only numbers its partitions. */
function countOf(step: { name: string }, input: Inputs, style: "mbr" | "gpt"): number {
  const text = input("OSDPartitions").trim();
  let count = Number(text);
  if (text === "") while (input(`OSDPartitions${count}Type`) !== "") count++;
  const most = style === "mbr" ? MAX_MBR_PARTITIONS : MAX_GPT_PARTITIONS;
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw invalidStep(
      step,
      `OSDPartitions is “${text}”; ${style === "mbr" ? "an MBR" : "a GPT"} holds 1 to ${most} partitions`,
    );
  return count;
}

function partition(step: { name: string }, input: Inputs, n: number, style: "mbr" | "gpt"): PlannedPartition {
  const read = (name: string) => input(`OSDPartitions${n}${name}`).trim();
  const kind = kindOf(step, read("Type"), style);
  const letter = read("AssignVolumeLetter").toUpperCase().replace(/:$/, "");
  if (letter !== "" && !/^[C-Z]$/.test(letter)) throw invalidStep(step, `“${letter}” is not a volume letter`);
  const volume = kind === "msr" ? null : volumeOf(step, read);
  if (kind === "efi" && volume?.fileSystem !== "FAT32")
    throw invalidStep(step, "an EFI partition has the file system FAT32");
  return {
    kind,
    type: style === "mbr" ? mbrType(kind, volume) : 0,
    typeGuid: style === "gpt" ? GUIDS[kind] : null,
    attributeBits: style === "gpt" ? (ATTRIBUTE_BITS[kind] ?? []) : [],
    size: size(step, read("Size"), read("SizeUnits")),
    active: style === "mbr" && isTrue(read("Bootable")),
    letter: letter === "" ? null : letter,
    volume,
  };
}

function kindOf(step: { name: string }, text: string, style: "mbr" | "gpt"): PartitionKind {
  const kind = KINDS[text.toUpperCase() || "PRIMARY"];
  if (/^(?:extended|logical)$/i.test(text))
    throw unsupportedStep(
      step,
      `a partition of type ${text.toUpperCase()}: no PC starts prestaged media from one. Make it PRIMARY; an MBR holds four, a GPT more`,
    );
  if (!kind) throw unsupportedStep(step, `a partition of type ${text}; it lays out primary ones`);
  if (style === "mbr" && (kind === "efi" || kind === "msr"))
    throw invalidStep(step, `a partition of type ${text.toUpperCase()} needs the partition style GPT`);
  return kind;
}

/** The type byte; a file system given later by a format command changes it. */
export function mbrType(kind: PartitionKind, volume: PlannedVolume | null): number {
  if (kind === "recovery") return 0x27;
  const fat = volume?.fileSystem === "FAT32";
  if (kind === "hidden") return fat ? 0x1c : 0x17;
  return fat ? 0x0c : 0x07;
}

function volumeOf(step: { name: string }, read: Inputs): PlannedVolume | null {
  const fileSystem = read("FileSystem").toUpperCase();
  if (fileSystem === "") return null;
  if (fileSystem !== "NTFS" && fileSystem !== "FAT32")
    throw unsupportedStep(step, `the file system ${fileSystem}`);
  const label = read("VolumeName");
  const limit = fileSystem === "NTFS" ? 32 : 11;
  if (label.length > limit) throw invalidStep(step, `the name “${label}” has more than ${limit} characters`);
  const quick = read("QuickFormat").toLowerCase() !== "false";
  return { fileSystem, label, bootRecord: false, imageIndex: null, quick };
}

/** A partition whose letter is saved has one: the next that is free from C on. */
function giveLetter(partitions: PlannedPartition[], n: number): void {
  const target = partitions[n];
  if (!target || target.letter !== null) return;
  const taken = new Set(partitions.map(({ letter }) => letter));
  target.letter = Array.from("CDEFGHIJKLMNOPQRSTUVWXYZ").find((letter) => !taken.has(letter)) ?? null;
}

function size(step: { name: string }, text: string, units: string): PlannedSize {
  if (text === "") return { unit: "rest" };
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw invalidStep(step, `“${text}” is not a size`);
  switch (units.toUpperCase()) {
    case "":
    case "MB":
      return { unit: "bytes", bytes: Math.round(value * MIB) };
    case "GB":
      return { unit: "bytes", bytes: Math.round(value * 1024 * MIB) };
    case "PERCENT":
    case "%":
      if (value > 100) throw invalidStep(step, `${text} percent is more than there is`);
      return value === 100 ? { unit: "rest" } : { unit: "percent", percent: value };
    default:
      throw invalidStep(step, `“${units}” is not a unit of size`);
  }
}

function isTrue(text: string): boolean {
  return text.trim().toLowerCase() === "true";
}
