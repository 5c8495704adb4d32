import type { BcdDevice, BcdLocateBy } from "./device.ts";
import { bootmgrId, elements, type Bcd, type BcdObject, type BcdValue } from "./store.ts";

/** What a store starts, and from where: as far as a person wants to know. */
export interface BcdDescription {
  timeoutSeconds: number | null;
  /** Null when the store names no default. */
  default: BcdEntry | null;
  /** All that the menu offers, the default included. */
  entries: BcdEntry[];
}

export interface BcdEntry {
  id: string;
  name: string;
  loader: string;
  systemRoot: string;
  device: BcdDevice | null;
  /** For a ramdisk: where the boot.sdi lies. */
  sdi: { device: BcdDevice | null; path: string } | null;
}

/** Where on a staged drive things are, to hold a store against. Partitions are named as the store would name them. */
export interface BootLayout {
  /** The partition that bootmgr is loaded from. */
  system: BcdDevice;
  partitions: { device: BcdDevice; label: string; has(path: string): boolean }[];
}

export function describeBcd(bcd: Bcd): BcdDescription {
  const manager = objectOf(bcd, bootmgrId);
  const preset = valueOf(manager, elements.default);
  const order = valueOf(manager, elements.displayOrder);
  const timeout = valueOf(manager, elements.timeoutSeconds);
  const presetId = preset?.format === "object" ? preset.id : null;
  const ids = new Set([...(presetId ? [presetId] : []), ...(order?.format === "objects" ? order.ids : [])]);
  const entries = [...ids].flatMap((id) => entryOf(bcd, id) ?? []);
  return {
    timeoutSeconds: timeout?.format === "number" ? timeout.number : null,
    default: entries.find(({ id }) => id === presetId) ?? null,
    entries,
  };
}

function entryOf(bcd: Bcd, id: string): BcdEntry | null {
  const object = objectOf(bcd, id);
  if (!object) return null;
  const device = deviceOf(object, elements.device);
  return {
    id,
    name: textOf(object, elements.description),
    loader: textOf(object, elements.path),
    systemRoot: textOf(object, elements.systemRoot),
    device,
    sdi: device?.kind === "ramdisk" ? sdiOf(bcd, device.options) : null,
  };
}

function sdiOf(bcd: Bcd, options: string): BcdEntry["sdi"] {
  const object = objectOf(bcd, `{${options.replaceAll(/[{}]/g, "").toLowerCase()}}`);
  if (!object) return null;
  return { device: deviceOf(object, elements.sdiDevice), path: textOf(object, elements.sdiPath) };
}

/** "ramdisk [boot]\sources\boot.wim", "partition at byte 1048576 of the disk with signature 5A5A1234". */
export function deviceText(device: BcdDevice | null): string {
  switch (device?.kind) {
    case undefined:
      return "nothing";
    case "boot":
      return "[boot]";
    case "mbr-partition": {
      const signature = device.diskSignature.toString(16).toUpperCase().padStart(8, "0");
      return `partition at byte ${device.offsetBytes} of the disk with signature ${signature}`;
    }
    case "gpt-partition":
      return `partition ${device.partitionGuid} of disk ${device.diskGuid}`;
    case "ramdisk":
      return `ramdisk ${device.on.kind === "boot" ? "[boot]" : `[${deviceText(device.on)}]`}${device.path}`;
    case "locate": {
      const where = device.on ? `whichever partition of ${deviceText(device.on)}` : "whichever partition";
      return `${where} has ${locateText(device.by)}`;
    }
    case "elsewhere":
      return device.words;
    case "unknown":
      return "a device that is not understood here";
  }
}

function locateText(by: BcdLocateBy | null): string {
  if (by === null) return "what it looks for";
  if ("path" in by) return by.path;
  if (by.element === elements.path) return "its loader";
  return by.element === elements.systemRoot ? "its system root" : "what another of its elements names";
}

/** The files that a store's own entry needs, wherever they lie: what `BootLayout.has` will be asked for. */
export function neededFiles(bcd: Bcd): string[] {
  const { default: preset } = describeBcd(bcd);
  const { device } = preset ?? {};
  if (!preset || !device) return [];
  if (device.kind === "ramdisk") return [device.path, preset.sdi?.path ?? ""].filter((path) => path !== "");
  return [locatedPath(device, preset), preset.loader].filter((path) => path !== "");
}

