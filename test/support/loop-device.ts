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

export interface LoopOptions {
  sizeBytes: number;
  readOnly?: boolean;
  sectorBytes?: number;
}

/** A block device over a sparse file of our own. `remove` undoes everything, also after `detach`. */
export interface LoopDevice {
  /** "/dev/loop3" */
  readonly path: string;
  readonly file: string;
  detach(): void;
  /** The same file again, on the same device node: another insertion of the same drive. */
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
  const device = losetup(...flags, "--find", "--show", file);
  let attached = true;
  const detach = () => {
    if (attached) losetup("--detach", device);
    attached = false;
  };
  return {
    path: device,
    file,
    detach,
    attachAgain() {
      losetup(...flags, device, file);
      attached = true;
    },
    remove() {
      detach();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

function losetup(...args: string[]): string {
  return execFileSync("/usr/sbin/losetup", args, { encoding: "utf8" }).trim();
}
