import type { BcdDevice } from "./device.ts";
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
    case "locate":
      return "whichever partition has it";
    case "unknown":
      return "a device that is not understood here";
  }
}

/** What of a store cannot work on this layout: a sentence for each. None does not prove that it starts. */
export function bcdWarnings(bcd: Bcd, layout: BootLayout): string[] {
  const { default: preset } = describeBcd(bcd);
  if (!preset) return ["The boot store names no entry to start by itself."];
  const { device, name } = preset;
  if (!device) return [`The entry “${name}” names no device.`];
  if (device.kind !== "ramdisk") return missing(layout, device, null, `The entry “${name}”`);
  const warnings = missing(layout, device.on, device.path, `The entry “${name}”`);
  if (!preset.sdi) return [...warnings, `The entry “${name}” has no ramdisk options, so no boot.sdi.`];
  return [...warnings, ...missing(layout, preset.sdi.device, preset.sdi.path, "The ramdisk's boot.sdi")];
}

function missing(layout: BootLayout, device: BcdDevice | null, path: string | null, what: string): string[] {
  if (device === null) return [`${what} names no device.`];
  if (device.kind === "locate" || device.kind === "unknown") return [];
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
