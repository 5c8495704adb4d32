import type { BcdDevice } from "./device.ts";
import {
  bootmgrId,
  elements,
  encodeBcd,
  objectTypes,
  type Bcd,
  type BcdElement,
  type BcdValue,
} from "./store.ts";

/**
 * The length of every store that is written here, whatever it names: a unit's own store lies over the master's
 * placeholder, byte for byte. Never small enough to lie inside a FILE record.
 */
export const BOOT_STORE_BYTES = 16_384;

const LOADER_ID = "{7619dcc9-fafe-11d9-b411-000476eba25f}";
/** As a device element names it; as an object's id it has braces and small letters. */
const RAMDISK = "AE5534E0-A924-466C-B836-758539A3EE3A";

export interface RamdiskBoot {
  firmware: "bios" | "uefi";
  /** Where the .wim lies. */
  wimOn: BcdDevice;
  wimPath: string; // "\sources\boot.wim"
  sdiOn: BcdDevice;
  sdiPath: string; // "\boot\boot.sdi"
}

/** A store that starts one boot image from memory, at once and without a menu. */
export function ramdiskStore(boot: RamdiskBoot): Uint8Array {
  return encodeBcd(ramdiskBcd(boot), BOOT_STORE_BYTES);
}

export function ramdiskBcd({ firmware, wimOn, wimPath, sdiOn, sdiPath }: RamdiskBoot): Bcd {
  const image = device({ kind: "ramdisk", on: wimOn, path: wimPath, options: RAMDISK });
  const loader = firmware === "uefi" ? "winload.efi" : "winload.exe";
  const manager: BcdElement[] = [
    element(elements.device, device({ kind: "boot" })),
    element(elements.description, text("Windows Boot Manager")),
    element(elements.locale, text("en-US")),
    element(elements.default, { format: "object", id: LOADER_ID }),
    element(elements.displayOrder, { format: "objects", ids: [LOADER_ID] }),
    element(elements.timeoutSeconds, { format: "number", number: 0 }),
  ];
  return {
    objects: [
      { id: bootmgrId, type: objectTypes.bootmgr, elements: manager },
      {
        id: LOADER_ID,
        type: objectTypes.osLoader,
        elements: [
          element(elements.device, image),
          element(elements.path, text(`\\windows\\system32\\boot\\${loader}`)),
          element(elements.description, text("Windows PE")),
          element(elements.locale, text("en-US")),
          element(elements.osDevice, image),
          element(elements.systemRoot, text("\\windows")),
          element(elements.detectHal, { format: "flag", flag: true }),
          element(elements.winPe, { format: "flag", flag: true }),
        ],
      },
      {
        id: `{${RAMDISK.toLowerCase()}}`,
        type: objectTypes.ramdiskOptions,
        elements: [
          element(elements.description, text("Ramdisk Options")),
          element(elements.sdiDevice, device(sdiOn)),
          element(elements.sdiPath, text(sdiPath)),
        ],
      },
    ],
  };
}

function element(type: number, value: BcdValue): BcdElement {
  return { type, value };
}

function device(named: BcdDevice): BcdValue {
  return { format: "device", device: named };
}

function text(value: string): BcdValue {
  return { format: "text", text: value };
}
