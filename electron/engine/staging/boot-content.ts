import { BOOT_STORE_BYTES, ramdiskStore } from "../boot/bcd/ramdisk-store.ts";
import type { BcdDevice } from "../boot/bcd/device.ts";
import type { Media } from "../../../shared/media.ts";
import type { Plan } from "../sequence/plan.ts";
import type { UnitIds } from "./drive-image.ts";
import type { BootContent } from "./masters.ts";
import type { Range } from "./machine.ts";

/** Which of the boot files the medium has. */
type BootMedia = Pick<Media, "id" | "sha256" | "bootFiles">;

const SDI_PATH = "\\Boot\\boot.sdi";

/** Where the firmware's boot manager looks for its store. */
export function storePath(firmware: Plan["firmware"]): string {
  return firmware === "uefi" ? "\\EFI\\Microsoft\\Boot\\BCD" : "\\Boot\\BCD";
}

/**
 * What the firmware needs on one partition besides the medium's image; undefined for nothing.
 *
 *   one partition for all    only what the medium lacks and its boot image has; the medium's own store if it works there
 *   a system partition apart the loader and a store of the unit's own; boot.sdi when the medium has none
 *   with the boot image      the same, and the boot image and boot.sdi in any case
 */
export function bootContent(
  plan: Plan,
  partition: number,
  media: BootMedia,
  imageIndex: number,
): BootContent | undefined {
  const { system, os } = plan.boot;
  if (partition !== system) return undefined;
  const apart = system !== os;
  const { bootFiles } = media;
  // Without a boot image there is nothing to add to the medium's own volume, and nothing a store could name.
  if (!apart && !bootFiles.bootWim) return undefined;
  const beside = apart && plan.bootImage.partition === system;
  const files: BootContent["files"] = ["loader"];
  if (beside || !bootFiles.bootSdi) files.push("sdi");
  if (beside) files.push("image");
  return {
    media: media.id,
    mediaSha256: media.sha256,
    index: imageIndex,
    firmware: plan.firmware,
    files,
    imagePath: plan.bootImage.path,
    store: { path: storePath(plan.firmware), lengthBytes: BOOT_STORE_BYTES, keepOwn: !apart },
  };
}

/** The boot store of one unit: it names this unit's own partition wherever [boot] would be another. */
export function unitBootStore(
  plan: Plan,
  laid: readonly Range[],
  { bootFiles }: Pick<BootMedia, "bootFiles">,
  ids: UnitIds,
): Uint8Array {
  const { system } = plan.boot;
  const image = plan.bootImage.partition;
  const sdi = image === system || !bootFiles.bootSdi ? system : plan.boot.os;
  const named = (partition: number) =>
    partition === system ? ({ kind: "boot" } as const) : partitionDevice(plan, partition, laid, ids);
  return ramdiskStore({
    firmware: plan.firmware,
    wimOn: named(image),
    wimPath: plan.bootImage.path,
    sdiOn: named(sdi),
    sdiPath: SDI_PATH,
  });
}

/** A partition of this unit's drive, as a store names it. */
export function partitionDevice(
  plan: Plan,
  partition: number,
  laid: readonly Range[],
  ids: UnitIds,
): BcdDevice {
  if (plan.style === "mbr")
    return {
      kind: "mbr-partition",
      diskSignature: ids.diskSignature,
      offsetBytes: laid[partition]?.offset ?? 0,
    };
  const partitionGuid = ids.partitionGuids[partition];
  if (!ids.diskGuid || !partitionGuid) throw new Error(`partition ${partition} has no GUID`);
  return { kind: "gpt-partition", diskGuid: ids.diskGuid, partitionGuid };
}
