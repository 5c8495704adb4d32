import { describe, expect, test } from "vitest";
import type { CompileOptions } from "../../electron/engine/sequence/compile-draft.ts";
import { BIOS, bios, command, disk, image, MIB, plan, step, UEFI } from "../support/staging-sequences.ts";

describe("Format and Partition Disk", () => {
  test("a GPT with EFI, MSR, Windows and recovery is planned with its types, attributes and letters", () => {
    const made = plan(disk(UEFI) + image("/target:%OSDisk%"));
    expect([made.style, made.firmware, made.boot]).toEqual(["gpt", "uefi", { system: 0, os: 2 }]);
    expect(
      made.partitions.map(({ kind, typeGuid, attributeBits, size, letter, volume }) => [
        kind,
        typeGuid?.slice(0, 8),
        attributeBits,
        size.unit,
        letter,
        volume && `${volume.fileSystem} ${volume.quick ? "quick" : "full"} ${volume.imageIndex ?? "-"}`,
      ]),
    ).toEqual([
      ["efi", "C12A7328", [], "bytes", "C", "FAT32 quick -"],
      ["msr", "E3C9E316", [], "bytes", null, null],
      ["primary", "EBD0A0A2", [], "percent", "D", "NTFS quick 1"],
      ["recovery", "DE94BBA4", [0, 63], "rest", null, "NTFS full -"],
    ]);
  });

  test("hidden, recovery and FAT32 have their own type bytes on an MBR", () => {
    const made = plan(
      disk({
        ...BIOS,
        OSDPartitions: "4",
        OSDPartitions1Size: "10",
        OSDPartitions1SizeUnits: "GB",
        OSDPartitions2Type: "HIDDEN",
        OSDPartitions2FileSystem: "FAT32",
        OSDPartitions2Size: "1",
        OSDPartitions2SizeUnits: "GB",
        OSDPartitions3Type: "RECOVERY",
        OSDPartitions3FileSystem: "NTFS",
      }) +
        command("bootsect /nt60 ALL /force") +
        image(),
    );
    expect(made.partitions.map(({ type }) => type)).toEqual([0x07, 0x07, 0x1c, 0x27]);
    expect(made.partitions[1]?.size).toEqual({ unit: "bytes", bytes: 10 * 2 ** 30 });
    expect(made.partitions.map(({ volume }) => volume?.bootRecord)).toEqual([true, true, true, true]);
  });

  test("the drive may have another number, also one from a variable, and Apply Data Image names it so", () => {
    const set = step("SetVariable", "Set", "", { VariableName: "TargetDisk", VariableValue: "02" });
    const own = { ...BIOS, OSDDiskIndex: "1", OSDDiskIndexVariable: "TargetDisk" };
    const rest = command("bootsect.exe /nt60 C:");
    expect(plan(set + disk(own) + rest + image("/target:2,2")).partitions[1]?.volume?.imageIndex).toBe(1);
    expect(() => plan(set + disk(own) + rest + image("/target:1,2"))).toThrow("partitions disk 2");
    expect(plan(disk({ ...BIOS, OSDDiskIndex: "3" }) + rest + image("/target:3,2")).partitions).toHaveLength(
      2,
    );
  });

  test("sizes are MB when no unit is given, GB, or percent of what is left; names and full formats are kept", () => {
    const made = plan(
      disk({
        ...BIOS,
        OSDPartitions: "3",
        OSDPartitions0VolumeName: "System",
        OSDPartitions0QuickFormat: "FALSE",
        OSDPartitions1Size: "50",
        OSDPartitions1SizeUnits: "PERCENT",
        OSDPartitions2FileSystem: "FAT32",
        OSDPartitions2VolumeName: "DATA",
        OSDPartitions2AssignVolumeLetter: "q",
      }) +
        command("bootsect.exe /nt60 C:") +
        image(),
    );
    expect(
      made.partitions.map(({ size, volume, letter }) => [size, volume?.label, volume?.quick, letter]),
    ).toEqual([
      [{ unit: "bytes", bytes: 100 * MIB }, "System", false, null],
      [{ unit: "percent", percent: 50 }, "Windows", true, "C"],
      [{ unit: "rest" }, "DATA", true, "Q"],
    ]);
  });

  test("a variable set earlier outranks what the step says", () => {
    const set = step("SetVariable", "Set", "", { VariableName: "OSDPartitions0Size", VariableValue: "350" });
    expect(plan(set + bios + image()).partitions[0]?.size).toEqual({ unit: "bytes", bytes: 350 * MIB });
  });

  test.for<[string, Record<string, string>, string]>([
    [
      "five partitions on an MBR",
      { ...BIOS, OSDPartitions: "5" },
      "OSDPartitions is “5”; an MBR holds 1 to 4 partitions",
    ],
    [
      "an EFI partition on an MBR",
      { ...BIOS, OSDPartitionStyle: "MBR", OSDPartitions0Type: "EFI" },
      "needs the partition style GPT",
    ],
    [
      "a logical partition",
      { ...BIOS, OSDPartitions0Type: "LOGICAL" },
      "a partition of type LOGICAL: no PC starts",
    ],
    ["an extended one", { ...BIOS, OSDPartitions0Type: "Extended" }, "Make it PRIMARY; an MBR holds four"],
    ["an MSR on an MBR", { ...BIOS, OSDPartitions0Type: "MSR" }, "needs the partition style GPT"],
    ["a style that is none", { ...BIOS, OSDPartitionStyle: "APM" }, "partition style APM"],
    ["an unknown unit", { ...BIOS, OSDPartitions0SizeUnits: "TB" }, "“TB” is not a unit of size"],
    ["a disk number that is none", { ...BIOS, OSDDiskIndex: "one" }, "“one” is no disk number"],
    ["a size that is none", { ...BIOS, OSDPartitions0Size: "many" }, "“many” is not a size"],
    [
      "too many percent",
      { ...BIOS, OSDPartitions0Size: "101", OSDPartitions0SizeUnits: "PERCENT" },
      "more than there is",
    ],
    ["the rest before the last", { ...BIOS, OSDPartitions0Size: "" }, "only the last partition"],
    [
      "an EFI partition in NTFS",
      { ...UEFI, OSDPartitions0FileSystem: "NTFS" },
      "an EFI partition has the file system FAT32",
    ],
    ["a name too long", { ...BIOS, OSDPartitions1VolumeName: "x".repeat(33) }, "more than 32 characters"],
    ["one letter twice", { ...BIOS, OSDPartitions0AssignVolumeLetter: "C" }, "the same letter"],
    ["an unknown file system", { ...BIOS, OSDPartitions1FileSystem: "exFAT" }, "the file system EXFAT"],
    ["two active partitions", { ...BIOS, OSDPartitions0Bootable: "true" }, "exactly one active partition"],
  ])("%s is refused, in words that name the step", ([, values, words]) => {
    expect(() => plan(disk(values) + command("bootsect /nt60 C:") + image())).toThrow(words);
  });
});

