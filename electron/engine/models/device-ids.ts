import { isOnABus } from "../../../shared/boot-drivers.ts";
import type { DeviceKind, ModelDevice } from "../../../shared/target-model.ts";

/** What is known of a PCI device; numbers in hexadecimal, as lspci and Windows write them. */
export interface PciDevice {
  vendor: string;
  device: string;
  subsystem?: { vendor: string; device: string } | undefined;
  revision?: string | undefined;
  /** "0106" */
  classCode?: string | undefined;
  /** "01"; what the class alone does not say. */
  interface?: string | undefined;
}

type Ids = Pick<ModelDevice, "hardwareIds" | "compatibleIds">;

/** The ids that Windows gives a PCI device, in its order. Source: "Identifiers for PCI Devices". */
export function pciIds({
  vendor,
  device,
  subsystem,
  revision,
  classCode,
  interface: progIf,
}: PciDevice): Ids {
  const base = `PCI\\VEN_${vendor}&DEV_${device}`;
  const sub = subsystem && `&SUBSYS_${subsystem.device}${subsystem.vendor}`;
  const rev = revision && `&REV_${revision}`;
  const classes = classCode ? [...(progIf ? [`CC_${classCode}${progIf}`] : []), `CC_${classCode}`] : [];
  const upper = (ids: (string | undefined)[]) => ids.flatMap((id) => (id ? id.toUpperCase() : []));
  return {
    hardwareIds: upper([
      sub && rev && `${base}${sub}${rev}`,
      sub && `${base}${sub}`,
      rev && `${base}${rev}`,
      base,
      ...classes.map((code) => `${base}&${code}`),
    ]),
    compatibleIds: upper([
      ...classes.map((code) => `PCI\\VEN_${vendor}&${code}`),
      `PCI\\VEN_${vendor}`,
      ...classes.map((code) => `PCI\\${code}`),
    ]),
  };
}

/**
 * All ids of what one id or the name of one device says: `PCI\VEN_8086&DEV_15BB&SUBSYS_08691028&REV_10\3&1158…` has
 * four ids in it. Null when it is none.
 */
export function idsIn(text: string): Ids | null {
  const id = withoutInstance(text.toUpperCase());
  if (!isOnABus(id)) return null;
  const pci = /^PCI\\VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})((?:&[A-Z]+_[0-9A-F]+)*)$/.exec(id);
  if (pci) return idsOfPci(id, pci);
  const usb = /^(USB\\VID_[0-9A-F]{4}&PID_[0-9A-F]{4})(&REV_[0-9A-F]{4})?(&MI_[0-9A-F]{2})?$/.exec(id);
  if (usb) {
    const [, base = "", rev = "", part = ""] = usb;
    return { hardwareIds: unique([`${base}${rev}${part}`, `${base}${part}`]), compatibleIds: [] };
  }
  return { hardwareIds: [id], compatibleIds: [] };
}

function idsOfPci(id: string, [, vendor = "", device = "", rest = ""]: RegExpExecArray): Ids {
  const part = (name: string, digits: number) => new RegExp(`&${name}_([0-9A-F]{${digits}})`).exec(rest)?.[1];
  const sub = part("SUBSYS", 8);
  const code = part("CC", 4);
  const ids = pciIds({
    vendor,
    device,
    subsystem: sub === undefined ? undefined : { vendor: sub.slice(4), device: sub.slice(0, 4) },
    revision: part("REV", 2),
    classCode: code,
    interface: part("CC", 6)?.slice(4),
  });
  return { ...ids, hardwareIds: unique([id, ...ids.hardwareIds]) };
}

/** `PCI\VEN_8086&DEV_15BB\3&11583659&0&FE` → `PCI\VEN_8086&DEV_15BB` */
function withoutInstance(id: string): string {
  return id.split("\\", 2).join("\\");
}

/** What a device is by its PCI class. A network that is no Ethernet (0280: wireless) is none to Windows PE. */
export function kindOfClass(classCode: string): DeviceKind {
  if (classCode.startsWith("01")) return "disk";
  return classCode === "0200" ? "network" : "other";
}

const WIRELESS = /wi-?fi|wireless|wlan|bluetooth|802\.11|mobile broadband|wwan/i;

/** What a device is by what Windows says of it; by the PCI class in its ids where Windows has no driver for it yet. */
export function kindOf(windowsClass: string, name: string, ids: readonly string[]): DeviceKind {
  const code = ids.map((id) => /[\\&]CC_([0-9A-F]{4})/.exec(id)?.[1]).find((found) => found !== undefined);
  if (/^net$/i.test(windowsClass)) return WIRELESS.test(name) || code === "0280" ? "other" : "network";
  if (/^(scsiadapter|hdc)$/i.test(windowsClass)) return "disk";
  if (code !== undefined) return kindOfClass(code);
  return windowsClass === "" ? "unknown" : "other";
}

export function unique<T>(all: readonly T[]): T[] {
  return [...new Set(all)];
}
