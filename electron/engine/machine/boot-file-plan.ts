import type { BootContent } from "../staging/masters.ts";

/** A file of an image, as the image spells it, and where it goes on the volume. */
export interface FileMove {
  from: string; // "/Windows/Boot/PCAT/bootmgr"
  to: string; // "bootmgr"
}

/** Which boot files come from where. */
export interface BootFileNeeds {
  fromMedium: FileMove[];
  /** The boot image's path in the medium; null when it has none. */
  bootImage: string | null;
  /** Picks from the boot image's paths what the medium lacks; null when it lacks nothing. */
  lacking: ((paths: readonly string[]) => { files: FileMove[]; missing: string | null }) | null;
  /** What the drive cannot start without and the medium lacks, in words; null when it has it. */
  required: string | null;
}

/** Boot managers keep logs beside their stores; they are another computer's. */
const STORE = /^\/(?:efi\/microsoft\/boot|boot)\/bcd(?:\.log\d*)?$/i;
const EFI_LOADER = /^\/efi\/boot\/boot(?:x64|aa64|ia32|arm)\.efi$/i;
const EFI_MANAGER = /^\/efi\/microsoft\/boot\/bootmgfw\.efi$/i;

/**
 * Decides by names alone, whatever their case.
 * @param applied the medium's image is on the volume already, so only what it lacks is wanted
 */
export function bootFilePlan(
  content: BootContent,
  mediumPaths: readonly string[],
  applied: boolean,
): BootFileNeeds {
  const { files, firmware } = content;
  const has = (path: RegExp) => mediumPaths.find((each) => path.test(each)) ?? null;
  const imagePath = content.imagePath.replaceAll("\\", "/").toLowerCase();
  const bootImage = mediumPaths.find((each) => each.toLowerCase() === imagePath) ?? null;
  const sdi = has(/^\/boot\/boot\.sdi$/i);
  const loader = firmware === "bios" ? has(/^\/bootmgr$/i) : has(EFI_LOADER);
  const fromMedium = applied ? [] : ofMedium(content, mediumPaths, { bootImage, sdi });
  const wanted: ((paths: readonly string[]) => Picked)[] = [];
  if (files.includes("loader") && !loader) {
    const manager = firmware === "uefi" ? has(EFI_MANAGER) : null;
    if (manager) fromMedium.push({ from: manager, to: LOADER_PLACE });
    else wanted.push(firmware === "bios" ? biosLoader : uefiLoader);
  }
  if (files.includes("sdi") && !sdi) wanted.push(bootSdi);
  return {
    fromMedium,
    bootImage,
    lacking: wanted.length === 0 ? null : (paths) => pick(wanted, paths),
    required: loader ? null : firmware === "bios" ? "\\bootmgr" : "UEFI loader in \\EFI\\Boot",
  };
}

/** Where the loader goes whose processor is not known yet. */
export const LOADER_PLACE = "EFI/Boot/boot-loader.efi";

function ofMedium(
  { files, firmware }: BootContent,
  paths: readonly string[],
  { bootImage, sdi }: { bootImage: string | null; sdi: string | null },
): FileMove[] {
  const tree = firmware === "bios" ? /^\/(?:bootmgr|bootnxt|boot\/.+)$/i : /^\/efi\/.+$/i;
  const folders = new Set(paths.map((each) => each.slice(0, each.lastIndexOf("/"))));
  const leaves = paths.filter((each) => tree.test(each) && !STORE.test(each) && !folders.has(each));
  const moves = files.includes("loader") ? leaves.map((from) => ({ from, to: placeOf(from) })) : [];
  const add = (from: string | null) => {
    if (from && !moves.some((each) => each.from === from)) moves.push({ from, to: placeOf(from) });
  };
  if (files.includes("sdi")) add(sdi);
  if (files.includes("image")) add(bootImage);
  return moves;
}

/** The first folders are spelt as everyone spells them, so that files of two images meet in one folder. */
function placeOf(path: string): string {
  return path
    .slice(1)
    .replace(/^efi\/microsoft\/boot\//i, "EFI/Microsoft/Boot/")
    .replace(/^efi\/boot\//i, "EFI/Boot/")
    .replace(/^efi\//i, "EFI/")
    .replace(/^boot\//i, "Boot/");
}

interface Picked {
  files: FileMove[];
  missing: string | null;
}

function pick(wanted: ((paths: readonly string[]) => Picked)[], paths: readonly string[]): Picked {
  const all = wanted.map((of) => of(paths));
  return {
    files: all.flatMap(({ files }) => files),
    missing: all.find(({ missing }) => missing !== null)?.missing ?? null,
  };
}

function biosLoader(paths: readonly string[]): Picked {
  const manager = paths.find((each) => /^\/windows\/boot\/pcat\/bootmgr$/i.test(each));
  if (!manager) return { files: [], missing: "\\bootmgr" };
  const memtest = paths.find((each) => /^\/windows\/boot\/pcat\/memtest\.exe$/i.test(each));
  return {
    files: [
      { from: manager, to: "bootmgr" },
      ...(memtest ? [{ from: memtest, to: "Boot/memtest.exe" }] : []),
      ...fonts(paths, "Boot/Fonts"),
    ],
    missing: null,
  };
}

/** Newer boot images carry a second set, signed by the newer authority: it starts where the first no longer does. */
function uefiLoader(paths: readonly string[]): Picked {
  const newer = paths.find((each) => /^\/windows\/boot\/efi_ex\/bootmgfw_ex\.efi$/i.test(each));
  const manager = newer ?? paths.find((each) => /^\/windows\/boot\/efi\/bootmgfw\.efi$/i.test(each));
  if (!manager) return { files: [], missing: "UEFI loader in \\EFI\\Boot" };
  const policy = paths.find((each) => /^\/windows\/boot\/efi\/boot\.stl$/i.test(each));
  const home = "EFI/Microsoft/Boot";
  return {
    files: [
      { from: manager, to: LOADER_PLACE },
      { from: manager, to: `${home}/bootmgfw.efi` },
      ...(policy ? [{ from: policy, to: `${home}/boot.stl` }] : []),
      ...fonts(paths, `${home}/Fonts`),
    ],
    missing: null,
  };
}

function fonts(paths: readonly string[], to: string): FileMove[] {
  return paths.flatMap((from) => {
    const name = /^\/windows\/boot\/fonts\/([^/]+\.ttf)$/i.exec(from)?.[1];
    return name ? [{ from, to: `${to}/${name}` }] : [];
  });
}

/** Without one the medium itself is at fault, which is told before anything is built. */
function bootSdi(paths: readonly string[]): Picked {
  const from = paths.find((each) => /^\/windows\/boot\/dvd\/(?:pcat|efi)\/boot\.sdi$/i.test(each));
  return { files: from ? [{ from, to: "Boot/boot.sdi" }] : [], missing: null };
}