describe("Apply Data Image", () => {
  test.for([
    ["a letter", "/target:C:", 1],
    ["disk and partition, counted from 1", "/target:0,1", 0],
    ["nothing: the next partition no step has taken", "", 0],
  ] as const)("its target may be %s", ([, target, position]) => {
    const made = plan(bios + image(target));
    expect(made.partitions.findIndex(({ volume }) => volume?.imageIndex)).toBe(position);
  });
  test("its image index is the start's, the variable's, or the step's", () => {
    const index = (options: Partial<CompileOptions>, before = "") =>
      plan(before + bios + image(undefined, { OSDDataImageIndex: "3" }), options).partitions[1]?.volume
        ?.imageIndex;
    const set = step("SetVariable", "Set", "", { VariableName: "OSDDataImageIndex", VariableValue: "2" });
    expect([index({ imageIndex: 4 }), index({}, set), index({})]).toEqual([4, 2, 3]);
  });
  test.for([
    ["another disk", "/target:1,1", "it writes to disk 1, and the sequence partitions disk 0"],
    ["a partition that is not there", "/target:0,7", "there is no partition 7; the drive has 2"],
    ["a variable without a value", "/target:%Nothing%", "its target %Nothing% has no value"],
    ["a letter nobody has", "/target:Q:", "no partition before it has that letter"],
  ])("%s is refused", ([, target, words]) => {
    expect(() => plan(bios + image(target))).toThrow(words);
  });
});
