import { z } from "zod";

/** What a drive says of itself, as far as it says it. Null: it does not tell. Temperatures in degrees Celsius. */
export const DriveHealth = z.object({
  /** Its own verdict; false: it expects to fail. */
  passed: z.boolean().nullable(),
  temperature: z.number().nullable(),
  /** How much of its rated life is used, in percent; may go beyond 100. */
  usedPercent: z.number().nullable(),
  /** Sectors it could not read and has not replaced yet. */
  pendingSectors: z.number().nullable(),
  reallocatedSectors: z.number().nullable(),
  powerOnHours: z.number().nullable(),
});
export type DriveHealth = z.infer<typeof DriveHealth>;

/** What is wrong with a drive, by its own account. */
export const HealthConcern = z.enum(["failing", "worn-out", "too-hot", "pending-sectors"]);
export type HealthConcern = z.infer<typeof HealthConcern>;

/** What the station does about a concern: not stage the drive, stage it with a mark, or only keep it on record. */
export const HealthPolicy = z.record(HealthConcern, z.enum(["refuse", "warn", "record"]));
export type HealthPolicy = z.infer<typeof HealthPolicy>;
