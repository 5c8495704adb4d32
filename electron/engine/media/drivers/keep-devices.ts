import { isOnABus, type BootDriver, type DriverDevice } from "../../../../shared/boot-drivers.ts";
import { chooseTarget, type InfWindows } from "./inf-target.ts";
import type { Inf, InfDevice } from "./read-inf.ts";

/** Classes all of whose devices on a bus matter to a boot image. */
const WHOLE = new Set(["net", "scsiadapter", "hdc", "sdhost"]);
/** In these only some do: what disks hang on, and what USB disks and networks hang on. */
const STORAGE = /\b(nvme|raid|vmd|volume management|sata|ahci)\b/i;
const STORAGE_ID = /[\\&]CC_01(04|06|07|08)/;
const USB = /host controller|root hub|\b[xeuo]hci\b|mass storage|\buasp?\b/i;
const USB_ID = /[\\&]CC_0C03|^USB\\ROOT_HUB|^USB\\CLASS_0[89]/;

export function mattersToBoot(deviceClass: string): boolean {
  return WHOLE.has(deviceClass.toLowerCase()) || /^(system|usb)$/i.test(deviceClass);
}

/**
 * The devices of an INF that a boot image's Windows would take from it, and those that it would not because they are for
 * another Windows, where no other line is for them.
 */
export function keepDevices(inf: Inf, windows: InfWindows): DriverDevice[] {
  const fitting = new Set<InfDevice>();
  const others = new Map<InfDevice, string>();
  for (const { models } of inf.manufacturers) {
    const chosen = chooseTarget(
      models.map(({ target }) => target),
      windows,
    );
    for (const { target, devices } of models)
      for (const device of devices)
        if (target === chosen) fitting.add(device);
        else if (!others.has(device)) others.set(device, target.text === "" ? "NTx86" : target.text);
  }
  const known = new Set([...fitting].flatMap(idsOf));
  const unfit = [...others].filter(
    ([device]) => !fitting.has(device) && idsOf(device).some((id) => !known.has(id)),
  );
  return [
    ...[...fitting].map((device) => ({ ...device, onlyFor: null })),
    ...unfit.map(([device, onlyFor]) => ({ ...device, onlyFor })),
  ].filter((device) => matters(inf.deviceClass, device));
}

function matters(deviceClass: string, device: InfDevice): boolean {
  const ids = idsOf(device);
  if (!ids.some(isOnABus)) return false;
  if (/^system$/i.test(deviceClass))
    return STORAGE.test(device.description) || ids.some((id) => STORAGE_ID.test(id));
  if (/^usb$/i.test(deviceClass)) return USB.test(device.description) || ids.some((id) => USB_ID.test(id));
  return true;
}

export function idsOf({
  hardwareId,
  compatibleIds,
}: Pick<DriverDevice, "hardwareId" | "compatibleIds">): string[] {
  return hardwareId === null ? compatibleIds : [hardwareId, ...compatibleIds];
}

/** Storage first, then networks, then what they hang on; each by name. */
export function inOrder(drivers: readonly BootDriver[]): BootDriver[] {
  const order = ["scsiadapter", "hdc", "sdhost", "system", "net", "usb"];
  const rank = ({ deviceClass }: BootDriver) => order.indexOf(deviceClass.toLowerCase());
  return drivers.toSorted(
    (a, b) => rank(a) - rank(b) || a.inf.localeCompare(b.inf) || a.path.localeCompare(b.path),
  );
}
