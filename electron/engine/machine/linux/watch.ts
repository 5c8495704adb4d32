import { kernelFiles, type KernelFiles } from "./sysfs.ts";
import { onBlockEvent } from "./uevents.ts";

export interface WatchOptions {
  /** Before /sys and /proc; "" is this computer. */
  root?: string;
  /** How often to look. Default once a second. */
  everyMs?: number;
}

const EVERY_MS = 1_000;
const SETTLE_MS = 50; // one insertion is a handful of messages, and /sys is complete after the last

/**
 * Calls `changed` when a drive came, went, changed its medium or size, was partitioned, mounted, unmounted or taken
 * into something. Looking again and again is the truth; the kernel's messages only make it look at once.
 * @returns the way to stop it
 */
export function watchDrives(
  changed: () => void,
  { root = "", everyMs = EVERY_MS }: WatchOptions = {},
): () => void {
  const files = kernelFiles(root);
  let seen = outline(files);
  let soon: NodeJS.Timeout | undefined;

  function look(): void {
    const now = outline(files);
    if (now === seen) return;
    seen = now;
    changed();
  }

  const timer = setInterval(look, everyMs);
  const deafen = onBlockEvent(() => {
    clearTimeout(soon);
    soon = setTimeout(look, SETTLE_MS);
  });
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    deafen?.();
  };
}

/** All that decides what the list of drives says, in as few reads as can be. */
function outline(files: KernelFiles): string {
  const disks = files.names("/sys/block").map((disk) => {
    const folder = `/sys/block/${disk}`;
    const partitions = files.names(folder).filter((name) => name.startsWith(disk));
    const facts = ["diskseq", "size", "ro"].map((fact) => files.text(`${folder}/${fact}`));
    const parts = partitions.map((name) => [
      name,
      files.text(`${folder}/${name}/size`),
      holders(`${folder}/${name}`),
    ]);
    return [disk, ...facts, holders(folder), parts];
  });
  const mountinfo = files.text("/proc/self/mountinfo") ?? "";
  const mounts = mountinfo.split("\n").filter((line) => line.includes(" - ") && line.includes(" /dev/"));
  return JSON.stringify([disks, mounts, files.text("/proc/swaps"), files.names("/sys/fs/btrfs")]);

  function holders(folder: string): string {
    return files.names(`${folder}/holders`).join();
  }
}
