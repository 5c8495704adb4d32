import { StagingFault } from "../../../shared/fault.ts";
import type { Step } from "../../../shared/sequence.ts";
import type { PlannedPartition, PlannedSize } from "./plan.ts";

const NTFS_TYPE = 0x07;
const MAX_MBR_PARTITIONS = 4;

/**
 * Reads a Format and Partition Disk step (OSDPartitions… variables; units as in the console: MB and GB are binary).
 * @throws StagingFault sequence-invalid, sequence-step-unsupported
 */
export function partitionDisk(step: Step): PlannedPartition[] {
  const style = (step.variables["OSDPartitionStyle"] ?? "MBR").toUpperCase();
  if (style !== "MBR") throw unsupported(step, `partition style ${style}`);
  const count = Number(step.variables["OSDPartitions"]);
  if (!Number.isInteger(count) || count < 1 || count > MAX_MBR_PARTITIONS)
    throw invalid(
      step,
      `OSDPartitions is “${step.variables["OSDPartitions"] ?? ""}”; an MBR holds 1 to 4 partitions`,
    );
  const partitions = Array.from({ length: count }, (_, n) => partition(step, n));
  const open = partitions.findIndex(({ size }) => size.unit === "rest");
  if (open >= 0 && open !== count - 1)
    throw invalid(step, "only the last partition may take all remaining space");
  const letters = partitions.flatMap(({ letter }) => letter ?? []);
  if (new Set(letters).size !== letters.length) throw invalid(step, "two partitions have the same letter");
  return partitions;
}

function partition(step: Step, n: number): PlannedPartition {
  const read = (name: string) => step.variables[`OSDPartitions${n}${name}`]?.trim() ?? "";
  const type = read("Type").toUpperCase() || "PRIMARY";
  if (type !== "PRIMARY") throw unsupported(step, `a partition of type ${type}`);
  const fileSystem = read("FileSystem").toUpperCase();
  if (fileSystem !== "" && fileSystem !== "NTFS") throw unsupported(step, `the file system ${fileSystem}`);
  const letter = read("AssignVolumeLetter").toUpperCase().replace(/:$/, "");
  if (letter !== "" && !/^[C-Z]$/.test(letter)) throw invalid(step, `“${letter}” is not a volume letter`);
  return {
    type: NTFS_TYPE,
    size: size(step, read("Size"), read("SizeUnits")),
    active: read("Bootable").toLowerCase() === "true",
    letter: letter === "" ? null : letter,
    volume:
      fileSystem === ""
        ? null
        : { fileSystem: "NTFS", label: read("VolumeName"), bootRecord: false, imageIndex: null },
  };
}

function size(step: Step, text: string, units: string): PlannedSize {
  if (text === "") return { unit: "rest" };
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw invalid(step, `“${text}” is not a size`);
  switch (units.toUpperCase()) {
    case "":
    case "MB":
      return { unit: "bytes", bytes: Math.round(value * 2 ** 20) };
    case "GB":
      return { unit: "bytes", bytes: Math.round(value * 2 ** 30) };
    case "PERCENT":
    case "%":
      if (value > 100) throw invalid(step, `${text} percent is more than there is`);
      return value === 100 ? { unit: "rest" } : { unit: "percent", percent: value };
    default:
      throw invalid(step, `“${units}” is not a unit of size`);
  }
}

function invalid(step: Step, what: string): StagingFault {
  return new StagingFault("sequence-invalid", `Step “${step.name}”: ${what}.`);
}

function unsupported(step: Step, what: string): StagingFault {
  return new StagingFault(
    "sequence-step-unsupported",
    `Step “${step.name}”: this station cannot do ${what} yet.`,
  );
}