/** The path by which a device is searched for; empty when it is not, or nothing tells. */
function locatedPath(device: BcdDevice, { loader, systemRoot }: BcdEntry): string {
  if (device.kind !== "locate" || device.by === null) return "";
  if ("path" in device.by) return device.by.path;
  if (device.by.element === elements.path) return loader;
  return device.by.element === elements.systemRoot ? systemRoot : "";
}

/** What of a store cannot work on this layout: a sentence for each. None does not prove that it starts. */
export function bcdWarnings(bcd: Bcd, layout: BootLayout): string[] {
  const { default: preset } = describeBcd(bcd);
  if (!preset) return ["The boot store names no entry to start by itself."];
  const { device, name } = preset;
  if (!device) return [`The entry “${name}” names no device.`];
  const warnings = loaderWarnings(preset, layout);
  const what = `The entry “${name}”`;
  if (device.kind !== "ramdisk") {
    const path = locatedPath(device, preset);
    return [...warnings, ...missing(layout, device, path === "" ? null : path, what)];
  }
  warnings.push(...missing(layout, device.on, device.path, what));
  if (!preset.sdi) return [...warnings, `${what} has no ramdisk options, so no boot.sdi.`];
  return [...warnings, ...missing(layout, preset.sdi.device, preset.sdi.path, "The ramdisk's boot.sdi")];
}

/** Each firmware has a loader of its own: the other one's is found, and not started. */
function loaderWarnings({ name, loader }: BcdEntry, { system }: BootLayout): string[] {
  const found = /\\winload\.(exe|efi)$/i.exec(loader)?.[1]?.toLowerCase();
  const uefi = system.kind === "gpt-partition";
  if (found === undefined || found === (uefi ? "efi" : "exe")) return [];
  return [`The entry “${name}” starts ${loader}, which ${uefi ? "UEFI" : "a BIOS"} cannot start.`];
}

function missing(layout: BootLayout, device: BcdDevice | null, path: string | null, what: string): string[] {
  if (device === null) return [`${what} names no device.`];
  if (device.kind === "unknown") return [];
  if (device.kind === "locate") return path === null ? [] : notLocated(layout, path, what);
  const named = device.kind === "boot" ? layout.system : device;
  const partition = layout.partitions.find((each) => sameDevice(each.device, named));
  if (!partition) return [`${what} names ${deviceText(device)}, which is not on this drive.`];
  if (path === null || partition.has(path)) return [];
  const elsewhere = layout.partitions.find((each) => each.has(path));
  const hint = elsewhere ? ` It lies on “${elsewhere.label}”.` : "";
  return [
    `${what} is looked for as ${path} on ${deviceText(device)} (“${partition.label}”) and is not there.${hint}`,
  ];
}

function notLocated({ partitions }: BootLayout, path: string, what: string): string[] {
  const having = partitions.filter((each) => each.has(path)).map(({ label }) => `“${label}”`);
  if (having.length === 1) return [];
  const searched = `${what} is looked for as ${path} on every partition`;
  if (having.length === 0) return [`${searched}, and none has it.`];
  return [`${searched}, and ${having.join(" and ")} have it: the first one found is started.`];
}

function sameDevice(a: BcdDevice, b: BcdDevice): boolean {
  if (a.kind === "mbr-partition" && b.kind === "mbr-partition")
    return a.diskSignature === b.diskSignature && a.offsetBytes === b.offsetBytes;
  if (a.kind === "gpt-partition" && b.kind === "gpt-partition")
    return (
      a.partitionGuid.toUpperCase() === b.partitionGuid.toUpperCase() &&
      a.diskGuid.toUpperCase() === b.diskGuid.toUpperCase()
    );
  return false;
}

function objectOf({ objects }: Bcd, id: string): BcdObject | undefined {
  return objects.find((each) => each.id === id);
}

function valueOf(object: BcdObject | undefined, type: number): BcdValue | undefined {
  return object?.elements.find((each) => each.type === type)?.value;
}

function textOf(object: BcdObject, type: number): string {
  const value = valueOf(object, type);
  return value?.format === "text" ? value.text : "";
}

function deviceOf(object: BcdObject, type: number): BcdDevice | null {
  const value = valueOf(object, type);
  return value?.format === "device" ? value.device : null;
}
