import { createHash } from "node:crypto";
import { access, stat } from "node:fs/promises";
import { StagingFault } from "../../../shared/fault.ts";
import type { VolumeRecipe } from "../staging/masters.ts";
import { runTool } from "../tool.ts";
import type { BootBinary } from "./boot-code.ts";
import { BUILDER_VERSION, buildMaster } from "./master-build.ts";
import { fitMaster } from "./master-fit.ts";
import { checkDiskHolds, checkVolumeHolds, fittedBytes, neededBytes, roomFault } from "./master-room.ts";
import type { MasterStore, StoredMaster } from "./master-store.ts";
import { imageSize, type ImageSize } from "./wim-apply.ts";

/** A build that is running, for the list of tasks. Byte counts are 0 while they cannot be told. */
export interface MasterBuildNews {
  key: string;
  /** "Volume “OSDisk”, 60.0 GB" */
  subject: string;
  /** "Unpacking the image" */
  doing: string;
  doneBytes: number;
  totalBytes: number;
}

export interface WorkshopOptions {
  /** Where masters are kept; made when it is missing. */
  dir: string;
  /** The .wim of a medium; null when the library has it no more. */
  mediaPath: (media: string) => string | null;
  bootRecords: Record<VolumeRecipe["fileSystem"], BootBinary>;
  /** At most four times a second, and whenever it does something else. */
  onBuild?: (news: MasterBuildNews) => void;
  /** Once for each build that `onBuild` told of. `thrown` is null when it became a master. */
  onBuilt?: (key: string, thrown: unknown) => void;
}

/** What is to be made, and how room is made for it. */
export interface MasterOrder {
  key: string;
  recipe: VolumeRecipe;
  tools: string[];
  makeRoom: (neededBytes: number) => Promise<void>;
  signal: AbortSignal;
}

/** Makes masters, one after the other: two at once would each count on the same free space. */
export function masterWorkshop(options: WorkshopOptions, store: MasterStore) {
  let last: Promise<unknown> = Promise.resolve();
  return {
    /** @param base the master to make it from; null to unpack it from its medium */
    make(order: MasterOrder, base: StoredMaster | null): Promise<StoredMaster> {
      const made = last.then(() => makeAndTell(options, store, order, base));
      last = made.catch(() => {});
      return made;
    },
    /** What a recipe's image unpacks to. @throws StagingFault media-missing, and as `wimlib-imagex` fails */
    async imageSize(recipe: VolumeRecipe, signal: AbortSignal): Promise<ImageSize | null> {
      const wimFile = await wimOf(recipe, options.mediaPath);
      return wimFile !== null && recipe.image ? imageSize(wimFile, recipe.image.index, signal) : null;
    },
  };
}

async function makeAndTell(
  options: WorkshopOptions,
  store: MasterStore,
  order: MasterOrder,
  base: StoredMaster | null,
): Promise<StoredMaster> {
  order.signal.throwIfAborted();
  const tell = teller(options, order);
  tell(base ? "Fitting it to the drive" : "Measuring the image", 0, 0);
  try {
    const stored = await (base ? fit(options, store, order, base) : make(options, store, order, tell));
    options.onBuilt?.(order.key, null);
    return stored;
  } catch (thrown) {
    options.onBuilt?.(order.key, thrown);
    throw thrown;
  }
}

async function make(options: WorkshopOptions, store: MasterStore, order: MasterOrder, tell: Tell) {
  const { key, recipe, tools, signal } = order;
  const { dir } = options;
  const wimFile = await wimOf(recipe, options.mediaPath);
  const bootRecord = bootRecordOf(recipe, options.bootRecords[recipe.fileSystem]);
  const image = wimFile && recipe.image ? await imageSize(wimFile, recipe.image.index, signal) : null;
  // The image with the places of the unit's own files is a copy of the medium.
  const copyBytes = wimFile && recipe.unitFiles ? (await stat(wimFile)).size : 0;
  const needed = neededBytes(recipe, image) + copyBytes;
  try {
    if (image) checkVolumeHolds(recipe, image);
    await order.makeRoom(needed);
    await checkDiskHolds(dir, needed);
    const [volumeFile, workDir] = [store.partialPath(key), store.workPath(key)];
    const built = await buildMaster({ recipe, volumeFile, workDir, wimFile, bootRecord, signal, tell });
    return await store.keep({ key, recipe, tools, fit: null, ...built });
  } catch (thrown) {
    // Asked before anything is removed: afterwards the disk is no longer full.
    const fault = await roomFault(thrown, { dir, needed, recipe, image });
    await store.remove(key);
    throw fault;
  }
}

