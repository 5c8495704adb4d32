import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { compile } from "../../electron/engine/sequence/compile.ts";
import { volumeRecipes } from "../../electron/engine/staging/volume-recipe.ts";
import { layOut } from "../../electron/engine/staging/layout.ts";
import { command, disk, image, plan, UEFI } from "../support/staging-sequences.ts";
import { testMedium } from "../support/station-parts.ts";

const sequences = builtInSequences((text) => createHash("sha256").update(text).digest("hex"));
const GB = 1e9;

test("the built-in sequences are five, each with a hash of its own", () => {
  expect(sequences.map(({ id }) => id)).toEqual([
    "builtin:bios",
    "builtin:bios-split",
    "builtin:uefi",
    "builtin:uefi-recovery",
    "builtin:uefi-boot-image",
  ]);
  expect(new Set(sequences.map(({ hash }) => hash)).size).toBe(5);
});

test.each([
  [
    "builtin:bios",
    [
      ["primary", 100, "S", false],
      ["primary", null, "C", true],
    ],
  ],
  [
    "builtin:bios-split",
    [
      ["primary", 100, "S", true],
      ["primary", null, "C", false],
    ],
  ],
  [
    "builtin:uefi",
    [
      ["efi", 260, "S", false],
      ["msr", 16, null, false],
      ["primary", null, "C", false],
    ],
  ],
] as const)("%s lays out as its description says", (id, wanted) => {
  const found = sequences.find((each) => each.id === id);
  if (!found) throw new Error(id);
  const made = compile(found);
  const mebibytes = (size: (typeof made.partitions)[number]["size"]) =>
    size.unit === "bytes" ? size.bytes / 2 ** 20 : null;
  expect(
    made.partitions.map(({ kind, size, letter, active }) => [kind, mebibytes(size), letter, active]),
  ).toEqual(wanted);
  expect(made.steps.every(({ where }) => where === "master" || where === "drive")).toBe(true);
});

describe("where the boot image lies", () => {
  const boot = command("bcdboot.exe C:\\Windows /s S: /f UEFI");
  const table = disk({
    ...UEFI,
    OSDPartitions0AssignVolumeLetter: "S",
    OSDPartitions2AssignVolumeLetter: "C",
  });
  const store = (letter: string, path = "\\sources\\boot.wim") =>
    command(
      `bcdedit.exe /store S:\\EFI\\Microsoft\\Boot\\BCD /set {default} device ramdisk=[${letter}:]${path},{ramdiskoptions}`,
    );
  const copied = command("xcopy C:\\sources\\boot.wim S:\\sources\\ /Y");
  const bootImage = (...steps: string[]) => plan(table + image() + boot + steps.join("")).bootImage;

  test("is with the medium, said or not", () => {
    const there = { partition: 2, path: "\\sources\\boot.wim" };
    expect([bootImage(), bootImage(store("C"))]).toEqual([there, there]);
  });

  test("is beside the loader when it is copied there", () => {
    expect(bootImage(copied, store("S"))).toEqual({ partition: 0, path: "\\sources\\boot.wim" });
  });

  test.each([
    ["where no step puts it", [store("S")]],
    ["where it was before it was copied", [copied, store("C")]],
    ["that is another than a step before named", [store("C"), store("C", "\\sources\\other.wim")]],
  ])("cannot be %s", (_, steps) => {
    expect(() => bootImage(...steps)).toThrow(expect.objectContaining({ code: "sequence-invalid" }));
  });

  test("is not changed by any other bcdedit, which is refused by what it may be", () => {
    expect(() => bootImage(command("bcdedit /store S:\\EFI\\Microsoft\\Boot\\BCD /timeout 5"))).toThrow(
      "/set {default} device ramdisk=",
    );
  });
});

describe("what the volumes are made of", () => {
  const recipes = (id: string, sectorBytes: number, bootFiles = {}) => {
    const found = sequences.find((each) => each.id === id);
    if (!found) throw new Error(id);
    const made = compile(found);
    const laid = layOut(made, { sizeBytes: 64 * GB, logicalSectorBytes: sectorBytes });
    const medium = { ...testMedium, bootFiles: { ...testMedium.bootFiles, ...bootFiles } };
    return volumeRecipes(made, laid, sectorBytes, medium, {
      NTFS: { sha256: "record" },
      FAT32: { sha256: "" },
    });
  };

  test.each([512, 4096])("an EFI system partition is FAT32 on drives with %i-byte sectors", (sectorBytes) => {
    const [esp, msr, os] = recipes("builtin:uefi", sectorBytes);
    expect([esp?.fileSystem, esp?.clusterBytes, esp?.hiddenSectors]).toEqual([
      "FAT32",
      4096,
      2 ** 20 / sectorBytes,
    ]);
    expect(esp?.boot?.files).toEqual(["loader"]);
    expect([msr, os?.fileSystem, os?.boot, os?.sectorBytes]).toEqual([null, "NTFS", undefined, sectorBytes]);
  });

  test("boot.sdi goes beside the loader when the medium has none, or its boot image is there too", () => {
    expect(recipes("builtin:uefi", 512, { bootSdi: false })[0]?.boot?.files).toEqual(["loader", "sdi"]);
    expect(recipes("builtin:uefi-boot-image", 512)[0]?.boot?.files).toEqual(["loader", "sdi", "image"]);
  });

  test("one partition for all keeps the medium's own store if that works", () => {
    expect(recipes("builtin:bios", 512).map((recipe) => recipe?.boot?.store?.keepOwn)).toEqual([
      undefined,
      true,
    ]);
    expect(recipes("builtin:bios", 512, { bootWim: false })[1]?.boot).toBeUndefined();
  });
});
