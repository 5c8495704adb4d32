import type { BootDrivers, FoundDrivers } from "../../../shared/boot-drivers.ts";
import type { DeviceVerdict, ModelVerdict, Reach } from "../../../shared/model-verdict.ts";
import type { ModelDevice, TargetModel } from "../../../shared/target-model.ts";
import { DriverIndex, type Match } from "./match-driver.ts";
import { fullName } from "./models.ts";

/** Windows' own drivers that some images know without an INF, by the class of device that they are for. */
const CLASS_DRIVERS: ReadonlyMap<string, string> = new Map([
  ["PCI\\CC_010601", "storahci.sys"],
  ["PCI\\CC_010802", "stornvme.sys"],
  ["PCI\\CC_0C0330", "usbxhci.sys"],
]);
const USB_HOST: ModelDevice = {
  description: "USB controller",
  kind: "other",
  hardwareIds: [],
  compatibleIds: ["PCI\\CC_0C0330"],
};
const ADD =
  "Add its driver to the boot image: in Configuration Manager in the boot image's properties, Drivers; or with " +
  "dism /Add-Driver. Then make the medium anew.";

/** Judges models against one boot image. */
export function judgeModels(models: readonly TargetModel[], drivers: BootDrivers): ModelVerdict[] {
  const image = drivers.found ? new Image(drivers) : null;
  return models.map((model) => {
    const same = { model: model.id, name: fullName(model) };
    if (!drivers.found || !image) {
      const reach = unknown(
        drivers.found ? "" : drivers.message,
        "Choose another boot image, or mend this one.",
      );
      return { ...same, disk: reach, network: reach };
    }
    const refusal = refuse(model, drivers);
    return refusal ? { ...same, disk: refusal, network: refusal } : { ...same, ...image.judge(model) };
  });
}

/** Why a PC of this model cannot start the boot image at all; null when it can. */
function refuse({ firmware, architecture }: TargetModel, { image }: FoundDrivers): Reach | null {
  const boot = image.architecture;
  if (boot === "none")
    return unknown(
      "The boot image does not tell for which processors it is.",
      "Choose one made by Windows' tools.",
    );
  const starts = firmware === "bios" && architecture === "x64" ? ["x64", "x86"] : [architecture];
  if (starts.includes(boot)) return null;
  const pc = `${firmware.toUpperCase()} PC with ${architecture}`;
  const why =
    boot === "x86" && architecture === "x64"
      ? "64-bit UEFI does not start a 32-bit boot image"
      : `the boot image is for ${boot}`;
  const message = `A ${pc} cannot start it: ${why}.`;
  return { state: "no", message, todo: `Choose a boot image for ${architecture}.`, devices: [] };
}

class Image {
  readonly #index: DriverIndex;
  readonly #files: ReadonlySet<string>;

  constructor(drivers: FoundDrivers) {
    this.#index = new DriverIndex(drivers);
    this.#files = new Set(drivers.systemFiles);
  }

