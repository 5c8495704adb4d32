import { z } from "zod";
import type { Media } from "./media.ts";
import { compareMade, MediaStanding } from "./media-versions.ts";

/** What a drive carries by the station's records: its last staging that went to the end, with none begun after it. */
export const Carried = z.object({
  job: z.string(),
  batch: z.string(),
  unitSerial: z.string(),
  driveSerial: z.string().nullable(),
  model: z.string(),
  sizeBytes: z.number().int(),
  mediaId: z.string(),
  mediaName: z.string(),
  mediaVersion: z.string(),
  mediaSha256: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
});
export type Carried = z.infer<typeof Carried>;

/** `unknown`: no version of that name is current now. */
export const CarriedStanding = z.enum([...MediaStanding.options, "unknown"]);

/** How what a drive carries stands to the media of the library now. */
export const Standing = z.object({
  standing: CarriedStanding,
  /** It is older than the current version of that name. */
  stale: z.boolean(),
  /** The current version of that name; null where there is none. */
  current: z.string().nullable(),
});
export type Standing = z.infer<typeof Standing>;

/**
 * Known by its content first, whatever it is called now, else by the name it was staged under. Of a medium that is gone
 * only its version is known, and that it was there at `stagedAt`.
 */
export function standingOf(
  carried: Pick<Carried, "mediaName" | "mediaVersion" | "mediaSha256">,
  stagedAt: string,
  media: readonly Media[],
): Standing {
  const same = media.find(({ sha256 }) => sha256 === carried.mediaSha256);
  const name = same?.name ?? carried.mediaName;
  const current = media.find((medium) => medium.name === name && medium.standing === "current");
  if (!current)
    return { standing: same?.standing === "retired" ? "retired" : "unknown", stale: false, current: null };
  const made = same ?? { version: carried.mediaVersion, importedAt: stagedAt };
  const stale = compareMade(made, current) < 0;
  return { standing: same?.standing ?? (stale ? "older" : "newer"), stale, current: current.version };
}

export const carriedCommands = {
  /**
   * How many drives carry each medium of the library, by the records. `stale`, with the current version of a name: how
   * many carry an older one, also of media that are gone.
   */
  mediaCounts: {
    input: z.object({}),
    output: z.array(
      z.object({ media: z.string(), units: z.number().int(), stale: z.number().int().nullable() }),
    ),
  },
  /** The drives that carry any version of a medium's name, newest first; `total` of them, and so many stale. */
  mediaUnits: {
    input: z.object({ media: z.string(), limit: z.number().int().positive().max(10_000).default(1000) }),
    output: z.object({
      units: z.array(z.object({ ...Carried.shape, ...Standing.shape })),
      total: z.number().int(),
      stale: z.number().int(),
    }),
  },
};
export type MediaCount = z.infer<typeof carriedCommands.mediaCounts.output>[number];
export type MediaUnits = z.infer<typeof carriedCommands.mediaUnits.output>;
