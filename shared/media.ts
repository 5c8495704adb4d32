import { z } from "zod";
import { BootFinding } from "./boot-finding.ts";
import { MediaStanding } from "./media-versions.ts";
import { ContentCheck } from "./content-check.ts";
import { MediaSignature } from "./signing.ts";

/** Processor architecture of an image, in Windows' words. */
export const Architecture = z.enum(["x86", "x64", "arm", "arm64", "ia64", "none"]);
export type Architecture = z.infer<typeof Architecture>;

/** One image inside a .wim. `bytes` is what it unpacks to. */
export const WimImage = z.object({
  index: z.number().int().positive(),
  name: z.string(),
  description: z.string(),
  edition: z.string().nullable(),
  version: z.string().nullable(),
  languages: z.array(z.string()),
  architecture: Architecture,
  bytes: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  directories: z.number().int().nonnegative(),
  createdAt: z.string().nullable(),
});
export type WimImage = z.infer<typeof WimImage>;

/** Which of the files a target boots from lie in image 1. Paths as in the medium. */
export const BootFiles = z.object({
  bootmgr: z.boolean(), // \bootmgr
  biosBcd: z.boolean(), // \Boot\BCD
  bootSdi: z.boolean(), // \Boot\boot.sdi
  bootWim: z.boolean(), // \sources\boot.wim
  efiLoader: z.boolean(), // \EFI\Boot\bootx64.efi or bootaa64.efi
  efiBcd: z.boolean(), // \EFI\Microsoft\Boot\BCD
});
export type BootFiles = z.infer<typeof BootFiles>;

/**
 * `unchecked` until every blob's hash has been verified; `checked` after; `bad` when one did not match: it cannot
 * be staged any more.
 */
export const MediaState = z.enum(["unchecked", "checked", "bad"]);
export type MediaState = z.infer<typeof MediaState>;

/** What a medium made by Prestage says of itself in its manifest, for people. */
export const ManifestSummary = z.object({
  createdAt: z.string(),
  software: z.string(),
  architecture: Architecture,
  unattended: z.boolean(),
  unknownComputers: z.boolean(),
  prestart: z.boolean(),
  bootImage: z.string(),
  osImage: z.string(),
  parts: z.number().int(),
});
export type ManifestSummary = z.infer<typeof ManifestSummary>;

/** A medium in the library. The id is ours (UUID); the sha256 is of the whole .wim. */
export const Media = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  createdBy: z.string(),
  comment: z.string(),
  sha256: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  compression: z.enum(["none", "XPRESS", "LZX", "LZMS"]),
  hasIntegrityTable: z.boolean(),
  images: z.array(WimImage),
  bootFiles: BootFiles,
  state: MediaState,
  /** Why it is `bad`, in words. */
  problem: z.string().nullable(),
  /** When its contents were last hashed, whatever came of it. Left out: not since this was kept. */
  checkedAt: z.string().optional(),
  importedAt: z.string(),
  /** Where the file came from, for people. */
  source: z.string(),
  /** True for the sample that the training bench makes on its first start. */
  sample: z.boolean(),
  /** What a look at its boot files found. Left out until it was looked at, which goes on behind an import. */
  bootFindings: z.array(BootFinding).optional(),
  /** What a look at every name in it found. Left out until it was looked at, behind an import. */
  contents: ContentCheck.optional(),
  /** Who signed it and what this station makes of that, now. Left out until it was looked at. */
  signature: MediaSignature.optional(),
  /** How it stands to others of its name. Of media in a library. */
  standing: MediaStanding.optional(),
  /** Only of media that Prestage made. */
  mediaGuid: z.string().optional(),
  passwordProtected: z.boolean().optional(),
  manifest: ManifestSummary.optional(),
});
export type Media = z.infer<typeof Media>;
