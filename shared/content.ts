import { z } from "zod";
import { Architecture } from "./media.ts";
import { hoursProblem } from "./content-hours.ts";

/** Content locations: named places that have media and images, each belonging to a site. */

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

const oneLine = (most: number, what: string) =>
  z
    .string()
    .trim()
    .max(most, `${what} has at most ${most} characters.`)
    .regex(/^\P{Cc}*$/u, `${what} is one line, without control characters.`);

const Site = z
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
  name: z.string().min(1).max(200),
  version: z.string().max(64),
  mediaGuid: z.string().max(64).optional(),
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

/** The address of a location: an absolute folder, or the base of a web server. Null when it is right, else words. */
export function addressProblem(kind: "folder" | "http", address: string): string | null {
  if (kind === "folder")
    return /^\/[^\0]*$/.test(address) ? null : "Write the whole path of the folder, beginning with /.";
  if (!/^https?:\/\//i.test(address)) return "Write the address as http://… or https://….";
  if (/^[^/]*\/\/[^/]*@/.test(address)) return "Leave user and password out of the address; give a token.";
  if (/[?#]/.test(address)) return "Leave ? and # out of the address.";
  const isAddress = /^https?:\/\/([\p{L}\p{N}._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?(\/\S*)?$/iu.test(address);
  if (!isAddress) return "That is no address of a server. Write it like https://north.example/content/.";
  return null;
}

const fingerprint = z
  .string()
  .trim()
  .transform((text) => text.replaceAll(/[\s:]/g, "").toUpperCase())
  .pipe(z.string().regex(/^[0-9A-F]{64}$/, "A SHA-256 fingerprint has 64 hexadecimal digits."));

/** A location as a person gives it. */
export const LocationInput = z
  .object({
    /** Left out for a new one. */
    id: z.string().max(64).optional(),
    name: oneLine(contentLimits.nameChars, "A name").min(1, "Give the location a name."),
    site: Site,
    parentSite: Site.nullable().default(null),
    kind: z.enum(["folder", "http"]),
    address: oneLine(contentLimits.addressChars, "An address").min(1, "Give the folder or the address."),
    /** Undefined keeps the one that is there; null forgets it. */
    token: z
      .string()
      .trim()
      .min(1)
      .max(contentLimits.tokenChars)
      .regex(/^[\x21-\x7e]*$/, "A token has no spaces and no letters beyond ASCII.")
      .nullable()
      .optional(),
    /** Lower is nearer; what is nearer is asked first. */
    nearness: z.number().int().min(1).max(1000).default(100),
    bytesPerSecond: z
      .number()
      .int()
      .min(contentLimits.leastBytesPerSecond, "A limit is at least 1 kB/s.")
      .max(1e12)
      .nullable()
      .default(null),
    /** "22:00-06:00", the station's local time; several with commas; empty for always. */
    hours: z
      .string()
      .trim()
      .max(200)
      .default("")
      .superRefine((text, context) => {
        const problem = hoursProblem(text);
        if (problem !== null) context.addIssue({ code: "custom", message: problem });
      }),
    /** A file on the station with the certificates (PEM) that may sign for this location; null for the system's. */
    caFile: z
      .string()
      .max(4096)
      .regex(/^\/[^\0]*$/, "Write the whole path of the CA file, beginning with /.")
      .nullable()
      .default(null),
    /** SHA-256 fingerprint of the one certificate that is accepted, whoever signed it. */
    fingerprint: fingerprint.nullable().default(null),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ kind, address, parentSite, site }, context) => {
    const problem = addressProblem(kind, address);
    if (problem !== null) context.addIssue({ code: "custom", message: problem, path: ["address"] });
    if (parentSite?.toLowerCase() === site.toLowerCase())
      context.addIssue({ code: "custom", message: "A site is not its own parent.", path: ["parentSite"] });
  });
export type LocationInput = z.infer<typeof LocationInput>;

/** How a location was found when it was last asked. */
export const LocationLook = z.object({
  /** ISO 8601. */
  at: z.string(),
  /** `index` by its index, `scan` a folder without one, `failed` neither. */
  found: z.enum(["index", "scan", "failed"]),
  items: z.number().int(),
  bytes: z.number(),
  /** In words, for all three. */
  message: z.string(),
});
export type LocationLook = z.infer<typeof LocationLook>;

/** A location as it is kept. The token itself is never shown. */
export const ContentLocation = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string(),
  parentSite: z.string().nullable(),
  kind: z.enum(["folder", "http"]),
  address: z.string(),
  hasToken: z.boolean(),
  nearness: z.number().int(),
  bytesPerSecond: z.number().int().nullable(),
  hours: z.string(),
  caFile: z.string().nullable(),
  fingerprint: z.string().nullable(),
  enabled: z.boolean(),
  /** Null until it was asked by this run of the engine. */
  look: LocationLook.nullable(),
});
export type ContentLocation = z.infer<typeof ContentLocation>;

/** One content, wherever it can be had. */
export const CatalogueItem = ContentItem.omit({
  path: true,
  signature: true,
  modifiedAt: true,
  sha256: true,
}).extend({
  /** What `pullContent` is given: its sha256, or, in a folder without an index, a name that holds for this file. */
  content: z.string(),
  /** Null in a folder without an index: it is known once it was copied. */
  sha256: Sha256.nullable(),
  /** Nearest first. */
  at: z.array(z.object({ location: z.string(), name: z.string(), site: z.string() })),
  /** The medium of the library that is the same file; null when the library has none. */
  media: z.string().nullable(),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;

export const ContentCatalogue = z.object({
  items: z.array(CatalogueItem),
  /** Locations that could not be asked, in words. */
  problems: z.array(z.object({ location: z.string(), name: z.string(), message: z.string() })),
});
export type ContentCatalogue = z.infer<typeof ContentCatalogue>;

/** A content that was begun and is not in the library yet. */
export const ContentPull = z.object({
  content: z.string(),
  name: z.string(),
  version: z.string(),
  doneBytes: z.number(),
  sizeBytes: z.number(),
  /** The task that pulls it; null while none does. */
  task: z.string().nullable(),
  /** Why it stopped, in words; null when it was cancelled, or runs. */
  problem: z.string().nullable(),
});
export type ContentPull = z.infer<typeof ContentPull>;

const content = z.string().regex(/^(scan-)?[0-9a-f]{64}$/, "That names no content.");
const id = z.object({ id: z.string().max(64) });

export const contentCommands = {
  /** Nearest first. */
  contentLocations: { input: z.object({}), output: z.array(ContentLocation) },
  saveContentLocation: { input: z.object({ location: LocationInput }), output: id },
  removeContentLocation: { input: id, output: z.object({}) },
  /** Asks it now, also one that is switched off. It answers in words either way. */
  testContentLocation: { input: id, output: LocationLook },
  /** All that can be had; of one site, with its descendants when asked. `fresh` asks every location again. */
  contentCatalogue: {
    input: z.object({
      site: z.string().max(contentLimits.siteChars).nullable().default(null),
      childSites: z.boolean().default(true),
      fresh: z.boolean().default(false),
    }),
    output: ContentCatalogue,
  },
  /**
   * Brings a content into the library, from the one location or from whichever has it, nearest first. What was begun
   * before is gone on with. One that is being pulled already gives its task.
   */
  pullContent: {
    input: z.object({ content, location: z.string().max(64).nullable().default(null) }),
    output: z.object({ task: z.string() }),
  },
  /** What was begun: running, cancelled or failed. */
  contentPulls: { input: z.object({}), output: z.array(ContentPull) },
  /** Throws away what came so far of one that is not running. */
  discardPull: { input: z.object({ content }), output: z.object({}) },
};
