import { describe, expect, test } from "vitest";
import type { BootDriver, BootDrivers, DriverDevice, FoundDrivers } from "../../../shared/boot-drivers.ts";
import { worstOf } from "../../../shared/model-verdict.ts";
import type { ModelDevice, TargetModel } from "../../../shared/target-model.ts";
import { pciIds } from "../../../electron/engine/models/device-ids.ts";
import { judgeModels } from "../../../electron/engine/models/judge-model.ts";

function driver(inf: string, deviceClass: string, ids: string[], more: Partial<BootDriver> = {}): BootDriver {
  const device = (id: string): DriverDevice => ({
    description: id,
    hardwareId: id,
    compatibleIds: [],
    onlyFor: null,
  });
  return {
    inf,
    path: `\\Windows\\INF\\${inf}`,
    deviceClass,
    provider: "North",
    date: "2024-03-09",
    version: "1.0.0.0",
    catalog: null,
    missingFiles: [],
    devices: ids.map(device),
    ...more,
  };
}

const ahci = driver("mshdc.inf", "HDC", ["PCI\\CC_010601"], { provider: "Microsoft" });
const nvme = driver("stornvme.inf", "SCSIAdapter", ["PCI\\CC_010802"], { provider: "Microsoft" });
const i219 = driver("e1d.inf", "Net", ["PCI\\VEN_8086&DEV_15BB"], {
  provider: "Intel",
  version: "12.19.1.37",
});
const usbLan = driver("axusb.inf", "Net", ["USB\\VID_0B95&PID_1790"]);
const xhci = driver("usbxhci.inf", "USB", ["PCI\\CC_0C0330"]);

const sata: ModelDevice = {
  description: "SATA controller",
  kind: "disk",
  ...pciIds({ vendor: "8086", device: "a352", classCode: "0106", interface: "01", revision: "10" }),
};
const ssd: ModelDevice = {
  description: "NVMe SSD",
  kind: "disk",
  ...pciIds({ vendor: "144d", device: "a808", classCode: "0108", interface: "02" }),
};
const vmd: ModelDevice = {
  description: "VMD controller",
  kind: "disk",
  ...pciIds({ vendor: "8086", device: "9a0b", classCode: "0104" }),
};
const lan: ModelDevice = {
  description: "I219-LM",
  kind: "network",
  ...pciIds({
    vendor: "8086",
    device: "15bb",
    classCode: "0200",
    subsystem: { vendor: "1028", device: "0869" },
  }),
};
const dongle: ModelDevice = {
  description: "USB LAN",
  kind: "network",
  hardwareIds: ["USB\\VID_0B95&PID_1790&REV_0100", "USB\\VID_0B95&PID_1790"],
  compatibleIds: [],
};

function image(drivers: BootDriver[], more: Partial<FoundDrivers> = {}): FoundDrivers {
  const facts = { name: "Windows PE", architecture: "x64" as const, version: "10.0.26100.1" };
  return { found: true, image: facts, drivers, infs: drivers.length, systemFiles: [], problems: [], ...more };
}

function judge(devices: ModelDevice[], drivers: BootDrivers, more: Partial<TargetModel> = {}) {
  const model: TargetModel = {
    id: "model-1",
    name: "Precision 3630",
    vendor: "Dell",
    firmware: "uefi",
    architecture: "x64",
    note: "",
    changedAt: "2026-03-02T08:00:00.000Z",
    devices,
    ...more,
  };
  const [verdict] = judgeModels([model], drivers);
  if (!verdict) throw new Error("no verdict");
  return verdict;
}

