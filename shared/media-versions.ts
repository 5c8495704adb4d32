import { z } from "zod";
import { compareVersions } from "./version-order.ts";

/**
 * How a medium stands to others of its name. `current`: the one to stage, exactly one of those that are not retired;
 * `older` and `newer` than it: may be staged, with a word; `retired`: may not.
 */
export const MediaStanding = z.enum(["current", "older", "newer", "retired"]);
export type MediaStanding = z.infer<typeof MediaStanding>;

const medium = z.object({ media: z.string() });

/** All versions of the medium's name, oldest first, as they stand after a change. */
const VersionsTold = z.array(
  z.object({ media: z.string(), name: z.string(), version: z.string(), standing: MediaStanding }),
);
export type VersionsTold = z.infer<typeof VersionsTold>;

export const versionCommands = {
  /** It is the one to stage from now on. */
  makeCurrent: { input: medium, output: VersionsTold },
  /** It is not staged any more. Where it was the current one, the one that was so before it is again. */
  retireMedia: { input: medium, output: VersionsTold },
  /** Takes that back: it may be staged again, as an older one. */
  reinstateMedia: { input: medium, output: VersionsTold },
};

/** What the order of two media of one name depends on. */
interface Made {
  version: string;
  importedAt: string;
}

/** Older ones first: by their versions, and by when they came in where those are the same. */
export function compareMade(a: Made, b: Made): number {
  return compareVersions(a.version, b.version) || a.importedAt.localeCompare(b.importedAt);
}
