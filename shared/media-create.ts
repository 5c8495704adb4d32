import { z } from "zod";
import type { Architecture, Media, WimImage } from "./media.ts";
import { CertificateChoice } from "./signing.ts";

/** What the wizard and `prestage media create` both ask for. One schema; the engine parses it again. */

/** The lengths of Configuration Manager's own wizard; a name is ours to limit, as in the library. */
export const createLimits = {
  nameChars: 100,
  createdByChars: 50,
  versionChars: 32,
  commentChars: 127,
  variableNameChars: 256,
  variableValueChars: 4000,
  variables: 1000,
  passwordChars: 256,
  prestartChars: 2000,
  /** What FAT32 cannot hold any more is 4096. */
  leastPartMegabytes: 16,
  mostPartMegabytes: 1_000_000,
} as const;

const oneLine = (mostChars: number) =>
  z
    .string()
    .trim()
    .max(mostChars)
    .regex(/^\P{Cc}*$/u, "Write it in one line, without control characters.");
const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\0]*$/, "A path holds no NUL.");
const imageIndex = z.number().int().min(1).max(500);
const secret = z.string().min(1).max(createLimits.passwordChars);

/** A path inside the medium: "/tools/net/setup.cmd". Nothing that leads out of it, nothing Windows refuses. */
export const PathInMedium = z
  .string()
  .max(240)
  .regex(
    /^(\/[^/\\:*?"<>|\p{Cc}]*[^/\\:*?"<>|\p{Cc} .])+$/u,
    "Write it as /folder/name, as Windows allows names.",
  );

/** One variable that the task sequence finds. Names that begin with `_` are read-only and cannot be set by people. */
export const MediaVariable = z.object({
  name: z
    .string()
    .max(createLimits.variableNameChars)
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "A name begins with a letter; letters, digits, _ and - follow."),
  value: z.string().max(createLimits.variableValueChars),
  hidden: z.boolean().default(false),
});
export type MediaVariable = z.infer<typeof MediaVariable>;

export const BootImageChoice = z.discriminatedUnion("from", [
  /** The boot image and the boot files of a medium in the library. */
  z.object({ from: z.literal("medium"), media: z.string().min(1) }),
  z.object({ from: z.literal("file"), path, index: imageIndex.nullable().default(null) }),
]);
export type BootImageChoice = z.infer<typeof BootImageChoice>;

/** An image of a file, or of a medium in the library. */
export const OsImageChoice = z.union([
  z.object({ from: z.literal("medium"), media: z.string().min(1), index: imageIndex.default(1) }),
  z.object({ from: z.literal("file").default("file"), path, index: imageIndex.default(1) }),
]);
export type OsImageChoice = z.infer<typeof OsImageChoice>;

export const Destination = z.discriminatedUnion("to", [
  /** `keepCurrent`: the version of its name that is current now stays so. */
  z.object({ to: z.literal("library"), keepCurrent: z.boolean().optional() }),
  z.object({
    to: z.literal("file"),
    path: path.regex(/\.wim$/i, "The media file's name ends in .wim."),
    /** Also cut into parts of at most so many MiB: name.swm, name2.swm, … instead of the .wim. */
    partMegabytes: z
      .number()
      .int()
      .min(createLimits.leastPartMegabytes)
      .max(createLimits.mostPartMegabytes)
      .nullable()
      .default(null),
  }),
]);
export type Destination = z.infer<typeof Destination>;

const FileInto = z.object({ source: path, path: PathInMedium });

const fields = z.object({
  type: z.literal("prestaged").default("prestaged"),
  unattended: z.boolean().default(false),
  name: oneLine(createLimits.nameChars).min(1),
  createdBy: oneLine(createLimits.createdByChars).default(""),
  version: oneLine(createLimits.versionChars).default(""),
  comment: oneLine(createLimits.commentChars).default(""),
  destination: Destination,
  /** Where to work; null for the folder of temporary files. */
  stagingFolder: path.nullable().default(null),
  password: secret.nullable().default(null),
  certificate: CertificateChoice,
  unknownComputers: z.boolean().default(false),
  bootImage: BootImageChoice,
  osImage: OsImageChoice,
  /** Which certificate authority of Microsoft's signed the UEFI loader that is taken out of the boot image. */
  loaderSignedBy: z.enum(["2011", "2023"]).default("2011"),
  /** Win over what would be taken out of the boot image. */
  bootFiles: z.array(FileInto).max(64).default([]),
  variables: z.array(MediaVariable).max(createLimits.variables).default([]),
  prestart: z
    .object({
      command: oneLine(createLimits.prestartChars).min(1),
      files: z.array(FileInto).max(1000).default([]),
    })
    .nullable()
    .default(null),
});

export const CreateRequest = fields.superRefine((request, context) => {
  const issue = (message: string, ...where: (string | number)[]) =>
    context.addIssue({ code: "custom", message, path: where });
  const seen = new Set<string>();
  for (const [n, { name, hidden }] of request.variables.entries()) {
    if (seen.has(name.toLowerCase())) issue(`The variable ${name} is there twice.`, "variables", n, "name");
    seen.add(name.toLowerCase());
    if (hidden && request.password === null)
      issue("A hidden value needs a media password: nothing else would hide it.", "variables", n, "hidden");
  }
});
export type CreateRequest = z.infer<typeof CreateRequest>;
export type CreateRequestInput = z.input<typeof CreateRequest>;

const WINDOWS_PE = /^WindowsPE$/i;

/** Why an image cannot be what it was chosen for; null when it can. WinPE says what it is in its edition. */
export function kindProblem({ index, edition }: WimImage, wanted: "boot" | "os"): string | null {
  if (edition === null) return null; // taken as what it was chosen for
  const isBoot = WINDOWS_PE.test(edition);
  if (wanted === "boot" && !isBoot) return `Image ${index} is no boot image: its edition is ${edition}.`;
  if (wanted === "os" && isBoot) return `Image ${index} is a boot image (WinPE), no operating system.`;
  return null;
}

/** A medium of the library gives a boot image when one lies in it, and when it is one itself. */
export function givesBootImage({ bootFiles, images }: Pick<Media, "bootFiles" | "images">): boolean {
  return bootFiles.bootWim || images.some(({ edition }) => edition !== null && WINDOWS_PE.test(edition));
}

/** What comes of a boot image and an OS image made for other machines; null when they fit. */
export function architectureProblem(
  boot: Architecture,
  os: Architecture,
): { stops: boolean; message: string } | null {
  if (boot === os || boot === "none" || os === "none") return null;
  if (boot === "x86" && os === "x64")
    return {
      stops: false,
      message: "The boot image is 32-bit: PCs that start by 64-bit UEFI cannot use it.",
    };
  return { stops: true, message: `The boot image is for ${boot}, the OS image for ${os}.` };
}

/** What a creation made, asked for by its task. */
export const CreatedMedia = z.object({
  /** The medium in the library; null when it went to a file. */
  media: z.string().nullable(),
  /** The files that were made; none when it went into the library. */
  files: z.array(z.string()),
  mediaGuid: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  /** What was decided on the way, for people. */
  notes: z.array(z.string()),
  /** What was done, in order; ISO 8601. */
  log: z.array(z.object({ at: z.string(), text: z.string() })),
});
export type CreatedMedia = z.infer<typeof CreatedMedia>;

export const createCommands = {
  createMedia: { input: z.object({ request: CreateRequest }), output: z.object({ task: z.string() }) },
  /** Null while it is not made, and for one that failed or was long ago. */
  createdMedia: { input: z.object({ task: z.string() }), output: CreatedMedia.nullable() },
};