describe("a model and a boot image", () => {
  test("reach disk and network by the drivers that Windows would take, and say by which", () => {
    const verdict = judge([sata, lan], image([ahci, i219]));
    expect(verdict).toMatchObject({
      name: "Dell Precision 3630",
      disk: { state: "yes", todo: null },
      network: { state: "yes", todo: null },
    });
    expect(verdict.disk.message).toBe(
      "SATA controller: by mshdc.inf (Microsoft 1.0.0.0), which names PCI\\CC_010601.",
    );
    expect(verdict.network.message).toBe(
      "I219-LM: by e1d.inf (Intel 12.19.1.37), which names PCI\\VEN_8086&DEV_15BB.",
    );
    expect(worstOf(verdict)).toBe("yes");
  });

  test("do not when no driver knows the device, and say which id and what to do", () => {
    const { disk, network } = judge([vmd, lan], image([ahci, nvme]));
    expect(disk).toMatchObject({
      state: "no",
      message: "VMD controller: no driver in the image knows PCI\\VEN_8086&DEV_9A0B.",
      todo: expect.stringContaining("Configuration Manager"),
    });
    expect(network.state).toBe("no");
  });

  test("reach the disk in part when one of two controllers has no driver", () => {
    const { disk } = judge([ssd, vmd], image([nvme]));
    expect(disk.state).toBe("some");
    expect(disk.message).toContain("VMD controller");
    expect(disk.message).not.toContain("NVMe SSD");
  });

  test("need one way into the network, not all", () => {
    const other = { ...lan, description: "Second", hardwareIds: ["PCI\\VEN_1&DEV_2"], compatibleIds: [] };
    expect(judge([other, lan], image([i219])).network.state).toBe("yes");
  });

  test("are not known where the model does not list such a device", () => {
    const { disk, network } = judge([sata], image([ahci]));
    expect([disk.state, network.state]).toEqual(["yes", "unknown"]);
    expect(network.message).toBe("The model lists no wired network adapter.");
  });

  test("take the more exact driver, then the one that names a hardware id, then the newest", () => {
    const exact = driver("exact.inf", "Net", ["PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028"], {
      date: "2001-01-01",
    });
    const newer = driver("newer.inf", "Net", ["PCI\\VEN_8086&DEV_15BB"], { date: "2025-01-01" });
    const loose = driver("loose.inf", "Net", [], {
      date: "2026-01-01",
      devices: [
        { description: "", hardwareId: null, compatibleIds: ["PCI\\VEN_8086&DEV_15BB"], onlyFor: null },
      ],
    });
    const chosen = (drivers: BootDriver[]) => judge([lan], image(drivers)).network.devices[0]?.driver;
    expect(chosen([i219, newer, exact, loose])).toBe("exact.inf");
    expect(chosen([i219, loose, newer])).toBe("newer.inf");
  });

  test.for([
    [
      "whose program is not in the image",
      driver("e1d.inf", "Net", ["PCI\\VEN_8086&DEV_15BB"], { missingFiles: ["e1d.sys"] }),
      "its program e1d.sys is not in the image",
    ],
    [
      "for another Windows",
      driver("e1d.inf", "Net", [], {
        devices: [
          { description: "", hardwareId: "PCI\\VEN_8086&DEV_15BB", compatibleIds: [], onlyFor: "NTx86" },
        ],
      }),
      "only for another Windows (NTx86)",
    ],
  ] as const)("are not helped by a driver %s", ([, useless, words]) => {
    const { network } = judge([lan], image([useless]));
    expect(network.state).toBe("no");
    expect(network.message).toContain(words);
  });

  test("count on Windows' own class drivers only when their program is in the image", () => {
    expect(judge([ssd], image([])).disk.state).toBe("no");
    const { disk } = judge([ssd], image([], { systemFiles: ["stornvme.sys"] }));
    expect(disk).toMatchObject({
      state: "yes",
      message: expect.stringContaining("Windows' own stornvme.sys"),
    });
    expect(judge([vmd], image([], { systemFiles: ["stornvme.sys", "storahci.sys"] })).disk.state).toBe("no");
  });

  test("reach a USB network adapter only when the USB controller has a driver, too", () => {
    expect(judge([dongle], image([usbLan, xhci])).network.state).toBe("yes");
    const { network } = judge([dongle], image([usbLan]));
    expect(network).toMatchObject({ state: "no", message: expect.stringContaining("hangs on USB") });
  });

  test("are told by the driver's class what a device is that nobody named", () => {
    const devices = [lan, ssd, vmd].map((device) => ({ ...device, kind: "unknown" as const }));
    const { disk, network } = judge(devices, image([i219, nvme]));
    expect([disk.state, network.state]).toEqual(["yes", "yes"]);
    expect(judge([{ ...vmd, kind: "unknown" }], image([])).disk.message).toContain("nobody said what it is");
  });

  test.for([
    ["uefi", "x64", "x86", "no", "64-bit UEFI does not start a 32-bit boot image"],
    ["bios", "x64", "x86", "yes", ""],
    ["bios", "x64", "x64", "yes", ""],
    ["bios", "x86", "x64", "no", "the boot image is for x64"],
    ["uefi", "x64", "arm64", "no", "the boot image is for arm64"],
    ["uefi", "arm64", "arm64", "yes", ""],
    ["uefi", "x64", "none", "unknown", "does not tell for which processors"],
  ] as const)("%s and %s against a boot image for %s: %s", ([firmware, architecture, boot, state, words]) => {
    const facts = { name: "PE", architecture: boot, version: null };
    const { disk, network } = judge([sata, lan], image([ahci, i219], { image: facts }), {
      firmware,
      architecture,
    });
    expect([disk.state, network.state]).toEqual([state, state]);
    expect(disk.message).toContain(words);
  });

  test("are not known when the boot image cannot be read, and say why", () => {
    const { disk } = judge([sata], { found: false, message: "The boot image is damaged." });
    expect(disk).toMatchObject({ state: "unknown", message: "The boot image is damaged." });
  });
});
