import { join } from "node:path";
import { file, folder } from "./wim.ts";
import { bytes } from "../../electron/engine/media/sample-content.ts";
import type { WimEntry } from "../../electron/engine/media/wim-tree.ts";
import { packed, type Kind } from "./source-images.ts";

export const GUIDS = {
  Net: "{4d36e972-e325-11ce-bfc1-08002be10318}",
  SCSIAdapter: "{4d36e97b-e325-11ce-bfc1-08002be10318}",
  HDC: "{4d36e96a-e325-11ce-bfc1-08002be10318}",
  System: "{4d36e97d-e325-11ce-bfc1-08002be10318}",
  USB: "{36fc9e60-c465-11cf-8056-444553540000}",
  Display: "{4d36e968-e325-11ce-bfc1-08002be10318}",
} as const;

export interface InfToWrite {
  deviceClass: keyof typeof GUIDS;
  provider?: string;
  version?: string;
  /** Lines of models by the Windows they are for: "A card = Install, PCI\VEN_…". */
  models: Record<string, string[]>;
  /** The program that its service starts. */
  service?: string;
}

/** An INF of our own making. */
export function writeInf({
  deviceClass,
  provider = "North Works",
  version,
  models,
  service,
}: InfToWrite): string {
  const targets = Object.keys(models);
  return [
    "[Version]",
    'Signature = "$Windows NT$"',
    `Class = ${deviceClass}`,
    `ClassGUID = ${GUIDS[deviceClass]}`,
    "Provider = %Maker%",
    `DriverVer = 03/09/2024, ${version ?? "1.2.3.4"}`,
    "[Manufacturer]",
    `%Maker% = Models${targets.map((target) => `, ${target}`).join("")}`,
    ...Object.entries(models).flatMap(([target, lines]) => [`[Models.${target}]`, ...lines]),
    ...(service ? ["[Service]", `ServiceBinary = %12%\\${service}`] : []),
    "[Strings]",
    `Maker = "${provider}"`,
  ].join("\r\n");
}

export const infs = {
  /** Knows one card exactly, and any Ethernet card of its maker for Windows 11 only. */
  net: writeInf({
    deviceClass: "Net",
    models: {
      NTamd64: ["I219 card = Install, PCI\\VEN_8086&DEV_15BB"],
      "NTamd64.10.0...90000": ["Card of tomorrow = Install, PCI\\VEN_8086&DEV_FFFF"],
      NTx86: ["Old card = Install, PCI\\VEN_8086&DEV_1000"],
    },
    service: "northnet.sys",
  }),
  ahci: writeInf({
    deviceClass: "HDC",
    provider: "Microsoft",
    models: { NTamd64: ["Standard SATA AHCI Controller = Install, PCI\\CC_010601"] },
    service: "storahci.sys",
  }),
  /** Its program is not in the image. */
  raid: writeInf({
    deviceClass: "SCSIAdapter",
    models: { NTamd64: ["VMD controller = Install, PCI\\VEN_8086&DEV_9A0B"] },
    service: "iastorvd.sys",
  }),
  display: writeInf({ deviceClass: "Display", models: { NTamd64: ["A screen = Install, PCI\\VEN_10DE"] } }),
  chipset: writeInf({
    deviceClass: "System",
    models: {
      NTamd64: ["Host bridge = Install, PCI\\VEN_8086&DEV_3EC2", "NVMe switch = I, PCI\\VEN_8086&DEV_2020"],
    },
  }),
};

export interface DriverFiles {
  /** Below \Windows\INF. */
  inf?: Record<string, string | Buffer>;
  /** Below \Windows\System32\DriverStore\FileRepository, each in a folder of its own. */
  store?: Record<string, string | Buffer>;
  /** Below \Windows\System32\drivers. */
  programs?: string[];
  /** In a folder "x64" of the first package in the store. */
  inPackage?: string[];
}

const usual: DriverFiles = {
  inf: {
    "net.inf": infs.net,
    "mshdc.inf": infs.ahci,
    "display.inf": infs.display,
    "machine.inf": infs.chipset,
  },
  store: { "northnet.inf": infs.net, "iastorvd.inf": infs.raid },
  programs: ["storahci.sys", "stornvme.sys", "NorthNet.sys"],
};

/** Laid out as WinPE is as far as drivers go. Returns its path. */
export function makeDriverImage(
  dir: string,
  files: DriverFiles = usual,
  kind: Kind & { name?: string } = {},
): Promise<string> {
  const entries = (all: Record<string, string | Buffer> = {}): WimEntry[] =>
    Object.entries(all).map(([name, text]) => file(name, "", { content: bytes(Buffer.from(text)) }));
  const inPackage = (files.inPackage ?? []).map((name) => file(name));
  const repository = Object.entries(files.store ?? {}).map(([name, text], n) =>
    folder(`${name}_amd64_0123456789abcdef`, [
      ...entries({ [name]: text }),
      ...(n === 0 && inPackage.length > 0 ? [folder("x64", inPackage)] : []),
    ]),
  );
  const system = folder("System32", [
    folder("DriverStore", [folder("FileRepository", repository)]),
    folder(
      "drivers",
      (files.programs ?? []).map((name) => file(name)),
    ),
  ]);
  const { name = "boot.wim", ...rest } = kind;
  const children = [folder("Windows", [folder("INF", entries(files.inf)), system])];
  return packed(join(dir, name), children, "Windows PE", { edition: "WindowsPE", bootable: true, ...rest });
}
