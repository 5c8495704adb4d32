import { constants, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BootDriver, BootDrivers, FoundDrivers } from "../../../../shared/boot-drivers.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { Architecture } from "../../../../shared/media.ts";
import { kindProblem } from "../../../../shared/media-create.ts";
import { parsePe } from "../boot-checks/pe-file.ts";
import { describeImage } from "../create/describe-image.ts";
import { extractListed, extractPaths, findPaths } from "../create/wim-tools.ts";
import type { MediaWork } from "../progress.ts";
import { InfError, MOST_INF_BYTES } from "./inf-text.ts";
import type { InfWindows } from "./inf-target.ts";
import { inOrder, keepDevices, mattersToBoot } from "./keep-devices.ts";
import { listFiles, MOST_LISTED, type ListedFile } from "./list-files.ts";
import { readInf } from "./read-inf.ts";

const BOOT_WIM = "/sources/boot.wim";
const INF =
  /^\/windows\/inf\/[^/]+\.inf$|^\/windows\/system32\/driverstore\/filerepository\/[^/]+\/[^/]+\.inf$/i;
const SYS = /^\/windows\/system32\/(drivers|driverstore\/filerepository\/[^/]+(\/[^/]+)*)\/[^/]+\.sys$/i;
const LOADER = /^\/windows\/system32\/(boot\/winload\.(efi|exe)|ntoskrnl\.exe)$/i;
/** What a list of paths can hold; Windows allows no others in names. */
const PLAIN = /^[^\p{Cc}"*?<>|\\]*[^\p{Cc}"*?<>|\\ ]$/u;
/** Windows PE has some 500 INFs with 15 MB, a whole Windows some 1500 with 60 MB. */
const MOST_INFS = 5000;
const MOST_INFS_BYTES = 96 << 20;
const MOST_DEVICES = 100_000;
const MOST_PROBLEMS = 100;
const MOST_PROGRAM_BYTES = 64 << 20;
/** Windows' own drivers for classes of devices. */
export const CLASS_DRIVERS = ["storahci.sys", "stornvme.sys", "usbxhci.sys", "sdbus.sys"];

/**
 * The drivers in the boot image of a medium, or in a boot image itself.
 * @param what the file is: a medium, or either of them, with the boot image's index (null: the one marked bootable)
 * @param folder an empty one of our own, on a disk with room for the boot image
 * @throws StagingFault media-missing, media-corrupt (of the medium itself), media-wrong-index, tool-missing, disk-full,
 * home-not-writable; `signal.reason`
 */
export async function gatherDrivers(
  wim: string,
  what: "medium" | { index: number | null },
  folder: string,
  work: MediaWork,
): Promise<BootDrivers> {
  work.progress?.("Looking for the boot image", 0, 0);
  const image = join(folder, "image");
  const within = (await findPaths(wim, 1, [BOOT_WIM], work)).get(BOOT_WIM);
  if (within !== undefined) {
    const into = join(folder, "medium");
    await extractPaths(wim, 1, [within], into, work);
    return readImage(join(into, within), null, image, work);
  }
  if (what === "medium") return { found: false, message: "The medium holds no \\sources\\boot.wim." };
  return readImage(wim, what.index, image, work);
}

async function readImage(
  wim: string,
  wanted: number | null,
  into: string,
  work: MediaWork,
): Promise<BootDrivers> {
  const image = await describe(wim, wanted);
  if ("message" in image) return { found: false, ...image };
  const wants = (path: string) => INF.test(path) || SYS.test(path) || LOADER.test(path);
  try {
    const files = await listFiles(wim, image.index, wants, work.signal);
    return await readListed({ wim, into, files, ...image }, work);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault && thrown.code === "media-corrupt")) throw thrown;
    return { found: false, message: `The boot image is damaged: ${thrown.message}` };
  }
}

type Image = FoundDrivers["image"] & { index: number };

async function describe(wim: string, wanted: number | null): Promise<Image | { message: string }> {
  const said = await describeImage(wim).catch((thrown: unknown) => {
    if (thrown instanceof StagingFault)
      return { message: `The boot image cannot be read: ${thrown.message}` };
    throw thrown;
  });
  if ("message" in said) return said;
  const index = wanted ?? (said.bootIndex || 1);
  const image = said.images.find((one) => one.index === index);
  if (!image)
    throw new StagingFault(
      "media-wrong-index",
      `${wim} has ${said.images.length} image(s), and no image ${index}.`,
    );
  const problem = kindProblem(image, "boot");
  if (problem !== null) return { message: problem };
  const { name, architecture, version } = image;
  return { index, name, architecture, version };
}

interface Listed extends Image {
  wim: string;
  into: string;
  files: ListedFile[];
}

