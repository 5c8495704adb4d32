import { z } from "zod";

/** How much of the station's disk masters may take: "200 GB", "150 GiB", or a share of the disk, "40 %". */
export const MastersLimit = z.string().regex(/^\s*(\d{1,6}\s*(GB|GiB)|(\d{1,2}|100)\s*%)\s*$/i);

/** In bytes. @param diskBytes of the disk that the masters are on @throws Error when it is no such text */
export function mastersLimitBytes(text: string, diskBytes: number): number {
  const [, number = "", unit = ""] = /^\s*(\d+)\s*(GB|GiB|%)\s*$/i.exec(text) ?? [];
  switch (unit.toLowerCase()) {
    case "gb":
      return Number(number) * 1e9;
    case "gib":
      return Number(number) * 2 ** 30;
    case "%":
      return Math.floor((Number(number) / 100) * diskBytes);
    default:
      throw new Error(`“${text}” is no limit of masters`);
  }
}

/** One master that is kept: a volume as it is written to drives, built once. Sizes in bytes. */
export const KeptMaster = z.object({
  key: z.string(),
  /** The medium it was made from, by its id, and by its name and version where the library has it; null for none. */
  media: z.string().nullable(),
  mediaName: z.string().nullable(),
  label: z.string(),
  fileSystem: z.string(),
  sectorBytes: z.number().int(),
  volumeBytes: z.number(),
  takenBytes: z.number(),
  lastUsedAt: z.string(),
  /** A drive is being staged from it: it is never dropped. */
  held: z.boolean(),
  /** Masters of other sizes lie over it, and go with it. */
  fitted: z.number().int(),
});
export type KeptMaster = z.infer<typeof KeptMaster>;

export const KeptMasters = z.object({
  /** In the order in which they are dropped: the longest unused first, those that are held last. */
  masters: z.array(KeptMaster),
  takenBytes: z.number(),
  limitBytes: z.number(),
  diskBytes: z.number(),
  freeBytes: z.number(),
});
export type KeptMasters = z.infer<typeof KeptMasters>;

export const masterCommands = {
  masters: { input: z.object({}), output: KeptMasters },
  /** Drops these, or all when none are named. Those that are held stay; they are counted. */
  dropMasters: {
    input: z.object({ keys: z.array(z.string().max(64)).max(1000).optional() }),
    output: z.object({ dropped: z.number().int(), freedBytes: z.number(), held: z.number().int() }),
  },
};
