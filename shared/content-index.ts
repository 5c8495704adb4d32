import { z } from "zod";
import { Architecture } from "./media.ts";

/** What a content location tells of itself: the index that lies at its root. */

/** What any field may hold at most. An index that goes past its own is refused whole. */
export const contentLimits = {
  nameChars: 60,
  siteChars: 32,
  addressChars: 1000,
  tokenChars: 256,
  pathChars: 1000,
  indexBytes: 8 << 20,
  items: 10_000,
  locations: 200,
  leastBytesPerSecond: 1024,
} as const;

/** A text of one line; `what` begins the words about it. */
export const oneLine = (most: number, what: string) =>
  z
    .string()
    .trim()
    .max(most, `${what} has at most ${most} characters.`)
    .regex(/^\P{Cc}*$/u, `${what} is one line, without control characters.`);

/** A site code, as people give them. */
export const Site = z
  .string()
  .trim()
  .max(contentLimits.siteChars, `A site has at most ${contentLimits.siteChars} characters.`)
  .regex(/^[\p{L}\p{N}]([\p{L}\p{N} ._-]*[\p{L}\p{N}])?$/u, "A site is letters, digits, spaces, . _ and -.");

/** 64 hexadecimal digits, lower case. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "A SHA-256 is 64 hexadecimal digits.");

/**
 * Where an item lies under its location: segments as in a URL, percent-encoded, with `/` between. None of them leads
 * out, also not when decoded.
 */
export const ContentPath = z
  .string()
  .max(contentLimits.pathChars)
  .refine((path) => segmentsOf(path) !== null, "This path leads outside of its location, or is no path.");

/** The decoded segments of a path inside a location; null when it is none, or leads outside. */
export function segmentsOf(path: string): string[] | null {
  if (!/^[A-Za-z0-9%/._~!$&'()*+,;=@-]+$/.test(path)) return null;
  try {
    const segments = path.split("/").map(decodeURIComponent);
    return segments.every(isPlain) ? segments : null;
  } catch {
    return null; // "%zz"
  }
}

function isPlain(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== ".." && !/[/\\\p{Cc}]/u.test(segment);
}

export const ContentKind = z.enum(["medium", "boot-image", "os-image"]);
export type ContentKind = z.infer<typeof ContentKind>;

/** One file that a location has. */
export const ContentItem = z.object({
  kind: ContentKind,
  name: oneLine(200, "A name").min(1),
  version: oneLine(64, "A version"),
  mediaGuid: oneLine(64, "A media id").optional(),
  sha256: Sha256,
  sizeBytes: z.number().int().positive(),
  path: ContentPath,
  architecture: Architecture,
  /** A detached signature of the whole file, beside it. */
  signature: ContentPath.optional(),
  /** When the file was last written to, ISO 8601: what has not changed since need not be hashed again. */
  modifiedAt: z.string().max(40).optional(),
});
export type ContentItem = z.infer<typeof ContentItem>;

/** The name of the index at the root of a location. */
export const INDEX_NAME = "prestage-content.json";

/** What a location says of itself: the document `prestage-content.json`. */
export const ContentIndex = z.object({
  prestageContent: z.literal(1),
  name: oneLine(contentLimits.nameChars, "A name"),
  site: z.union([Site, z.literal("")]),
  parentSite: Site.nullable(),
  generatedAt: z.string().max(40),
  items: z.array(ContentItem).max(contentLimits.items),
});
export type ContentIndex = z.infer<typeof ContentIndex>;
