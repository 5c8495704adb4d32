import { z } from "zod";
import { ContentItem, contentLimits, oneLine, Sha256, Site } from "./content-index.ts";
import { hoursProblem } from "./content-hours.ts";

/** Content locations: named places that have media and images, each belonging to a site. */

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

/** What making the index of a folder came to. */
export const PublishedContent = z.object({
  /** The index file. */
  index: z.string(),
  items: z.number().int(),
  /** How many files were read and hashed, and how many were as before. */
  read: z.number().int(),
  kept: z.number().int(),
  /** How many items of the index before are not in this one. */
  gone: z.number().int(),
  /** Files that are no media or images, with the reason in words. */
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type PublishedContent = z.infer<typeof PublishedContent>;

/** Where other stations can have this one's library. */
export const ContentServed = z.object({
  address: z.string(),
  token: z.string(),
  /** SHA-256 fingerprint of its certificate; null when it is plain HTTP. */
  fingerprint: z.string().nullable(),
});
export type ContentServed = z.infer<typeof ContentServed>;

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
   * before is gone on with. One that is being pulled already gives its task. `keepCurrent`: whether the version of its
   * name that is current when it has come stays so; what was said last holds, also for one that runs. Left out: as it was
   * said before, else the new one is current.
   */
  pullContent: {
    input: z.object({
      content,
      location: z.string().max(64).nullable().default(null),
      keepCurrent: z.boolean().optional(),
    }),
    output: z.object({ task: z.string() }),
  },
  /**
   * The medium that a pull brought, or the one with the same content that the library had. Null while it is not there,
   * and for one that failed or was long ago.
   */
  pulledContent: {
    input: z.object({ task: z.string() }),
    output: z.object({ media: z.string() }).nullable(),
  },
  /** What was begun: running, cancelled or failed. */
  contentPulls: { input: z.object({}), output: z.array(ContentPull) },
  /** Throws away what came so far of one that is not running. */
  discardPull: { input: z.object({ content }), output: z.object({}) },
  /** Makes or updates the index of a folder of the station. What is left out stays as it was. */
  publishContent: {
    input: z.object({
      dir: z
        .string()
        .max(4096)
        .regex(/^\/[^\0]*$/, "Write the whole path of the folder, beginning with /."),
      name: oneLine(contentLimits.nameChars, "A name").min(1, "Give the location a name.").optional(),
      site: Site.optional(),
      parentSite: Site.nullable().optional(),
    }),
    output: z.object({ task: z.string() }),
  },
  /** Null while it is not made, and for one that failed or was long ago. */
  publishedContent: { input: z.object({ task: z.string() }), output: PublishedContent.nullable() },
  /** Null when the library is not served. */
  contentServed: { input: z.object({}), output: z.object({ served: ContentServed.nullable() }) },
};
