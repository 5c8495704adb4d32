import { z } from "zod";

/**
 * Something that became of a medium, or that was decided about it. Append-only; records keep it as JSON.
 * `source`: where the file came from, for people. `signer`, `fingerprint`: whose certificate signed it, where known.
 */
export const MediaEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.enum(["imported", "created", "pulled"]),
    source: z.string(),
    signer: z.string().nullable(),
    fingerprint: z.string().nullable(),
  }),
  /** It came in again, and the copy in the library, which had gone bad, was mended with it. */
  z.object({ type: z.literal("mended"), source: z.string() }),
  /** All of it was read and hashed. `problem`: why it is bad, in words; null when it is sound. */
  z.object({ type: z.literal("checked"), problem: z.string().nullable() }),
  /** This station put a signature of the whole file beside it. */
  z.object({ type: z.literal("signed"), signer: z.string().nullable(), fingerprint: z.string().nullable() }),
  /** It is the version of its name to stage. `chosen`: by a person; else because it came in. */
  z.object({ type: z.literal("made-current"), chosen: z.boolean() }),
  z.object({ type: z.literal("retired") }),
  z.object({ type: z.literal("reinstated") }),
  z.object({ type: z.literal("deleted") }),
]);
export type MediaEvent = z.infer<typeof MediaEvent>;

/** One line of the history of media. It names the medium, so that it can be read when that is long gone. */
export const MediaEntry = z.object({
  /** Counts up over all media. */
  n: z.number().int(),
  at: z.string(),
  media: z.string(),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  event: MediaEvent,
});
export type MediaEntry = z.infer<typeof MediaEntry>;

export const historyCommands = {
  /** Of a medium and all others of its name, newest first, by its id or the name itself; also of those that are gone. */
  mediaHistory: { input: z.object({ of: z.string().min(1).max(200) }), output: z.array(MediaEntry) },
};
