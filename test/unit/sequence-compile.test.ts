import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { compile, compileTree } from "../../electron/engine/sequence/compile.ts";
import type { CompileOptions } from "../../electron/engine/sequence/compile-draft.ts";
import { readDocument } from "../../electron/engine/sequence/document.ts";
import {
  BIOS,
  bios,
  command,
  disk,
  image,
  MIB,
  named,
  plan,
  step,
  UEFI,
} from "../support/staging-sequences.ts";

test("the built-in BIOS sequence still comes to the plan it always had", () => {
  const [source] = builtInSequences((text) => createHash("sha256").update(text).digest("hex"));
  if (!source) throw new Error("no built-in sequence");
  const made = compile(source, 2);
  expect(
    made.partitions.map(({ type, size, active, letter, volume }) => ({ type, size, active, letter, volume })),
  ).toEqual([
    {
      type: 7,
      size: { unit: "bytes", bytes: 100 * MIB },
      active: false,
      letter: "S",
      volume: { fileSystem: "NTFS", label: "BitLocker", bootRecord: false, imageIndex: null, quick: true },
    },
    {
      type: 7,
      size: { unit: "rest" },
      active: true,
      letter: "C",
      volume: { fileSystem: "NTFS", label: "OSDisk", bootRecord: true, imageIndex: 2, quick: true },
    },
  ]);
  expect([made.firmware, made.style, made.boot, made.finish, made.commands, made.files]).toEqual([
    "bios",
    "mbr",
    { system: 1, os: 1 },
    "shutdown",
    [],
    [],
  ]);
  expect(made.steps.map(({ where, phase }) => `${where} ${phase}`)).toEqual([
    "drive finish",
    "master master",
    "master master",
    "master master",
    "master master",
    "drive finish",
  ]);
});

describe("conditions and steps on the bench", () => {
  const only = (variable: string, value: string) =>
    `<condition><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">equals</variable><variable name="Value">${value}</variable><variable name="Variable">${variable}</variable></expression></condition>`;

  test("firmware chooses between two partition steps", () => {
    const both =
      disk(UEFI, "", only("_SMSTSBootUEFI", "true")) +
      disk({ ...BIOS, OSDPartitions1VolumeLetterVariable: "OSDisk" }, "", only("_SMSTSBootUEFI", "")) +
      command("bootsect /nt60 all") +
      image("/target:%OSDisk%");
    expect([plan(both, { firmware: "uefi" }).style, plan(both, { firmware: "bios" }).style]).toEqual([
      "gpt",
      "mbr",
    ]);
    expect(() => plan(both)).toThrow("not known is the target's variable _SMSTSBootUEFI");
  });

  test("steps for the target are recognised and left to it, disabled and false ones are skipped", () => {
    const made = plan(
      `<group name="G" disable="true">${disk(BIOS)}</group>` +
        step("ApplyNetworkSettings", "Network") +
        command("anything.exe", 'runIn="FullOS"') +
        disk(BIOS, "", only("X", "never")) +
        bios +
        image() +
        step("ApplyOperatingSystem", "Apply OS", "OSDApplyOS.exe /image:X,1") +
        step("Reboot", "Restart", "smsboot.exe /target:HD") +
        command("setup.exe"),
    );
    expect(made.steps.map(({ name, where }) => `${name}: ${where}`)).toEqual([
      "Partition Disk: skipped",
      "Network: target",
      "anything.exe: target",
      "Partition Disk: skipped",
      "Partition Disk: drive",
      "bootsect.exe /nt60 C:: master",
      "Apply Data Image: master",
      "Apply OS: target",
      "Restart: drive",
      "setup.exe: target",
    ]);
    expect(made.finish).toBe("restart");
  });

  test.for<[string, string, Partial<CompileOptions>, string]>([
    ["a second partition step", bios + image() + disk(BIOS), {}, "partitions the drive a second time"],
    [
      "an image after the end",
      bios + image() + command("shutdown /s") + image("/target:0,1"),
      {},
      "comes after the drive has been shut down",
    ],
    ["a drive without an image", bios, {}, "the drive would stay empty"],
    ["no boot code", disk(BIOS) + image(), {}, "gets no boot code"],
    [
      "a read-only variable",
      step("SetVariable", "Set", "", { VariableName: "_X", VariableValue: "1" }) + bios + image(),
      {},
      "begins with “_”",
    ],
  ])("%s is refused", ([, inner, options, words]) => {
    expect(() => plan(inner, options)).toThrow(words);
  });

  test("an editor gets every problem with its step, not only the first", () => {
    const xml = `<sequence version="3.10">${command("x.exe") + disk({ ...BIOS, OSDPartitions: "9" }) + image()}</sequence>`;
    const { tree } = readDocument(new TextEncoder().encode(xml), "T.xml");
    const found: string[] = [];
    compileTree(named, tree, { imageIndex: null }, (node, { code }) =>
      found.push(`${node?.name ?? "-"}: ${code}`),
    );
    expect(found).toEqual([
      "x.exe: sequence-step-unsupported",
      "Partition Disk: sequence-invalid",
      "Apply Data Image: sequence-invalid",
      "-: sequence-invalid",
    ]);
  });

  test("a command may name a volume by the variable its letter was saved in", () => {
    const lettered = { ...BIOS, OSDPartitions1FileSystem: "", OSDPartitions1VolumeLetterVariable: "OSDisk" };
    const made = plan(
      disk(lettered) +
        command("format %OSDisk% /FS:NTFS /V:New /Y") +
        command("bootsect /nt60 %osdisk%") +
        image("/target:%OSDisk%"),
    );
    expect(made.partitions[1]?.volume).toEqual({
      fileSystem: "NTFS",
      label: "New",
      bootRecord: true,
      imageIndex: 1,
      quick: false,
    });
  });

  test("bcdboot tells where the boot files go", () => {
    const split = disk({
      ...BIOS,
      OSDPartitions1Bootable: "",
      OSDPartitions0Bootable: "true",
      OSDPartitions0AssignVolumeLetter: "S",
    });
    const made = plan(
      split + command("bootsect /nt60 S:") + image() + command("bcdboot C:\\Windows /s S: /f BIOS"),
    );
    expect(made.boot).toEqual({ system: 0, os: 1 });
  });
});
