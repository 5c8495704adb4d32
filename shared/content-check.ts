import { z } from "zod";
import { MediaLayout } from "./media-layout.ts";

/** What a look at all names and contents of a medium can find. A closed list with words in content-check-words.ts. */
export const ContentCheckCode = z.enum([
  // what would be lost or could not be written
  "content-absent",
  "name-too-long",
  "name-duplicate",
  "encrypted-file",
  "configmgr-standalone",
  "configmgr-capture",
  // what a volume takes, and Windows or a program may stumble over
  "name-case-collision",
  "name-reserved",
  "name-ends-badly",
  "name-forbidden-character",
  "name-broken-character",
  "path-too-long",
  "extended-attributes",
  "security-descriptor-missing",
  "reparse-elsewhere",
  "configmgr-bootable",
  "configmgr-other",
  "configmgr-variables-missing",
  // what is used of NTFS, and what staging does with it
  "encrypted-folder",
  "path-over-260",
  "hard-links",
  "named-streams",
  "reparse-links",
  "reparse-compressed",
  "reparse-other",
  "sparse-files",
  "object-ids",
]);
export type ContentCheckCode = z.infer<typeof ContentCheckCode>;

/** `stops`: it is not staged. `warns`: Windows or a program may stumble. `says`: good to know. */
export type ContentSeverity = "stops" | "warns" | "says";

/** How often something was found in one image, and one place where it was. */
export const ContentFinding = z.object({
  code: ContentCheckCode,
  image: z.number().int().positive(),
  count: z.number().int().positive(),
  /** "\\Windows\\System32\\con"; control characters as \u0001. */
  example: z.string(),
});
export type ContentFinding = z.infer<typeof ContentFinding>;

/** What one image holds. `bytes` is what its files take, each file once however many names it has. */
export const ImageContents = z.object({
  index: z.number().int().positive(),
  files: z.number().int().nonnegative(),
  folders: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  largest: z.object({ path: z.string(), bytes: z.number().int() }).nullable(),
  securityDescriptors: z.number().int().nonnegative(),
});
export type ImageContents = z.infer<typeof ImageContents>;

/** Raise it when a look would find something else than before. */
export const CONTENT_CHECK_VERSION = 2;

/** What was found at a look at all names and contents; kept with the medium. */
export const ContentCheck = z.object({
  version: z.number().int(),
  at: z.string(),
  images: z.array(ImageContents),
  findings: z.array(ContentFinding),
  /** What Configuration Manager's files in image 1 say; null where there are none, left out by an older look. */
  layout: MediaLayout.nullable().optional(),
});
export type ContentCheck = z.infer<typeof ContentCheck>;
