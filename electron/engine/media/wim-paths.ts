import { StagingFault } from "../../../shared/fault.ts";
import type { BootFiles } from "../../../shared/media.ts";

/** More names than this in one image is no Windows medium. */
const MOST_PATHS = 2_000_000;

/** Windows compares names without regard to case; these are in lower case. */
const wanted: Record<keyof BootFiles, string[]> = {
  bootmgr: ["/bootmgr"],
  biosBcd: ["/boot/bcd"],
  bootSdi: ["/boot/boot.sdi"],
  bootWim: ["/sources/boot.wim"],
  efiLoader: ["/efi/boot/bootx64.efi", "/efi/boot/bootaa64.efi"],
  efiBcd: ["/efi/microsoft/boot/bcd"],
};

/**
 * Judges the paths of one image as they come, each folder before what lies in it, and remembers which boot files it
 * saw. Holds one path in memory, however many there are.
 */
export class PathCheck {
  readonly #bootFiles: BootFiles = {
    bootmgr: false,
    biosBcd: false,
    bootSdi: false,
    bootWim: false,
    efiLoader: false,
    efiBcd: false,
  };
  #previous = "";
  #paths = 0;
  #stray: string | undefined;

  /**
   * @param line "/Windows/System32", the root being "/"; or a remark of the program that lists
   * @throws StagingFault media-unsafe-path, media-corrupt
   */
  add(line: string): void {
    if (line.startsWith("[WARNING] Ignoring file named")) throw unsafe('a name "." or ".."');
    if (/^(\[WARNING\]| {7})/.test(line)) return; // seven spaces: a remark goes on
    if (!line.startsWith("/")) {
      this.#stray ??= line;
      return;
    }
    if (++this.#paths > MOST_PATHS)
      throw new StagingFault("media-corrupt", `One image claims more than ${MOST_PATHS} files.`);
    if (line === "/") return;
    this.#checkParent(line);
    checkLastName(line);
    this.#previous = line;
    const lower = line.toLowerCase();
    for (const [name, paths] of Object.entries(wanted))
      if (paths.includes(lower)) this.#bootFiles[name as keyof BootFiles] = true;
  }

  /**
   * The listing came to its end without an error: a line that does not begin with a slash then was no complaint, but
   * the rest of a name with a line break in it. (One that goes on with a slash cannot be told from a path here; the look at all names tells it.)
   * @throws StagingFault media-unsafe-path
   */
  finish(): BootFiles {
    if (this.#stray !== undefined) throw unsafe(`the name ${shown(this.#stray)}`);
    return this.#bootFiles;
  }

  /** A slash inside one name looks like a folder that was never listed. */
  #checkParent(path: string): void {
    const parent = path.slice(0, path.lastIndexOf("/"));
    const known = parent === "" || parent === this.#previous || this.#previous.startsWith(`${parent}/`);
    if (!known) throw unsafe(`the path ${shown(path)}`);
  }
}

/** What lies above the last name was judged with the folder it lies in. */
function checkLastName(path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // oxlint-disable-next-line no-control-regex
  if (name === "" || name === "." || name === ".." || /[\\\u0000-\u001f]/.test(name))
    throw unsafe(`the path ${shown(path)}`);
}

function unsafe(what: string): StagingFault {
  return new StagingFault("media-unsafe-path", `The file holds ${what}.`);
}

function shown(path: string): string {
  return JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}…` : path);
}
