import { z } from "zod";
import { Architecture } from "./media.ts";

/** The drivers for disks and networks that lie in a boot image. */

/** A device that a driver is for. Ids in upper case, as its INF names them. */
export const DriverDevice = z.object({
  description: z.string(),
  /** Null when the INF names only compatible ids. */
  hardwareId: z.string().nullable(),
  compatibleIds: z.array(z.string()),
  /** Null when it is for the image's Windows; else for which: "NTx86", "NTamd64.10.0...22000". */
  onlyFor: z.string().nullable(),
});
export type DriverDevice = z.infer<typeof DriverDevice>;

export const BootDriver = z.object({
  /** "iastorvd.inf" */
  inf: z.string(),
  /** In the image: "\Windows\System32\DriverStore\FileRepository\…". */
  path: z.string(),
  deviceClass: z.string(),
  provider: z.string(),
  /** ISO 8601, a day. */
  date: z.string().nullable(),
  version: z.string().nullable(),
  catalog: z.string().nullable(),
  /** The programs that it starts, of which the image has none; empty when one is there, or it names none. */
  missingFiles: z.array(z.string()),
  devices: z.array(DriverDevice),
});
export type BootDriver = z.infer<typeof BootDriver>;

/** What a look into a boot image found; `found` is false when there is none that can be read. */
export const BootDrivers = z.discriminatedUnion("found", [
  z.object({ found: z.literal(false), message: z.string() }),
  z.object({
    found: z.literal(true),
    image: z.object({ name: z.string(), architecture: Architecture, version: z.string().nullable() }),
    drivers: z.array(BootDriver),
    /** How many INFs there are in the image, of all classes, each once. */
    infs: z.number().int(),
    /** Windows' own class drivers whose program is in the image, by file name: "storahci.sys". */
    systemFiles: z.array(z.string()),
    /** INFs that could not be read, with the reason. */
    problems: z.array(z.object({ inf: z.string(), message: z.string() })),
  }),
]);
export type BootDrivers = z.infer<typeof BootDrivers>;
export type FoundDrivers = Extract<BootDrivers, { found: true }>;

/** Buses whose devices a boot image may have to drive. */
const BUS = /^(PCI|USB|ACPI|VMBUS|SD|UEFI|URS|XENVIF|XEN)\\/i;

export function isOnABus(id: string): boolean {
  return BUS.test(id);
}

/** Whose boot image: of a medium of the library, or of a file of the station, which may be either. */
export const DriversOf = z.union([
  z.object({ media: z.string().min(1) }),
  z.object({
    path: z
      .string()
      .min(1)
      .max(4096)
      .regex(/^[^\0]*$/, "A path holds no NUL."),
    /** Null is the image that is marked bootable. */
    index: z.number().int().min(1).max(500).nullable().default(null),
  }),
]);
export type DriversOf = z.infer<typeof DriversOf>;

export const driverCommands = {
  /**
   * The drivers in a boot image. `known` gives what was found before, null when nobody looked; `missing` begins to look
   * then, and `again` in any case. While a look goes on its task is told: ask again when it has ended.
   */
  bootDrivers: {
    input: z.object({ of: DriversOf, look: z.enum(["known", "missing", "again"]).default("missing") }),
    output: z.object({ drivers: BootDrivers.nullable(), task: z.string().nullable() }),
  },
};