async function fit({ dir }: WorkshopOptions, store: MasterStore, order: MasterOrder, base: StoredMaster) {
  const { key, recipe, tools } = order;
  const needed = fittedBytes(recipe);
  try {
    await order.makeRoom(needed);
    await checkDiskHolds(dir, needed);
    const baseFile = store.imagePath(base.sidecar.key);
    const built = await fitMaster({ recipe, base, baseFile, volumeFile: store.partialPath(key) });
    return await store.keep({ key, recipe, tools, ...built });
  } catch (thrown) {
    const fault = await roomFault(thrown, { dir, needed, recipe, image: null });
    await store.remove(key);
    throw fault;
  }
}

async function wimOf(
  { image, boot }: VolumeRecipe,
  mediaPath: WorkshopOptions["mediaPath"],
): Promise<string | null> {
  const media = image?.media ?? boot?.media;
  if (media === undefined) return null;
  const file = mediaPath(media);
  const there = file !== null && (await access(file).then(yes, no));
  if (!there) throw new StagingFault("media-missing", `The medium ${media} is no longer in the library.`);
  return file;
}

const yes = () => true;
const no = () => false;

function bootRecordOf(recipe: VolumeRecipe, ours: BootBinary): Uint8Array | null {
  if (recipe.bootRecord === null) return null;
  if (recipe.bootRecord === ours.sha256) return ours.bytes;
  throw new StagingFault(
    "master-failed",
    `This station has no boot record ${recipe.bootRecord.slice(0, 12)}….`,
  );
}

type Tell = (doing: string, doneBytes: number, totalBytes: number) => void;
const TELL_EVERY_MS = 250;

function teller({ onBuild }: WorkshopOptions, { key, recipe }: MasterOrder): Tell {
  const subject = `Volume “${recipe.label}”, ${(recipe.sizeBytes / 1e9).toFixed(1)} GB`;
  let told = { doing: "", atMs: 0 };
  return (doing, doneBytes, totalBytes) => {
    const nowMs = performance.now();
    if (doing === told.doing && nowMs - told.atMs < TELL_EVERY_MS) return;
    told = { doing, atMs: nowMs };
    onBuild?.({ key, subject, doing, doneBytes, totalBytes });
  };
}

const TOOLS: Record<VolumeRecipe["fileSystem"], [name: string, argument: string][]> = {
  NTFS: [
    ["wimlib-imagex", "--version"],
    ["mkfs.ntfs", "-V"], // says it on the error stream
  ],
  FAT32: [
    ["wimlib-imagex", "--version"],
    ["fatlabel", "--version"], // of the same package as mkfs.fat, which does not say
    ["mtools", "--version"],
  ],
};

/** The programs that make a master, as they name themselves: another version may make another volume. */
export async function toolVersions(fileSystem: VolumeRecipe["fileSystem"]): Promise<string[]> {
  const answers = await Promise.all(TOOLS[fileSystem].map(([name, argument]) => runTool(name, [argument])));
  return answers.map(({ stdout, stderr }) => `${stdout}\n${stderr}`.trim().split("\n")[0] ?? "");
}

/** The name of a master: a hash over everything that decides what is in it. */
export function masterKey(recipe: VolumeRecipe, tools: readonly string[]): string {
  const json = canonicalJson({ recipe, tools, builder: BUILDER_VERSION });
  return createHash("sha256").update(json).digest("hex");
}

/** JSON whose objects' members are in the order of their names. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
