import { newGroup } from "./sequence-edit.ts";
import { UNIT_FILE_TYPE } from "./sequence-step-kinds.ts";
import type { SequenceNode, StepNode, TreeVariable } from "./sequence-tree.ts";

/** Steps to begin with, as the console would write them: each can be saved and compiled as it is. */

type Values = readonly (readonly [name: string, value: string, property?: string])[];

/** A variable as the console writes it; "hidden" instead of a property marks one that no variable overrides. */
function variable([name, value, property]: Values[number]): TreeVariable {
  const hidden = property === "hidden";
  const plain = name.replace(/^(?:OSD|SMSTS)/, "");
  return { name, property: hidden ? name : (property ?? plain), value, hidden, attributes: [] };
}

function step(type: string, name: string, action: string, values: Values, more: Partial<StepNode>): StepNode {
  return {
    kind: "step",
    id: "",
    type,
    name,
    description: "",
    disabled: false,
    continueOnError: false,
    condition: null,
    action,
    attributes: [
      ["type", ""],
      ["name", ""],
      ["description", ""],
    ],
    others: [],
    order: [],
    timeoutSeconds: null,
    runIn: "WinPEandFullOS",
    successCodes: "0",
    retryCount: 0,
    variables: values.map(variable),
    variablesAttributes: null,
    ...more,
  };
}

const inPe = { runIn: "WinPE" } as const;
const console_ = (type: string) => `SMS_TaskSequence_${type}Action`;

/** A Run Command Line step. Success codes are the console's own for it. */
function command(name: string, line: string, more: Partial<StepNode> = {}): StepNode {
  const values: Values = [
    ["CommandLine", line, "hidden"],
    ["SMSTSDisableWow64Redirection", "false", "DisableWow64Redirection"],
    ["_SMSTSRunCommandLineAsUser", "false", "RunAsUser"],
    ["SuccessCodes", "0 3010", "hidden"],
  ];
  const action = `smsswd.exe /run: ${line}`;
  return step(console_("RunCommandLine"), name, action, values, { successCodes: "0 3010", ...more });
}

interface Partition {
  type: string;
  sizeMb?: number;
  fileSystem?: string;
  name?: string;
  letter?: string;
  active?: boolean;
}

/** @param partitions the one without a size takes what is left */
function partitionDisk(name: string, style: "MBR" | "GPT", partitions: readonly Partition[]): StepNode {
  const values: Values = [
    ["OSDDiskIndex", "0"],
    ["OSDDiskType", "BASIC"],
    ["OSDPartitionStyle", style],
    ["OSDGPTBootDisk", style === "GPT" ? "true" : "false"],
    ["OSDPartitions", String(partitions.length)],
    ...partitions.flatMap((each, n) => partitionValues(each, `OSDPartitions${n}`)),
  ];
  return step(console_("PartitionDisk"), name, "osddiskpart.exe", values, inPe);
}

function partitionValues(each: Partition, prefix: string): Values {
  const { type, sizeMb, fileSystem, name, letter, active } = each;
  const given: [string, string | undefined][] = [
    ["Type", type],
    ["FileSystem", fileSystem],
    ["QuickFormat", fileSystem && "true"],
    ["Bootable", active ? "true" : undefined],
    ["Size", sizeMb === undefined ? undefined : String(sizeMb)],
    ["SizeUnits", sizeMb === undefined ? undefined : "MB"],
    ["VolumeName", name],
    ["AssignVolumeLetter", letter],
  ];
  return given.flatMap(([suffix, value]) => (value === undefined ? [] : [[`${prefix}${suffix}`, value]]));
}

const system = { fileSystem: "NTFS", name: "OSDisk", letter: "C" };
const partitionMbr = () =>
  partitionDisk("Format and Partition Disk (BIOS)", "MBR", [{ type: "PRIMARY", active: true, ...system }]);
const partitionGpt = () =>
  partitionDisk("Format and Partition Disk (UEFI)", "GPT", [
    { type: "EFI", sizeMb: 260, fileSystem: "FAT32", name: "SYSTEM", letter: "S" },
    { type: "MSR", sizeMb: 16 },
    { type: "PRIMARY", ...system },
  ]);

function applyDataImage(): StepNode {
  const values: Values = [
    ["OSDDataImageIndex", "1", "ImageIndex"],
    ["OSDWipeDestinationPartition", "true", "WipeDestinationPartition"],
  ];
  const action = "OSDApplyOS.exe /data:%MEDIA%,%OSDDataImageIndex% /target:C:";
  return step(console_("ApplyDataImage"), "Apply Data Image", action, values, inPe);
}

function applyOs(): StepNode {
  const values: Values = [
    ["ImagePackageID", "", "hidden"],
    ["OSDImageIndex", "1", "ImageIndex"],
    ["RunFromNet", "false", "hidden"],
  ];
  const action = "OSDApplyOS.exe /image:,%OSDImageIndex% /runfromnet:False";
  return step(console_("ApplyOperatingSystem"), "Apply Operating System Image", action, values, inPe);
}

