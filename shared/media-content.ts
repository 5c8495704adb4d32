import { z } from "zod";

/** What a file or folder is marked with, in Windows' words. */
export const FileMark = z.enum([
  "read-only",
  "hidden",
  "system",
  "archive",
  "compressed",
  "encrypted",
  "sparse",
  "link",
]);
export type FileMark = z.infer<typeof FileMark>;

/** One file or folder in an image. */
export const ContentEntry = z.object({
  name: z.string(),
  folder: z.boolean(),
  /** What its unnamed content unpacks to; null for a folder. */
  sizeBytes: z.number().nullable(),
  /** ISO 8601; null for a time that no calendar has. */
  writtenAt: z.string().nullable(),
  marks: z.array(FileMark),
  /** Of its unnamed content; null for an empty file, and for a folder. */
  sha1: z.string().nullable(),
  /** Names of its further streams. */
  streams: z.array(z.string()),
});
export type ContentEntry = z.infer<typeof ContentEntry>;

/** Many media have folders of 20,000 files: so many entries come at a time. */
export const CONTENT_PAGE = 500;

const image = z.object({ media: z.string(), image: z.number().int().positive().default(1) });

export const mediaContentCommands = {
  /** What lies in one folder of an image: folders first, then by name. `path` as in "\\Windows\\System32"; "\\" is the root. */
  listMediaContent: {
    input: image.extend({
      path: z.string().max(40_000),
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().positive().max(2_000).default(CONTENT_PAGE),
    }),
    output: z.object({ total: z.number().int(), entries: z.array(ContentEntry) }),
  },
  /** Files and folders whose name holds this text, whatever its case. `more`: there are others. */
  searchMediaContent: {
    input: image.extend({
      text: z.string().trim().min(1).max(255),
      limit: z.number().int().positive().max(1_000).default(200),
    }),
    output: z.object({
      found: z.array(z.object({ path: z.string(), entry: ContentEntry })),
      more: z.boolean(),
    }),
  },
};