async function readListed(listed: Listed, work: MediaWork): Promise<FoundDrivers> {
  const { wim, into, files, index, name, version } = listed;
  const problems: FoundDrivers["problems"] = [];
  if (files.length >= MOST_LISTED)
    problems.push({
      inf: "…",
      message: "The image has more drivers than any Windows: not all were looked at.",
    });
  const infs = chooseInfs(files, problems);
  const loader = listed.architecture === "none" ? files.find(({ path }) => LOADER.test(path)) : undefined;
  const paths = [...infs, ...(loader && loader.sizeBytes <= MOST_PROGRAM_BYTES ? [loader] : [])];
  if (paths.length > 0)
    await extractListed(
      wim,
      index,
      paths.map(({ path }) => path),
      into,
      work,
    );
  const architecture = loader ? await machineOf(join(into, loader.path)) : listed.architecture;
  const programs = new Set(files.filter(({ path }) => SYS.test(path)).map(({ path }) => nameOf(path)));
  const drivers = await readInfs(
    infs,
    { into, windows: { architecture, version }, programs, problems },
    work,
  );
  return {
    found: true,
    image: { name, architecture, version },
    drivers: inOrder(drivers),
    infs: infs.length,
    systemFiles: CLASS_DRIVERS.filter((file) => programs.has(file)),
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

/** Each content once: Windows keeps an INF in its store and beside the others. What is far too large is told. */
function chooseInfs(files: readonly ListedFile[], problems: FoundDrivers["problems"]): ListedFile[] {
  const chosen = new Map<string, ListedFile>();
  let left = MOST_INFS_BYTES;
  const inStoreFirst = files
    .filter(({ path }) => INF.test(path))
    .toSorted((a, b) => Number(/\/inf\//i.test(a.path)) - Number(/\/inf\//i.test(b.path)));
  for (const file of inStoreFirst) {
    const refuse = (message: string) => void problems.push({ inf: nameOf(file.path), message });
    if (chosen.has(file.hash)) continue;
    if (!PLAIN.test(file.path)) refuse("Its name is none that Windows allows.");
    else if (file.sizeBytes > MOST_INF_BYTES) refuse(`It has ${file.sizeBytes} bytes; no INF is so large.`);
    else if (chosen.size >= MOST_INFS || file.sizeBytes > left)
      refuse("The image has more INFs than any Windows. It was not read.");
    else {
      chosen.set(file.hash, file);
      left -= file.sizeBytes;
    }
  }
  return [...chosen.values()];
}

interface Reading {
  into: string;
  windows: InfWindows;
  /** Names of all driver programs in the image. */
  programs: ReadonlySet<string>;
  problems: FoundDrivers["problems"];
}

async function readInfs(
  infs: readonly ListedFile[],
  reading: Reading,
  work: MediaWork,
): Promise<BootDriver[]> {
  const totalBytes = infs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const drivers: BootDriver[] = [];
  let [doneBytes, devices] = [0, 0];
  for (const file of infs) {
    work.signal?.throwIfAborted();
    work.progress?.("Reading the drivers of the boot image", doneBytes, totalBytes);
    doneBytes += file.sizeBytes;
    try {
      const driver = await readDriver(file, reading);
      devices += driver?.devices.length ?? 0;
      if (devices > MOST_DEVICES)
        throw new InfError("The image has drivers for more devices than any Windows.");
      if (driver) drivers.push(driver);
    } catch (thrown) {
      if (!(thrown instanceof InfError)) throw thrown;
      reading.problems.push({ inf: nameOf(file.path), message: thrown.message });
    }
  }
  return drivers;
}

/** @returns null when it is none that matters to a boot image @throws InfError */
async function readDriver(
  { path }: ListedFile,
  { into, windows, programs }: Reading,
): Promise<BootDriver | null> {
  const inf = readInf(await readUnpacked(join(into, path)));
  if (!mattersToBoot(inf.deviceClass)) return null;
  const devices = keepDevices(inf, windows);
  if (devices.length === 0) return null;
  const { deviceClass, provider, date, version, catalog, serviceFiles } = inf;
  const missing = serviceFiles.filter((file) => !programs.has(file));
  return {
    inf: nameOf(path),
    path: path.replaceAll("/", "\\"),
    deviceClass,
    provider,
    date,
    version,
    catalog,
    missingFiles: missing.length === serviceFiles.length ? missing : [],
    devices,
  };
}

/** Whatever the .wim said that it is: no link is followed. @throws InfError */
async function readUnpacked(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile() || found.size > MOST_INF_BYTES) throw new InfError("It is no file of an INF's size.");
    return await file.readFile();
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown)
      throw new InfError("It cannot be unpacked.", { cause: thrown });
    throw thrown;
  }
}

async function machineOf(path: string): Promise<Architecture> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size > MOST_PROGRAM_BYTES) return "none";
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  return parsePe(await file.readFile())?.machine ?? "none";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}
