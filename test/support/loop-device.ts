import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Why tests on loop devices cannot run here, or null. For `describe.skipIf`. */
export function whyNoLoops(): string | null {
  if (process.getuid?.() !== 0) return "needs root";
  if (!fs.existsSync("/dev/loop-control")) return "needs loop devices";
  return null;
}

const PATIENCE_MS = 5_000;

export interface LoopOptions {
  sizeBytes: number;
  readOnly?: boolean;
  sectorBytes?: number;
}

/** A block device over a sparse file of our own. `remove` undoes everything, also after `detach`. */
export interface LoopDevice {
  /** "/dev/loop3"; another one after `attachAgain` if somebody took it meanwhile. */
  readonly path: string;
  readonly file: string;
  /** Returns when it is really gone: the kernel waits for whoever has it open. */
  detach(): void;
  /** The same file again: another insertion of the same drive. */
  attachAgain(): void;
  remove(): void;
}

export function makeLoop(options: LoopOptions): LoopDevice {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "prestage-loop-"));
  const file = path.join(folder, "drive.img");
  fs.closeSync(fs.openSync(file, "w"));
  fs.truncateSync(file, options.sizeBytes);
  const flags = [
    ...(options.readOnly ? ["--read-only"] : []),
    ...(options.sectorBytes ? ["--sector-size", String(options.sectorBytes)] : []),
  ];
  const attach = () => losetup(...flags, "--find", "--show", file);
  let device = attach();
  let attached = true;
  const detach = () => {
    if (attached) losetup("--detach", device);
    attached = false;
    const backing = `/sys/block/${path.basename(device)}/loop/backing_file`;
    const end = Date.now() + PATIENCE_MS;
    while (fs.existsSync(backing) && fs.readFileSync(backing, "utf8").includes(folder) && Date.now() < end)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  };
  return {
    get path() {
      return device;
    },
    file,
    detach,
    attachAgain() {
      try {
        losetup(...flags, device, file);
      } catch {
        device = attach();
      }
      attached = true;
    },
    remove() {
      detach();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

function losetup(...args: string[]): string {
  return execFileSync("/usr/sbin/losetup", args, { encoding: "utf8", stdio: "pipe" }).trim();
}
