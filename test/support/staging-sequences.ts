import { compileTree } from "../../electron/engine/sequence/compile.ts";
import type { CompileOptions } from "../../electron/engine/sequence/compile-draft.ts";
import { readDocument } from "../../electron/engine/sequence/document.ts";
import type { Plan } from "../../electron/engine/sequence/plan.ts";

/** Small staging sequences as XML, for tests of what they are compiled to. */

export const named = { id: "t", name: "T", version: "1", hash: "" };
export const MIB = 2 ** 20;

export function plan(inner: string, options: Partial<CompileOptions> = {}): Plan {
  const xml = `<sequence version="3.10">${inner}</sequence>`;
  const { tree } = readDocument(new TextEncoder().encode(xml), "T.xml");
  return compileTree(named, tree, { imageIndex: null, ...options });
}
export const variables = (values: Record<string, string>) =>
  `<defaultVarList>${Object.entries(values)
    .map(([name, value]) => `<variable name="${name}" property="${name}">${value}</variable>`)
    .join("")}</defaultVarList>`;
export const step = (
  type: string,
  name: string,
  action = "",
  values: Record<string, string> = {},
  more = "",
  inside = "",
) =>
  `<step type="SMS_TaskSequence_${type}Action" name="${name}" ${more}>${inside}<action>${action}</action>${variables(values)}</step>`;
export const command = (line: string, more = "", inside = "") =>
  step("RunCommandLine", line, line, {}, more, inside);
export const image = (target = "/target:C:", values: Record<string, string> = {}) =>
  step("ApplyDataImage", "Apply Data Image", `OSDApplyOS.exe /data:X,%OSDDataImageIndex% ${target}`, values);

export const BIOS = {
  OSDPartitions: "2",
  OSDPartitions0Size: "100",
  OSDPartitions0FileSystem: "NTFS",
  OSDPartitions1Bootable: "TRUE",
  OSDPartitions1FileSystem: "NTFS",
  OSDPartitions1VolumeName: "Windows",
  OSDPartitions1AssignVolumeLetter: "c:",
};
export const UEFI = {
  OSDPartitionStyle: "GPT",
  OSDPartitions: "4",
  OSDPartitions0Type: "EFI",
  OSDPartitions0FileSystem: "FAT32",
  OSDPartitions0Size: "500",
  OSDPartitions0VolumeLetterVariable: "EfiDrive",
  OSDPartitions1Type: "MSR",
  OSDPartitions1Size: "16",
  OSDPartitions2Type: "Primary",
  OSDPartitions2FileSystem: "NTFS",
  OSDPartitions2Size: "99",
  OSDPartitions2SizeUnits: "%",
  OSDPartitions2VolumeLetterVariable: "OSDisk",
  OSDPartitions3Type: "RECOVERY",
  OSDPartitions3FileSystem: "NTFS",
  OSDPartitions3Size: "100",
  OSDPartitions3SizeUnits: "PERCENT",
  OSDPartitions3QuickFormat: "false",
};
export const disk = (values: Record<string, string>, more = "", inside = "") =>
  step("PartitionDisk", "Partition Disk", "osddiskpart.exe", values, more, inside);
export const bios = disk(BIOS) + command("bootsect.exe /nt60 C:");
