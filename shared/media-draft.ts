import { z } from "zod";
import { WimImage } from "./media.ts";

/** What the wizard is filled in with, page by page, and what it asks while that goes on. */

/** Anything a person may have typed so far, right or wrong. */
const text = z.string().max(10_000).default("");
const no = z.boolean().default(false);
const DraftFile = z.object({ source: text, path: text });

/**
 * The wizard's fields as they stand on the pages. A draft is kept over restarts, so there is no field for a password;
 * hidden values are emptied by `withoutSecrets`.
 */
export const CreateDraft = z.object({
  unattended: no,
  name: text,
  createdBy: text,
  version: text,
  comment: text,
  to: z.enum(["library", "file"]).default("library"),
  /** Into the library: the version of its name that is current now stays so. */
  keepCurrent: no,
  file: text,
  /** MiB; empty for one file. */
  partMegabytes: text,
  /** Empty for the folder of temporary files. */
  stagingFolder: text,
  /** The variables are put under a password. */
  protect: no,
  certificate: z.enum(["none", "self-signed", "station", "file"]).default("none"),
  /** Days, "2026-11-25", both inclusive. */
  startsOn: text,
  expiresOn: text,
  stationCertificate: text,
  certificateFile: text,
  unknownComputers: no,
  bootFrom: z.enum(["medium", "file"]).default("file"),
  bootMedia: text,
  bootFile: text,
  /** Null is the one that is marked bootable. */
  bootIndex: z.number().int().nullable().default(null),
  loaderSignedBy: z.enum(["2011", "2023"]).default("2011"),
  bootFiles: z.array(DraftFile).max(64).default([]),
  osFrom: z.enum(["medium", "file"]).default("file"),
  osMedia: text,
  osFile: text,
  osIndex: z.number().int().default(1),
  variables: z
    .array(z.object({ name: text, value: text, hidden: no }))
    .max(1000)
    .default([]),
  prestart: no,
  command: text,
  prestartFiles: z.array(DraftFile).max(1000).default([]),
});
export type CreateDraft = z.infer<typeof CreateDraft>;

export function withoutSecrets(draft: CreateDraft): CreateDraft {
  const variables = draft.variables.map((each) => (each.hidden ? { ...each, value: "" } : each));
  return { ...draft, variables };
}

/** A .wim or .esd, looked into before it is chosen. */
export const ImageFile = z.object({
  path: z.string(),
  sizeBytes: z.number().int(),
  compression: z.enum(["none", "XPRESS", "LZX", "LZMS"]),
  /** The image that a boot manager starts; 0 for none. */
  bootIndex: z.number().int(),
  images: z.array(WimImage),
});
export type ImageFile = z.infer<typeof ImageFile>;

export const FolderShows = z.enum(["images", "certificates", "folders", "all"]);
export type FolderShows = z.infer<typeof FolderShows>;

/** What a folder of the engine's computer has: names and sizes, never contents. */
export const FolderListing = z.object({
  path: z.string(),
  /** Null at the root. */
  parent: z.string().nullable(),
  /** Folders first, each kind by name. Hidden ones are left out. */
  entries: z.array(
    z.object({ name: z.string(), kind: z.enum(["folder", "file"]), sizeBytes: z.number().nullable() }),
  ),
  /** There are more than are listed. */
  cut: z.boolean(),
  /** Folders to begin at. */
  places: z.array(z.string()),
});
export type FolderListing = z.infer<typeof FolderListing>;

const path = z
  .string()
  .max(4096)
  .regex(/^[^\0]*$/, "A path holds no NUL.");

export const draftCommands = {
  /** What the wizard had when it was left; null when it is to begin anew. Null saves nothing. */
  createDraft: { input: z.object({}), output: z.object({ draft: CreateDraft.nullable() }) },
  saveCreateDraft: { input: z.object({ draft: CreateDraft.nullable() }), output: z.object({}) },
  /** A finished medium as the beginning of its next version, and what of it could not be taken along, in words. */
  mediaTemplate: {
    input: z.object({ media: z.string() }),
    output: z.object({ draft: CreateDraft, notes: z.array(z.string()) }),
  },
  describeImage: { input: z.object({ path: path.min(1) }), output: ImageFile },
  /** Empty is where people keep their files. */
  browseFolder: { input: z.object({ path, shows: FolderShows }), output: FolderListing },
};
