import { z } from "zod";

/** What was written to a drive, as it is kept on record. Bytes, from the start of the drive where not said otherwise. */

const bytes = z.number().int().nonnegative();

/** A stretch of a drive that came from a master volume, as every unit of that image has it. */
export const SharedPiece = z.object({
  /** The master's key, and where in it. */
  master: z.string(),
  masterOffset: bytes,
  /** Where on the drive. */
  offset: bytes,
  length: bytes,
});
export type SharedPiece = z.infer<typeof SharedPiece>;

/** What units that were staged alike have in common: where what lies. Kept for ever; the masters are not. */
export const WrittenLayout = z.object({
  layoutVersion: z.literal(1),
  volumes: z.array(z.object({ offset: bytes, length: bytes, label: z.string() })),
  /**
   * Which build of each master, by its key: one that is made again has other times in it, and so other bytes. Layouts of
   * the first releases do not tell.
   */
  builds: z.record(z.string(), z.string()).optional(),
  /** In the order they were written, none longer than a `PIECE_BYTES`. */
  shared: z.array(SharedPiece),
});
export type WrittenLayout = z.infer<typeof WrittenLayout>;

/** A stretch that is one unit's own: its ids, its boot store, its partition table. */
export const OwnPiece = z.object({ offset: bytes, length: bytes, sha256: z.string() });
export type OwnPiece = z.infer<typeof OwnPiece>;
