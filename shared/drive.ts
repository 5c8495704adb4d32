import { z } from "zod";
import { Carried } from "./carried.ts";

/** What a drive is used for on this computer, as its kernel tells it. Facts; the guard judges them. */
export const DriveUse = z.discriminatedUnion("use", [
  z.object({ use: z.literal("system"), where: z.string() }), // "/", "/boot", "/usr": what this computer runs from
  z.object({ use: z.literal("mounted"), where: z.string() }),
  z.object({ use: z.literal("swap"), where: z.string() }),
  z.object({ use: z.literal("held"), by: z.string() }), // an active holder: dm-0, md127, a bcache
  z.object({ use: z.literal("station"), where: z.string() }), // the media library, the records or the masters live on it
  z.object({ use: z.literal("stale-signature"), kind: z.string() }), // "LVM2 member", "Linux RAID": nobody holds it now
]);
export type DriveUse = z.infer<typeof DriveUse>;

/** Where a serial was read. A bridge's or an enclosure's serial may stand for several drives. */
export const SerialSource = z.enum([
  "ata",
  "nvme",
  "scsi",
  "usb-bridge",
  "virtio",
  "backing-file",
  "training",
  "scanned",
  "none",
]);
export type SerialSource = z.infer<typeof SerialSource>;

/** One drive as the machine sees it now. Sizes in bytes. */
export const Drive = z.object({
  kind: z.enum(["disk", "loop", "training"]),
  /** Equal only for the same drive in the same insertion. What a job is bound to. */
  identity: z.string(),
  /** Where it hangs: a stable bus path, a loop's backing file, a training bay. Bays are taught by it. */
  port: z.string(),
  /** What the system calls it now ("/dev/sdb"). For showing and opening, never for telling drives apart. */
  path: z.string(),
  model: z.string(),
  serial: z.string().nullable(),
  serialSource: SerialSource,
  wwid: z.string().nullable(),
  sizeBytes: z.number().int().nonnegative(),
  logicalSectorBytes: z.number().int().positive(),
  physicalSectorBytes: z.number().int().positive(),
  diskseq: z.number().int().nullable(),
  rotational: z.boolean(),
  removable: z.boolean(),
  readOnly: z.boolean(),
  uses: z.array(DriveUse),
});
export type Drive = z.infer<typeof Drive>;

/** Why a drive may not be staged. Closed list; words in `fault-words.ts`. */
export const RefusalCode = z.enum([
  "holds-system",
  "holds-station",
  "mounted",
  "swap",
  "held",
  "stale-signature", // can be mended: "Clear old data"
  "read-only",
  "too-small",
  "no-size",
  "duplicate-identity",
  "untaught-port",
  "blocked", // a stuck write of an earlier job still holds it
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

/** One refusal: the code, a sentence with this drive's facts, and whether "Clear old data" mends it. */
export const Refusal = z.object({ code: RefusalCode, message: z.string(), mendable: z.boolean() });
export type Refusal = z.infer<typeof Refusal>;

/** How a training bay behaves. Injected at the writer's I/O port; real bays have none. */
export const Character = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("healthy") }),
  z.object({ kind: z.literal("slow"), bytesPerSecond: z.number().int().positive() }),
  z.object({
    kind: z.literal("failing"),
    atByte: z.number().int().nonnegative(),
    on: z.enum(["write", "read"]),
  }),
  /** `writers`: how many writer processes it stalls before it goes on; for good when left out. */
  z.object({
    kind: z.literal("stalling"),
    atByte: z.number().int().nonnegative(),
    writers: z.number().int().positive().optional(),
  }),
  /** The first request that reaches that byte fails so many times; sent again once more, it goes through. */
  z.object({
    kind: z.literal("flaky"),
    atByte: z.number().int().nonnegative(),
    times: z.number().int().positive(),
  }),
  z.object({ kind: z.literal("vanishing"), atByte: z.number().int().nonnegative() }),
  /** It takes no byte behind this one: a write that reaches further comes back short. */
  z.object({ kind: z.literal("short"), atByte: z.number().int().nonnegative() }),
  /** Each flush takes so long, as on a drive with a large cache. */
  z.object({ kind: z.literal("slow-flush"), flushMs: z.number().int().positive() }),
]);
export type Character = z.infer<typeof Character>;

/** What a staged drive says of itself: the record in the gap behind the partition table. */
export const Stamp = z.object({
  stampVersion: z.literal(1),
  committed: z.boolean(),
  job: z.string(),
  batch: z.string(),
  unitSerial: z.string(),
  mediaId: z.string(),
  mediaName: z.string(),
  mediaVersion: z.string(),
  mediaSha256: z.string(),
  station: z.string(),
  software: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
});
export type Stamp = z.infer<typeof Stamp>;

/** A place for a drive. Bay numbers are people's numbers: 1 is the first. */
export const Bay = z.object({
  bay: z.number().int().positive(),
  port: z.string(),
  drive: Drive.nullable(),
  refusal: Refusal.nullable(),
  /** What the drive in it says it carries; null when it carries no stamp of ours. */
  carries: Stamp.nullable(),
  /** What the station's records say that the drive carries, known by its serial and model. */
  staged: Carried.nullable().optional(),
  /** The unit serial typed or scanned for this bay; null means the drive's own serial will be used. */
  unitSerial: z.string().nullable(),
  /** Training bays only. */
  character: Character.nullable(),
});
export type Bay = z.infer<typeof Bay>;

/** What happens to old data that the new content does not overwrite. Chosen per batch, recorded per unit. */
export const OldData = z.enum(["discard", "overwrite", "keep"]);
export type OldData = z.infer<typeof OldData>;
