import { constants } from "node:fs";
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { BootContent, VolumeRecipe } from "../staging/masters.ts";

const bytes = z.number().int().nonnegative();
const Boot = z.object({
  media: z.string(),
  mediaSha256: z.string(),
  index: z.number().int(),
  firmware: z.enum(["bios", "uefi"]),
  files: z.array(z.enum(["loader", "sdi", "image"])),
  imagePath: z.string(),
  store: z.object({ path: z.string(), lengthBytes: bytes, keepOwn: z.boolean() }).nullable(),
}) satisfies z.ZodType<BootContent>;
const Recipe = z.object({
  fileSystem: z.enum(["NTFS", "FAT32"]),
  sizeBytes: bytes,
  sectorBytes: z.union([z.literal(512), z.literal(4096)]),
  clusterBytes: bytes,
  label: z.string(),
  hiddenSectors: bytes,
  bootRecord: z.string().nullable(),
  image: z.object({ media: z.string(), mediaSha256: z.string(), index: z.number().int() }).nullable(),
  boot: Boot.optional(),
  unitFiles: z.array(z.object({ path: z.string(), lengthBytes: bytes })).optional(),
}) satisfies z.ZodType<VolumeRecipe>;

/** What is kept beside a master's image. The image is believed only while its size and time are these. */
const Sidecar = z.object({
  version: z.literal(1),
  key: z.string(),
  recipe: Recipe,
  tools: z.array(z.string()),
  extents: z.array(z.object({ offset: bytes, length: bytes })),
  serialOffsets: z.array(bytes),
  storeRanges: z
    .array(z.object({ offset: bytes, length: bytes }))
    .nullable()
    .default(null),
  unitFileRanges: z.array(z.array(z.object({ offset: bytes, length: bytes }))).default([]),
  fromBootImage: z.array(z.string()).default([]),
  /** Null for a master that lies in its own file alone. */
  fit: z
    .object({ base: z.string(), ownRanges: z.array(z.object({ offset: bytes, length: bytes })) })
    .nullable()
    .default(null),
  imageBytes: bytes,
  imageMtimeNs: z.string(),
  builtAt: z.string(),
});
export type Sidecar = z.infer<typeof Sidecar>;

/** A master on this station's disk. */
export interface StoredMaster {
  sidecar: Sidecar;
  /** What it really takes of the disk. */
  allocatedBytes: number;
  lastUsedMs: number;
}

/**
 * The folder of master volumes: `<key>.img` with `<key>.json` beside it. An image gets its last name after it was
 * written out, and its sidecar after that; anything without both is what an ended engine left behind.
 */
export interface MasterStore {
  imagePath(key: string): string;
  /** Where a master is built; gone after the next `openMasterStore`. */
  partialPath(key: string): string;
  /** A folder to work in while it is built; gone as well. Not made. */
  workPath(key: string): string;
  /** Makes a finished partial image a master. */
  keep(sidecar: Omit<Sidecar, "imageBytes" | "imageMtimeNs" | "builtAt" | "version">): Promise<StoredMaster>;
  /** Null when there is none, or when it is not what was kept. */
  find(key: string): Promise<StoredMaster | null>;
  touch(key: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Opens the folder, makes it when it is missing, and removes everything that is no whole master. */
export async function openMasterStore(dir: string): Promise<{ store: MasterStore; found: StoredMaster[] }> {
  await mkdir(dir, { recursive: true });
  const store = masterStore(dir);
  const found: StoredMaster[] = [];
  for (const name of await readdir(dir)) {
    const key = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
    const master = key === undefined ? null : await store.find(key);
    if (master) found.push(master);
  }
  const keys = new Set(found.map(({ sidecar: { key } }) => key));
  const complete = found.filter(({ sidecar: { fit } }) => fit === null || keys.has(fit.base));
  const whole = new Set(complete.flatMap(({ sidecar: { key } }) => [`${key}.img`, `${key}.json`]));
  for (const name of await readdir(dir))
    if (!whole.has(name) && isOurs(name)) await rm(path.join(dir, name), { force: true, recursive: true });
  return { store, found: complete };
}

function isOurs(name: string): boolean {
  return /^[0-9a-f]{64}\.(img|json|partial|json\.partial|work)$/.test(name);
}

function masterStore(dir: string): MasterStore {
  const file = (key: string, ending: string) => path.join(dir, `${key}.${ending}`);
  const imagePath = (key: string) => file(key, "img");
  const partialPath = (key: string) => file(key, "partial");

  async function keep(built: Parameters<MasterStore["keep"]>[0]): Promise<StoredMaster> {
    const { key } = built;
    await chmod(partialPath(key), 0o444);
    await sync(partialPath(key));
    const image = await stat(partialPath(key), { bigint: true });
    const sidecar: Sidecar = {
      version: 1,
      ...built,
      imageBytes: Number(image.size),
      imageMtimeNs: String(image.mtimeNs),
      builtAt: new Date().toISOString(),
    };
    await rename(partialPath(key), imagePath(key));
    await writeFile(file(key, "json.partial"), JSON.stringify(sidecar), { flush: true });
    await rename(file(key, "json.partial"), file(key, "json"));
    await sync(dir);
    return { sidecar, allocatedBytes: Number(image.blocks) * 512, lastUsedMs: Date.now() };
  }

  async function find(key: string): Promise<StoredMaster | null> {
    const [image, beside] = await Promise.all([
      stat(imagePath(key), { bigint: true }).catch(() => null),
      stat(file(key, "json")).catch(() => null),
    ]);
    if (!image || !beside) return null;
    const sidecar = Sidecar.safeParse(
      parseJson(await readFile(file(key, "json"), "utf8").catch(() => "")),
    ).data;
    if (!sidecar || sidecar.key !== key) return null;
    if (sidecar.imageBytes !== Number(image.size) || sidecar.imageMtimeNs !== String(image.mtimeNs))
      return null;
    return { sidecar, allocatedBytes: Number(image.blocks) * 512, lastUsedMs: beside.mtimeMs };
  }

  return {
    imagePath,
    partialPath,
    workPath: (key) => file(key, "work"),
    keep,
    find,
    // The sidecar's time is when the master was last used: it survives the engine without being written anew.
    touch: (key) => utimes(file(key, "json"), new Date(), new Date()),
    async remove(key) {
      // The sidecar first: an image alone is never believed.
      for (const ending of ["json", "img", "partial", "json.partial", "work"])
        await rm(file(key, ending), { force: true, recursive: true });
    },
  };
}

/** Waits until a file or folder is really on the disk. */
async function sync(target: string): Promise<void> {
  const handle = await open(target, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
