import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { MasterVolume, VolumeRecipe } from "../../electron/engine/staging/masters.ts";
import { tool } from "./boot-disk.ts";
import { tempDir } from "./temp-dir.ts";

const MIB = 2 ** 20;
/** As much of a "drive" is full of garbage before anything is written to it. */
const GARBAGE_BYTES = 256 * MIB;

/** A medium of some hundred files, folders and hard links, and the hash of each file by its path. */
export interface SmallMedium {
  wim: string;
  /** "folder 3/file 17" → sha256 */
  hashes: Map<string, string>;
  bytes: number;
  remove(): void;
}

/** @param sizeBytes of one incompressible file besides the small ones */
export function smallMedium(sizeBytes: number, compress = "fast"): SmallMedium {
  const folder = mkdtempSync(join(tmpdir(), "small-medium-"));
  const tree = join(folder, "tree");
  const hashes = new Map<string, string>();
  let noise = 1;
  const content = (length: number) =>
    new Uint8Array(length).map(() => (noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0) >>> 24);
  const add = (path: string, bytes: Uint8Array) => {
    mkdirSync(join(tree, path, ".."), { recursive: true });
    writeFileSync(join(tree, path), bytes);
    hashes.set(path, createHash("sha256").update(bytes).digest("hex"));
  };
  for (let n = 0; n < 300; n++) add(`folder ${n % 7}/file ${n}`, content((n + 1) * 37));
  add("bootmgr", content(400_000));
  add("sources/Größe.bin", content(sizeBytes));
  for (let n = 0; n < 20; n++) {
    linkSync(join(tree, `folder ${n % 7}/file ${n}`), join(tree, `link ${n}`));
    hashes.set(`link ${n}`, hashes.get(`folder ${n % 7}/file ${n}`) ?? "");
  }
  const wim = join(folder, "small.wim");
  tool("wimlib-imagex", ["capture", tree, wim, "Small", `--compress=${compress}`, "--no-acls"]);
  const bytes = sizeBytes + 400_000;
  return { wim, hashes, bytes, remove: () => rmSync(folder, { recursive: true }) };
}

/** A copy with one byte in the middle of its data wrong. */
export function corrupted(wim: string): string {
  const copy = `${wim}.corrupt`;
  cpSync(wim, copy);
  const bytes = readFileSync(copy);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  writeFileSync(copy, bytes);
  return copy;
}

export function recipeOf(more: Partial<VolumeRecipe> = {}): VolumeRecipe {
  return {
    fileSystem: "NTFS",
    sizeBytes: 96 * 1024 * 1024,
    sectorBytes: 512,
    clusterBytes: 4096,
    label: "OSDisk",
    hiddenSectors: 206_848,
    bootRecord: null,
    image: { media: "medium", mediaSha256: "ab".repeat(32), index: 1 },
    ...more,
  };
}

/** A "drive" full of garbage onto which only the master's parts are written. */
export async function writeParts(master: MasterVolume): Promise<string> {
  const drive = join(tempDir(), "drive.img");
  const file = openSync(drive, "w");
  ftruncateSync(file, master.recipe.sizeBytes);
  for (let at = 0; at < Math.min(GARBAGE_BYTES, master.recipe.sizeBytes); at += MIB)
    writeSync(file, new Uint8Array(MIB).fill(0xa5), 0, MIB, at);
  for (const range of master.extents)
    writeSync(file, await master.read(range), 0, range.length, range.offset);
  closeSync(file);
  return drive;
}

/** Every file of the volume and its hash, as sleuthkit finds and reads them. */
export function hashesOf(volume: string, sectorBytes: number): [string, string][] {
  const folder = join(tempDir(), "recovered");
  mkdirSync(folder);
  tool("tsk_recover", ["-a", "-b", String(sectorBytes), volume, folder]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const ours = paths.filter((path) => !path.startsWith("$"));
  return sorted(ours.map((path) => [path, hashOf(readFileSync(join(folder, path)))]));
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function sorted(entries: Iterable<readonly [string, string]>): [string, string][] {
  return [...entries]
    .map(([path, hash]): [string, string] => [path, hash])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
