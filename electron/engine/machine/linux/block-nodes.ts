import type { KernelFiles } from "./sysfs.ts";

const SECTOR_BYTES = 512; // the kernel counts in these, whatever the drive's sectors are

/** A block device or a partition of one, as /sys/block shows it. Sizes in bytes. */
export interface BlockNode {
  /** "sda", "nvme0n1p2", "dm-0", "cciss!c0d0". */
  name: string;
  /** "8:0" */
  dev: string;
  /** The disk it is a partition of; null when it is no partition. */
  disk: string | null;
  startBytes: number;
  sizeBytes: number;
  /** Names of the nodes built on it: RAID, volumes, encryption, and loop devices over it. */
  holders: string[];
}

/** "loop9" before "loop10". */
const byNumber = new Intl.Collator("en", { numeric: true });

/** Every block device there is, partitions right after their disk. */
export function readBlockNodes(files: KernelFiles): BlockNode[] {
  const disks = files.names("/sys/block").toSorted(byNumber.compare);
  const nodes = disks.flatMap((disk) => readDisk(files, disk));
  for (const disk of disks) {
    // the kernel names no holder for a loop device over a drive
    const backing = disk.startsWith("loop") ? files.text(`/sys/block/${disk}/loop/backing_file`) : null;
    const under = backing?.startsWith("/dev/") ? nodeNameOf(files.real(backing)) : null;
    nodes.find(({ name }) => name === under)?.holders.push(disk);
  }
  return nodes;
}

function readDisk(files: KernelFiles, disk: string): BlockNode[] {
  const folder = `/sys/block/${disk}`;
  const partitions = files.names(folder).filter((name) => name.startsWith(disk));
  return [
    readNode(files, folder, disk, null),
    ...partitions
      .filter((name) => files.text(`${folder}/${name}/partition`) !== null)
      .map((name) => readNode(files, `${folder}/${name}`, name, disk)),
  ];
}

function readNode(files: KernelFiles, folder: string, name: string, disk: string | null): BlockNode {
  return {
    name,
    dev: files.text(`${folder}/dev`) ?? "",
    disk,
    startBytes: disk === null ? 0 : files.number(`${folder}/start`) * SECTOR_BYTES,
    sizeBytes: files.number(`${folder}/size`) * SECTOR_BYTES,
    holders: files.names(`${folder}/holders`),
  };
}

/** "cciss!c0d0" is /dev/cciss/c0d0. */
export function nodePathOf(name: string): string {
  return `/dev/${name.replaceAll("!", "/")}`;
}

export function nodeNameOf(path: string): string | null {
  return path.startsWith("/dev/") ? path.slice("/dev/".length).replaceAll("/", "!") : null;
}
