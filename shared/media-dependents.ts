import { z } from "zod";

/** What a medium's going would touch. */
export const MediaDependents = z.object({
  /** How many units carry it, by the records. They keep their records. */
  units: z.number().int(),
  /** Built from it; they go with it. `takenBytes` of the station's disk. */
  masters: z.array(z.object({ label: z.string(), volumeBytes: z.number(), takenBytes: z.number() })),
  /** Media that are being made from it, by their names, as the wizard keeps them; they will ask for another. */
  drafts: z.array(z.string()),
  /** Drives that it is being staged on: it cannot go now. */
  running: z.array(z.object({ bay: z.number().int(), unitSerial: z.string() })),
});
export type MediaDependents = z.infer<typeof MediaDependents>;

const medium = z.object({ media: z.string() });

export const deleteCommands = {
  mediaDependents: { input: medium, output: MediaDependents },
  /** Refused while it is being staged. */
  deleteMedia: { input: medium, output: z.object({}) },
};
