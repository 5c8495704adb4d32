import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Group } from "./cgroup.ts";
import { measureCommands, type Measured } from "./measure.ts";

type Inside = Pick<Group, "inside"> | null;

/** The same bytes onto every drive, as dd does it. */
export function ddWrite(file: string, paths: readonly string[], within: Inside = null): Promise<Measured> {
  return side(paths, within, (path) => [
    "dd",
    `if=${file}`,
    `of=${path}`,
    ..."bs=4M oflag=direct conv=fsync,notrunc status=none".split(" "),
  ]);
}

/** As many bytes from every drive, past the page cache. */
export function ddRead(bytes: number, paths: readonly string[], within: Inside = null): Promise<Measured> {
  return side(paths, within, (path) => [
    "dd",
    `if=${path}`,
    "of=/dev/null",
    `count=${bytes}`,
    ..."bs=4M iflag=direct,count_bytes status=none".split(" "),
  ]);
}

/** Formatting is not measured: it would be the user's as well. Nothing is read back here. */
export function wimlibApply(wim: string, paths: readonly string[]): Promise<Measured> {
  for (const path of paths) format(path);
  return side(paths, null, (path) => ["wimlib-imagex", "apply", wim, "1", path]);
}

/** Takes an image of a drive that holds one NTFS volume. */
export function partcloneImage(from: string, image: string): void {
  const how = ["-c", "-s", from, "-o", image, "-L", `${image}.log`, "-q"];
  execFileSync("partclone.ntfs", how, { stdio: "ignore" });
}

export function partcloneRestore(image: string, paths: readonly string[]): Promise<Measured> {
  return side(paths, null, (path) => [
    "partclone.restore",
    "-s",
    image,
    "-o",
    path,
    "-q",
    "-L",
    `${image}.${path.replaceAll("/", "-")}.log`,
  ]);
}

export function format(path: string): void {
  execFileSync("mkfs.ntfs", ["-q", "-F", "-Q", path], { stdio: "ignore" });
}

function side(
  paths: readonly string[],
  within: Inside,
  command: (path: string) => string[],
): Promise<Measured> {
  return measureCommands(paths.map((path) => within?.inside(command(path)) ?? command(path)));
}

/** The program's Debian package, put in by this bench where it may. Why it is absent, or null. */
export function installed(program: string, debianPackage: string): string | null {
  if (there(program)) return null;
  if (process.getuid?.() !== 0) return `${program} is absent, and installing it needs root`;
  spawnSync("apt-get", ["install", "-y", "-q", debianPackage], {
    stdio: "ignore",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return there(program) ? null : `${debianPackage} could not be installed`;
}

function there(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

const SYSTEM_NODE = "/usr/bin/node";
const ETCHER = {
  name: "etcher-beside-prestage",
  private: true,
  dependencies: { "etcher-sdk": "10.2.15" },
  overrides: { "unbzip2-stream": "1.4.3" },
};
/** Runs under the system's Node 20: under 24 it "finishes" with nothing written. */
const MULTI_WRITE = `
const { readFileSync } = require("node:fs");
const { basename } = require("node:path");
const { sourceDestination, multiWrite } = require("etcher-sdk");
const [image, verify, ...paths] = process.argv.slice(2);
const sizeOf = (path) => Number(readFileSync("/sys/block/" + basename(path) + "/size", "utf8")) * 512;
const driveOf = (path) => ({ device: path, raw: path, devicePath: null, description: path, size: sizeOf(path),
  blockSize: 512, logicalBlockSize: 512, mountpoints: [], isSystem: false, isReadOnly: false });
const source = new sourceDestination.File({ path: image });
const destinations = paths.map((path) => new sourceDestination.BlockDevice(
  { drive: driveOf(path), unmountOnSuccess: false, write: true, direct: true }));
const began = performance.now();
multiWrite.pipeSourceToDestinations({ source, destinations, verify: verify === "verify", onProgress() {},
  onFail(_, error) { console.error(error.message); } }).then(({ bytesWritten, failures }) => {
  console.log(JSON.stringify({ ms: performance.now() - began, bytesWritten, failures: failures.size }));
});
`;

/** etcher-sdk in a folder of its own. Why it is absent, or null. */
export function installEtcher(dir: string): string | null {
  if (spawnSync(SYSTEM_NODE, ["-e", "process.exit(process.version.startsWith('v20.') ? 0 : 1)"]).status !== 0)
    return "needs the system's Node 20";
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "package.json"), JSON.stringify(ETCHER));
  writeFileSync(join(dir, "multi-write.cjs"), MULTI_WRITE);
  const path = (process.env["PATH"] ?? "").split(":").filter((part) => !part.includes("node_modules"));
  const done = spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: dir,
    stdio: "ignore",
    env: { ...process.env, PATH: path.join(":") },
  });
  return done.status === 0 ? null : "etcher-sdk could not be installed";
}

/**
 * etcher-sdk's multi-write of a whole image.
 * @returns seconds by its own clock, without its start
 * @throws when it did not write all of it everywhere
 */
export function etcherWrite(
  dir: string,
  image: string,
  paths: readonly string[],
  verify: boolean,
  within: Inside = null,
): number {
  const command = [SYSTEM_NODE, join(dir, "multi-write.cjs"), image, verify ? "verify" : "write", ...paths];
  const [program = "", ...args] = within?.inside(command) ?? command;
  const said = execFileSync(program, args, {
    encoding: "utf8",
    cwd: dir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { ms, bytesWritten, failures } = JSON.parse(said) as Record<
    "ms" | "bytesWritten" | "failures",
    number
  >;
  if (bytesWritten !== statSync(image).size || failures > 0)
    throw new Error(`etcher-sdk wrote ${bytesWritten} bytes, with ${failures} failures`);
  for (const path of [paths[0], paths.at(-1)]) if (path) execFileSync("cmp", [image, path]);
  return ms / 1000;
}

export function removeAll(...files: readonly string[]): void {
  for (const file of files) rmSync(file, { recursive: true, force: true });
}
