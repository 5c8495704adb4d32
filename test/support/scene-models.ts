import type { BootDriver, FoundDrivers } from "../../shared/boot-drivers.ts";
import type { TargetModel } from "../../shared/target-model.ts";
import { pciIds } from "../../electron/engine/models/device-ids.ts";
import { judgeModels } from "../../electron/engine/models/judge-model.ts";
import { readDevices } from "../../electron/engine/models/read-devices.ts";
import { medium } from "./scene-media.ts";

function aModel(id: string, name: string, more: Partial<TargetModel> = {}): TargetModel {
  return {
    id,
    name,
    vendor: "Dell",
    firmware: "uefi",
    architecture: "x64",
    note: "",
    changedAt: "2026-11-20T09:30:00Z",
    devices: [],
    ...more,
  };
}

const lan = (device: string, description: string) => ({
  description,
  kind: "network" as const,
  ...pciIds({ vendor: "8086", device, classCode: "0200", interface: "00", revision: "10" }),
});
const ahci = {
  description: "Cannon Lake PCH SATA AHCI Controller",
  kind: "disk" as const,
  ...pciIds({ vendor: "8086", device: "a352", classCode: "0106", interface: "01", revision: "10" }),
};
const nvme = {
  description: "PM991 NVMe SSD",
  kind: "disk" as const,
  ...pciIds({ vendor: "144d", device: "a809", classCode: "0108", interface: "02" }),
};
const vmd = {
  description: "Volume Management Device NVMe RAID Controller",
  kind: "disk" as const,
  ...pciIds({ vendor: "8086", device: "9a0b", classCode: "0104", interface: "00" }),
};
const bridge = {
  description: "Host bridge",
  kind: "other" as const,
  ...pciIds({ vendor: "8086", device: "3ec2", classCode: "0600" }),
};

/** Reached, in part, not at all, and not known. */
export const models: TargetModel[] = [
  aModel("latitude", "Latitude 5430", {
    devices: [nvme, vmd, lan("1a1e", "Ethernet Connection (16) I219-LM")],
  }),
  aModel("precision", "Precision 3630", {
    devices: [ahci, lan("15bb", "Ethernet Connection (7) I219-LM"), bridge],
    note: "The drawing office",
  }),
  aModel("elitebook", "EliteBook 840 G11", { vendor: "HP", devices: [vmd, lan("5502", "Ethernet I225-LM")] }),
  aModel("till", "Shop till", {
    vendor: "",
    firmware: "bios",
    architecture: "x86",
    devices: [{ ...ahci, hardwareIds: ["PCI\\VEN_8086&DEV_2922"] }],
  }),
  aModel("thinkpad", "ThinkPad T14", { vendor: "Lenovo", devices: [nvme] }),
];

function aDriver(
  inf: string,
  deviceClass: string,
  ids: string[],
  more: Partial<BootDriver> = {},
): BootDriver {
  return {
    inf,
    path: `\\Windows\\System32\\DriverStore\\FileRepository\\${inf}_amd64_${inf.length}\\${inf}`,
    deviceClass,
    provider: "Microsoft",
    date: "2006-06-21",
    version: "10.0.26100.1",
    catalog: null,
    missingFiles: [],
    devices: ids.map((id) => ({
      description: `${inf} ${id.slice(-4)}`,
      hardwareId: id,
      compatibleIds: [],
      onlyFor: null,
    })),
    ...more,
  };
}

const many = Array.from(
  { length: 180 },
  (_, n) => `PCI\\VEN_8086&DEV_${(0x1a00 + n).toString(16).toUpperCase()}`,
);

export const foundDrivers: FoundDrivers = {
  found: true,
  image: { name: "Microsoft Windows PE (amd64)", architecture: "x64", version: "10.0.26100.1" },
  drivers: [
    aDriver("iastorvd.inf", "SCSIAdapter", ["PCI\\VEN_8086&DEV_9A0B"], {
      provider: "Intel Corporation",
      date: "2024-02-19",
      version: "20.0.0.1038",
      missingFiles: ["iastorvd.sys"],
    }),
    aDriver("stornvme.inf", "SCSIAdapter", ["PCI\\CC_010802"]),
    aDriver("mshdc.inf", "HDC", ["PCI\\CC_010601", "PCI\\CC_0106"]),
    aDriver("e1d.inf", "Net", ["PCI\\VEN_8086&DEV_15BB", ...many], {
      provider: "Intel",
      date: "2024-03-09",
      version: "12.19.2.61",
    }),
    aDriver("netrtl.inf", "Net", ["PCI\\VEN_10EC&DEV_8168"], {
      devices: [
        {
          description: "Realtek PCIe GbE",
          hardwareId: "PCI\\VEN_10EC&DEV_8168",
          compatibleIds: [],
          onlyFor: "NTx86",
        },
      ],
    }),
    aDriver("usbxhci.inf", "USB", ["PCI\\CC_0C0330"]),
  ],
  infs: 512,
  systemFiles: ["storahci.sys", "stornvme.sys", "usbxhci.sys"],
  problems: [{ inf: "oem7.inf", message: "The name of a section is not closed (line 41)." }],
};

export const verdicts = judgeModels(models, foundDrivers);

/** A station that has looked into the boot image of its first medium only. */
export const modelAnswers = {
  models: () => models,
  bootDrivers: () => ({ drivers: foundDrivers, task: null }),
  checkModels: ({ of }: { of: { media: string } | { path: string } }) => ({
    verdicts: "path" in of || of.media === medium.id ? verdicts : null,
  }),
  readDevices: ({ text }: { text: string }) => readDevices(text),
};