function restart(): StepNode {
  const values: Values = [
    ["SMSRebootMessage", "The computer restarts to go on.", "Message"],
    ["SMSRebootTimeout", "60", "MessageTimeout"],
    ["SMSRebootTarget", "HD", "Target"],
  ];
  const made = step(console_("Reboot"), "Restart Computer", "smsboot.exe /target:HD", values, {});
  return {
    ...made,
    variables: made.variables.map((each) =>
      each.name === "SMSRebootTarget" ? { ...each, hidden: true } : each,
    ),
  };
}

function setVariable(): StepNode {
  const values: Values = [
    ["DoNotShowVariableValue", "false", "hidden"],
    ["VariableName", "NewVariable", "hidden"],
    ["VariableValue", "", "hidden"],
  ];
  const action = 'tsenv.exe "NewVariable=" /hiddenflag:False';
  return step(console_("SetVariable"), "Set Task Sequence Variable", action, values, {});
}

function dynamicVariables(): StepNode {
  const rules =
    '<Rules><Rule><Variables><Variable Name="NewVariable" IsSecret="false"></Variable></Variables></Rule></Rules>';
  const values: Values = [["OSDSetDynamicVariablesRules", rules, "Rules"]];
  return step(
    console_("SetDynamicVariables"),
    "Set Dynamic Variables",
    "OSDSetDynamicVariables.exe",
    values,
    {},
  );
}

function unitFile(): StepNode {
  const values: Values = [
    ["PrestageFileVolume", "C:", "PrestageFileVolume"],
    ["PrestageFilePath", "\\ProgramData\\Prestage\\unit.txt", "PrestageFilePath"],
    ["PrestageFileText", "Serial=%UnitSerial%\r\nBatch=%Batch%\r\n", "PrestageFileText"],
    ["PrestageFileBytes", "4096", "PrestageFileBytes"],
    ["PrestageFileEncoding", "utf-8", "PrestageFileEncoding"],
  ];
  return step(UNIT_FILE_TYPE, "Unit File", "", values, { ...inPe, action: null });
}

function setupWindows(): StepNode {
  const values: Values = [["SMSClientInstallProperties", "", "InstallationProperties"]];
  const name = "Setup Windows and Configuration Manager";
  return step(console_("SetupWindowsAndSMS"), name, "OSDSetupWindows.exe", values, {
    successCodes: "0 3010",
  });
}

function subSequence(): SequenceNode {
  const values: Values = [
    ["OSDSubTasksequenceTsName", "", "TsName"],
    ["OSDSubTasksequencePackageID", "", "TsPackageID"],
  ];
  const made = step("SMS_TaskSequence_SubTasksequence", "Run Task Sequence", "SubTasksequence.exe", values, {
    runIn: null,
  });
  return { ...made, kind: "subtasksequence" };
}

/** In the order of the Add menu; a heading begins each list. */
export const templates = {
  group: () => newGroup("New Group"),
  "partition-mbr": partitionMbr,
  "partition-gpt": partitionGpt,
  "apply-data": applyDataImage,
  "unit-file": unitFile,
  format: () => command("Format C:", "format.com C: /FS:NTFS /V:OSDisk /Q /Y", inPe),
  bootsect: () => command("Boot code", "bootsect.exe /nt60 C:", inPe),
  "bcdboot-bios": () => command("Boot files (BIOS)", "bcdboot.exe C:\\Windows /s S: /f BIOS", inPe),
  "bcdboot-uefi": () => command("Boot files (UEFI)", "bcdboot.exe C:\\Windows /s S: /f UEFI", inPe),
  "boot-store": () =>
    command(
      "Boot store",
      "bcdedit.exe /store S:\\EFI\\Microsoft\\Boot\\BCD /set {default} device ramdisk=[C:]\\sources\\boot.wim,{ramdiskoptions}",
      inPe,
    ),
  shutdown: () => command("Shut down", "shutdown.exe /f /s", inPe),
  command: () => command("Run Command Line", "cmd.exe /c echo"),
  "set-variable": setVariable,
  "dynamic-variables": dynamicVariables,
  restart,
  "apply-os": applyOs,
  "setup-windows": setupWindows,
  "sub-sequence": subSequence,
} as const satisfies Record<string, () => SequenceNode>;
export type TemplateId = keyof typeof templates;

/** The Add menu's lists: what a bench does itself, what both do, what is the PC's alone. */
export const templateGroups = {
  group: ["group"],
  bench: [
    "partition-mbr",
    "partition-gpt",
    "format",
    "bootsect",
    "apply-data",
    "bcdboot-bios",
    "bcdboot-uefi",
    "boot-store",
    "unit-file",
    "shutdown",
  ],
  general: ["command", "set-variable", "dynamic-variables", "restart"],
  target: ["apply-os", "setup-windows", "sub-sequence"],
} as const satisfies Record<string, readonly TemplateId[]>;
