import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run, say, Stop, tail } from "./processes.mjs";

/** Debian package → a program it brings, by which another system can be judged. */
const runTime = { wimtools: "wimlib-imagex", "ntfs-3g": "mkfs.ntfs" };
const forTests = {
  nasm: "nasm",
  "qemu-system-x86": "qemu-system-x86_64",
  ovmf: null,
  "grub-pc-bin": null,
  "grub-common": "grub-mkimage",
  chromium: "chromium",
  dosfstools: "mkfs.fat",
  mtools: "mcopy",
  nbdkit: "nbdkit",
  "libnbd-bin": "nbdfuse",
  fuse3: "fusermount3",
  "p7zip-full": "7z",
  sleuthkit: "fls",
  "poppler-utils": "pdftotext",
  fdisk: "sfdisk",
  gdisk: "sgdisk",
  "libhivex-bin": "hivexsh",
  openssl: "openssl",
  osslsigncode: "osslsigncode",
};

/** @param {"run" | "test"} purpose */
export function packagesFor(purpose) {
  return purpose === "test" ? { ...runTime, ...forTests } : runTime;
}

/**
 * Makes sure that the programs of other projects that Prestage uses are on this computer.
 * @param {"run" | "test"} purpose
 * @throws {Stop} with the exact line to run when this user may not install them
 */
export async function ensureDebianPackages(purpose) {
  const wanted = packagesFor(purpose);
  const missing = await missingPackages(Object.keys(wanted));
  if (missing === null) return checkPrograms(wanted);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new Stop(sudoLine(missing), 3);
  await install(missing);
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string[] | null>} null where there is no dpkg
 */
export async function missingPackages(names) {
  const format = "${Package} ${db:Status-Status}\\n";
  const asked = await run("dpkg-query", ["-W", "-f", format, ...names]).catch(() => null);
  if (asked === null) return null;
  const installed = new Set(
    asked.output
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** @param {readonly string[]} missing */
export function sudoLine(missing) {
  return [
    "Prestage needs a few Debian packages that are not installed yet. Run this line, then start again:",
    "",
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(" ")}`,
    "",
  ].join("\n");
}

/** @param {readonly string[]} missing */
async function install(missing) {
  say(`Installing Debian packages: ${missing.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const patient = ["-q", "-o", "DPkg::Lock::Timeout=300"];
  // A failing update is no reason to stop: the packages may be known already, and the install tells if not.
  await run("apt-get", [...patient, "update"], { env });
  const done = await run("apt-get", [...patient, "install", "-y", "--no-install-recommends", ...missing], {
    env,
  });
  if (done.code !== 0) throw new Stop(`${tail(done.output)}\n\nThe Debian packages could not be installed.`);
  say(`Installed in ${Math.round(done.seconds)} s.`);
}

/** @param {Record<string, string | null>} wanted */
function checkPrograms(wanted) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  const missing = Object.values(wanted).filter(
    (program) => program !== null && !folders.some((folder) => isProgram(join(folder, program))),
  );
  if (missing.length === 0) return;
  throw new Stop(
    `This is not a Debian system. Install these programs, then start again: ${missing.join(", ")}`,
    3,
  );
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
