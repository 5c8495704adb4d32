import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A real block device that goes wrong when it is told to: nbdkit in memory, by way of FUSE, under a loop device. */
export interface FaultyDrive extends AsyncDisposable {
  /** "/dev/loop5" */
  readonly path: string;
  /** Every request of this kind answers EIO. */
  fail(on: "write" | "read"): void;
  /** No request is answered any more. */
  stall(): void;
  /** It is gone: every request answers EIO at once. */
  pull(): void;
}

/** Why there can be none here, or null. */
export function whyNoFaultyDrives(): string | null {
  if (process.getuid?.() !== 0) return "needs root";
  if (!existsSync("/dev/loop-control") || !existsSync("/dev/fuse")) return "needs loop devices and FUSE";
  const missing = ["nbdkit", "nbdfuse", "fusermount3"].filter((name) => !existsSync(`/usr/bin/${name}`));
  return missing.length === 0 ? null : `needs ${missing.join(", ")}`;
}

const PATIENCE_MS = 30_000;

export async function makeFaultyDrive(sizeBytes: number): Promise<FaultyDrive> {
  const dir = mkdtempSync(join(tmpdir(), "prestage-faulty-"));
  const [disk, socket] = [join(dir, "disk"), join(dir, "socket")];
  const switches = { write: join(dir, "fail-writes"), read: join(dir, "fail-reads") };
  writeFileSync(disk, "");
  const memory = `--foreground --unix ${socket} --filter=error memory size=${sizeBytes}`;
  const writes = `error-pwrite=EIO error-pwrite-rate=100% error-pwrite-file=${switches.write}`;
  const reads = `error-pread=EIO error-pread-rate=100% error-pread-file=${switches.read}`;
  const kit = start("nbdkit", [memory, writes, reads].join(" ").split(" "));
  await until(() => existsSync(socket), "nbdkit");
  const fuse = start("nbdfuse", [disk, `nbd+unix:///?socket=${socket}`]);
  await until(() => statSync(disk).size > 0, "nbdfuse");
  // Past the page cache: what was written would be read from there, and no read would ever fail.
  const path = losetup("--find", "--show", "--direct-io=on", disk);
  return {
    path,
    fail: (on) => writeFileSync(switches[on], ""),
    stall: () => void kit.kill("SIGSTOP"),
    pull: () => void kit.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      kit.kill("SIGKILL");
      await ended(kit);
      losetup("--detach", path);
      await until(() => !backingOf(path).includes(dir), "the loop device");
      execFileSync("fusermount3", ["-u", "-z", disk]);
      await ended(fuse);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: "ignore" });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

async function until(is: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (is()) return;
    await pause(50);
  }
  throw new Error(`${what} did not come, or did not go, within ${PATIENCE_MS} ms`);
}

function backingOf(loop: string): string {
  try {
    return readFileSync(`/sys/block/${loop.slice("/dev/".length)}/loop/backing_file`, "utf8");
  } catch {
    return "";
  }
}

function losetup(...args: string[]): string {
  return execFileSync("losetup", args, { encoding: "utf8", stdio: "pipe" }).trim();
}