  judge({ devices }: TargetModel): Pick<ModelVerdict, "disk" | "network"> {
    const kinds = devices.map((device) => ({ device, kind: this.#kindOf(device) }));
    const verdicts = (wanted: string) =>
      kinds.flatMap(({ device, kind }) => (kind === wanted ? [this.#judge(device, devices)] : []));
    const unplaced = kinds.filter(({ kind }) => kind === "unknown").length;
    return {
      disk: diskReach(verdicts("disk"), unplaced),
      network: networkReach(verdicts("network"), unplaced),
    };
  }

  /** What nobody said, the driver that knows the device tells. */
  #kindOf(device: ModelDevice): string {
    if (device.kind !== "unknown") return device.kind;
    const found = this.#index.find(device)?.driver.deviceClass.toLowerCase();
    if (found === undefined) return "unknown";
    return found === "net" ? "network" : found === "usb" ? "other" : "disk";
  }

  #judge(device: ModelDevice, all: readonly ModelDevice[]): DeviceVerdict {
    const verdict = this.#driverFor(device);
    const onUsb = device.hardwareIds[0]?.startsWith("USB\\") ?? false;
    if (!verdict.reached || !onUsb) return verdict;
    const hosts = all.filter(({ compatibleIds }) =>
      compatibleIds.some((id) => id.startsWith("PCI\\CC_0C03")),
    );
    if ((hosts.length === 0 ? [USB_HOST] : hosts).some((host) => this.#driverFor(host).reached))
      return verdict;
    const message = `${verdict.message} But it hangs on USB, and the image has no driver for the USB controller.`;
    return { ...verdict, reached: false, message };
  }

  #driverFor(device: ModelDevice): DeviceVerdict {
    const [id = ""] = [...device.hardwareIds, ...device.compatibleIds];
    const description = device.description || id;
    const match = this.#index.find(device);
    const usable = match !== null && match.onlyFor === null && match.driver.missingFiles.length === 0;
    const own = usable ? null : this.#classDriver(device);
    const facts = { description, id, matchedId: match?.id ?? null, driver: match?.driver.inf ?? null };
    if (usable) return { ...facts, reached: true, message: `${description}: by ${driverWords(match)}.` };
    if (own !== null && (match === null || match.onlyFor !== null)) {
      const message = `${description}: by Windows' own ${own.file}, whose INF is not in the image.`;
      return { ...facts, driver: own.file, matchedId: own.id, reached: true, message };
    }
    return { ...facts, reached: false, message: `${description}: ${whyNot(match, id)}` };
  }

  #classDriver({ compatibleIds, hardwareIds }: ModelDevice): { file: string; id: string } | null {
    for (const id of [...hardwareIds, ...compatibleIds]) {
      const file = CLASS_DRIVERS.get(id);
      if (file !== undefined && this.#files.has(file)) return { file, id };
    }
    return null;
  }
}

function driverWords({ driver, id }: Match): string {
  const from = [driver.provider, driver.version].filter(Boolean).join(" ");
  return `${driver.inf}${from && ` (${from})`}, which names ${id}`;
}

function whyNot(match: Match | null, id: string): string {
  if (match === null) return `no driver in the image knows ${id}.`;
  const { driver, onlyFor } = match;
  if (onlyFor !== null) return `${driver.inf} knows it, but only for another Windows (${onlyFor}).`;
  return `${driver.inf} knows it, but its program ${driver.missingFiles.join(", ")} is not in the image.`;
}

function diskReach(devices: DeviceVerdict[], unplaced: number): Reach {
  const missing = devices.filter(({ reached }) => !reached);
  if (devices.length === 0) return nothingListed("disk controller", unplaced);
  const message = sentences(missing.length === 0 ? devices : missing);
  if (missing.length === 0) return { state: "yes", message, todo: null, devices };
  if (missing.length === devices.length) return { state: "no", message, todo: ADD, devices };
  const todo = `If the drive hangs on that one it is not found. ${ADD}`;
  return { state: "some", message, todo, devices };
}

/** One way into the network is enough. */
function networkReach(devices: DeviceVerdict[], unplaced: number): Reach {
  const reached = devices.filter((device) => device.reached);
  if (devices.length === 0) return nothingListed("wired network adapter", unplaced);
  if (reached.length > 0) return { state: "yes", message: sentences(reached), todo: null, devices };
  return { state: "no", message: sentences(devices), todo: ADD, devices };
}

function sentences(devices: readonly DeviceVerdict[]): string {
  return devices.map(({ message }) => message).join(" ");
}

function nothingListed(what: string, unplaced: number): Reach {
  const rest =
    unplaced === 0
      ? ""
      : unplaced === 1
        ? " Of one device nobody said what it is, and no driver knows it."
        : ` Of ${unplaced} devices nobody said what they are, and no driver knows them.`;
  return unknown(`The model lists no ${what}.${rest}`, "Import the model's devices, or say what they are.");
}

function unknown(message: string, todo: string): Reach {
  return { state: "unknown", message, todo, devices: [] };
}
