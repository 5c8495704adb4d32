import type { KernelFiles } from "./sysfs.ts";

/**
 * Where a drive hangs, from its path in /sys/devices with all numbers left out that the kernel counts up at each
 * insertion or start: host, target, ata and usb bus numbers, NVMe instances, SAS ports. What stays is the wiring:
 * "pci0000:00/0000:00:17.0/ata-2/0:0:0", "pci0000:00/0000:00:14.0/usb3/1.4:1.0/0:0:0".
 * @param realPath where /sys/block/<name> leads
 */
export function portOf(realPath: string, files: KernelFiles): string {
  const whole = nvmeController(realPath, files) ?? realPath;
  const segments = whole.replace(/^\/sys\/devices\//, "").split("/");
  if (segments.at(-2) === "block") segments.splice(-2);
  const wiring: string[] = [];
  let folder = "/sys/devices";
  for (const segment of segments) {
    const parent = folder;
    folder = `${folder}/${segment}`;
    if (segment.startsWith("expander-")) wiring.pop(); // the port that leads to it: its own address says more
    const part = stablePart(segment, { folder, parent, files });
    if (part !== null) wiring.push(part);
  }
  return wiring.join("/");
}

interface Place {
  folder: string;
  parent: string;
  files: KernelFiles;
}

type Rule = [pattern: RegExp, part: (match: RegExpExecArray, place: Place) => string | null];

const COUNTED_UP = /^(target.*|virtio\d+|nvme|nvme\d+|end_device-.*|\d+-[\d.]+|block)$/;

const rules: readonly Rule[] = [
  [COUNTED_UP, () => null],
  [/^nvme\d+n(\d+)$/, ([, namespace]) => `nvme-${namespace}`],
  [/^host\d+$/, ([host], place) => whichHost(host, place)],
  [/^\d+:(\d+:\d+:\d+)$/, ([, address = ""], { folder }) => (isSas(folder) ? lunOf(address) : address)],
  [
    /^ata(\d+)$/,
    ([ata, n], { folder, files }) => `ata-${files.text(`${folder}/ata_port/${ata}/port_no`) ?? n}`,
  ],
  [/^usb\d+$/, (_match, { folder, files }) => `usb${files.text(`${folder}/version`)?.trim()[0] ?? ""}`],
  [/^\d+-([\d.]+:\d+\.\d+)$/, ([, plug = ""]) => plug],
  [/^port-/, (_match, { folder, files }) => lowestPhy(files.names(folder))],
  [
    /^expander-.*$/,
    ([expander], { folder, files }) =>
      `expander-${files.text(`${folder}/sas_device/${expander}/sas_address`) ?? expander}`,
  ],
];

function stablePart(segment: string, place: Place): string | null {
  for (const [pattern, part] of rules) {
    const match = pattern.exec(segment);
    if (match) return part(match, place);
  }
  return segment;
}

/** Most controllers have one host. Where there are more, their order stays. */
function whichHost(host: string, { parent, files }: Place): string | null {
  const hosts = files.names(parent).filter((name) => /^host\d+$/.test(name));
  if (hosts.length < 2) return null;
  const inOrder = hosts.toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  return `host-${inOrder.indexOf(host)}`;
}

/** Behind SAS the target number is given at insertion; the phy is the socket. */
function isSas(folder: string): boolean {
  return folder.includes("/end_device-");
}

function lunOf(address: string): string | null {
  const lun = address.split(":")[2] ?? "0";
  return lun === "0" ? null : `lun-${lun}`;
}

function lowestPhy(names: readonly string[]): string {
  const phys = names.filter((name) => name.startsWith("phy-")).map((name) => Number(name.split(":").at(-1)));
  return `phy-${Math.min(...phys)}`;
}

/** A drive that could be reached by several controllers hangs under a virtual device: its first controller counts. */
function nvmeController(realPath: string, files: KernelFiles): string | null {
  const found = /^(\/sys\/devices\/virtual\/nvme-subsystem\/[^/]+)\/(nvme\d+n\d+)$/.exec(realPath);
  if (!found) return null;
  const [, subsystem = "", name = ""] = found;
  const controllers = files.names(subsystem).filter((entry) => /^nvme\d+$/.test(entry));
  const paths = controllers.map((controller) => files.real(`${subsystem}/${controller}`)).toSorted();
  return paths[0] === undefined ? null : `${paths[0]}/${name}`;
}
