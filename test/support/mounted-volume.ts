import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { missingTool, tool } from "./boot-disk.ts";

/** Why volumes cannot be mounted here, or null. */
export const mountMissing: string | null = missingTool(["ntfs-3g", "umount"]) ?? noFuse();

function noFuse(): string | null {
  if (process.getuid?.() !== 0) return "mounting needs root";
  try {
    fs.accessSync("/dev/fuse", fs.constants.R_OK | fs.constants.W_OK);
    fs.closeSync(fs.openSync("/dev/fuse", "r+"));
    return null;
  } catch {
    return "/dev/fuse cannot be opened";
  }
}

/**
 * Mounts an NTFS volume in a file, lets `work` write to it, and waits until all of it is in the file.
 * Named streams are reached as "file:stream".
 */
export async function withMounted(volumePath: string, work: (mountPath: string) => void): Promise<void> {
  const mountPath = fs.mkdtempSync(join(tmpdir(), "mounted-"));
  // In the foreground: the unmounting of a FUSE file system returns before its program has written everything.
  const child = spawn("ntfs-3g", ["-o", "no_detach,streams_interface=windows", volumePath, mountPath], {
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`ntfs-3g ended with ${code ?? "a signal"}`)),
    );
  });
  const mounted = until(() => fs.readFileSync("/proc/self/mounts", "utf8").includes(` ${mountPath} `));
  try {
    await Promise.race([mounted, ended]);
    work(mountPath);
  } finally {
    tool("umount", [mountPath]);
    await ended;
    fs.rmdirSync(mountPath);
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("the volume was not mounted within 30 s");
    await wait(5);
  }
}

/**
 * Leaves a volume with no two free clusters beside each other. What is written afterwards lies in pieces, $MFT
 * included when it has to grow.
 * @param pieces how many free clusters there are then; no FILE record is free
 */
export function shredFreeSpace(mountPath: string, clusterBytes: number, pieces: number): void {
  const folder = join(mountPath, "shreds");
  fs.mkdirSync(folder);
  const name = (index: number) => join(folder, String(index));
  for (let index = 0; index < pieces * 2; index++)
    fs.writeFileSync(name(index), new Uint8Array(clusterBytes));
  fill(join(mountPath, "rest"));
  // Two in turn keep and lose theirs, because ntfs-3g puts new files by turns into two regions.
  for (let index = 0; index < pieces * 2; index++) if (index & 2) fs.truncateSync(name(index));
}

/** Writes a file cluster by cluster: ntfs-3g gives up on a large write into many small holes. */
export function writeSlowly(path: string, bytes: Uint8Array, clusterBytes: number): void {
  const file = fs.openSync(path, "w");
  for (let at = 0; at < bytes.length; at += clusterBytes)
    fs.writeSync(file, bytes.subarray(at, at + clusterBytes));
  fs.closeSync(file);
}

/** Takes all the space that is left. */
function fill(path: string): void {
  const file = fs.openSync(path, "w");
  try {
    for (let sizeBytes = 1 << 20; sizeBytes >= 1024; sizeBytes >>= 1)
      while (fits(file, new Uint8Array(sizeBytes)));
  } finally {
    fs.closeSync(file);
  }
}

function fits(file: number, bytes: Uint8Array): boolean {
  try {
    return fs.writeSync(file, bytes) === bytes.length;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}
