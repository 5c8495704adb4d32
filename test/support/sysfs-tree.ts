import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A block device of a made-up computer. `at` is its place in /sys/devices, up to what /sys/block/<name>/device names. */
export interface FakeDisk {
  name: string;
  /** "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0"; left out for virtual ones (dm, md, loop). */
  at?: string;
  dev: string;
  /** In 512-byte sectors, as the kernel counts. */
  sectors: number;
  /** Files under the disk's folder: "queue/rotational": "1". */
  files?: Record<string, string | Uint8Array>;
  partitions?: { name: string; dev: string; start: number; sectors: number; holders?: string[] }[];
  holders?: string[];
  /** Bytes on the drive, by offset. */
  content?: Record<number, Uint8Array>;
}

export interface FakeComputer {
  disks: FakeDisk[];
  /** Lines of /proc/self/mountinfo: device number, mount point, file system, source. */
  mounts?: [dev: string, mountPoint: string, fileSystem: string, source: string][];
  swaps?: string[];
  /** Other files and links, by absolute path. A link's target may be relative. */
  files?: Record<string, string>;
  links?: Record<string, string>;
}

/** Lays out /sys, /proc and /dev of that computer under a folder of its own. */
export function makeComputer(computer: FakeComputer): { root: string; remove: () => void } {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "prestage-sysfs-"));
  const put = (file: string, content: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(root + file), { recursive: true });
    fs.writeFileSync(root + file, typeof content === "string" ? `${content}\n` : content);
  };
  const link = (file: string, to: string) => {
    fs.mkdirSync(path.dirname(root + file), { recursive: true });
    fs.symlinkSync(to.startsWith("/") ? root + to : to, root + file);
  };
  for (const disk of computer.disks) putDisk(disk, put, link, root);
  const mounts = (computer.mounts ?? []).map(
    ([dev, mountPoint, fileSystem, source], index) =>
      `${index + 20} 1 ${dev} / ${mountPoint} rw,relatime shared:1 - ${fileSystem} ${source} rw`,
  );
  put("/proc/self/mountinfo", mounts.join("\n"));
  const swaps = (computer.swaps ?? []).map((source) => `${source}\tpartition\t8388604\t0\t-2`);
  put("/proc/swaps", ["Filename\tType\tSize\tUsed\tPriority", ...swaps].join("\n"));
  for (const [file, content] of Object.entries(computer.files ?? {})) put(file, content);
  for (const [file, to] of Object.entries(computer.links ?? {})) link(file, to);
  return { root, remove: () => fs.rmSync(root, { recursive: true }) };
}

type Put = (file: string, content: string | Uint8Array) => void;

function putDisk(disk: FakeDisk, put: Put, link: (file: string, to: string) => void, root: string): void {
  const { name, at, dev, sectors, files = {}, partitions = [], holders = [], content } = disk;
  const isNvme = at?.includes("/nvme") ?? false;
  const folder = at
    ? `/sys/devices/${at}/${isNvme ? name : `block/${name}`}`
    : `/sys/devices/virtual/block/${name}`;
  put(`${folder}/dev`, dev);
  put(`${folder}/size`, String(sectors));
  for (const [file, text] of Object.entries(files)) {
    // "device/…" is what the link of that name leads to
    const place =
      file.startsWith("device/") && at ? `/sys/devices/${at}/${file.slice(7)}` : `${folder}/${file}`;
    put(place, text);
  }
  if (at) {
    put(`/sys/devices/${at}/uevent`, "");
    link(`${folder}/device`, isNvme ? ".." : "../..");
  }
  link(`/sys/block/${name}`, folder);
  for (const holder of holders) put(`${folder}/holders/${holder}`, "");
  for (const [index, part] of partitions.entries()) {
    put(`${folder}/${part.name}/partition`, String(index + 1));
    put(`${folder}/${part.name}/dev`, part.dev);
    put(`${folder}/${part.name}/start`, String(part.start));
    put(`${folder}/${part.name}/size`, String(part.sectors));
    for (const holder of part.holders ?? []) put(`${folder}/${part.name}/holders/${holder}`, "");
    put(`/dev/${part.name}`, "");
  }
  put(`/dev/${name}`, "");
  for (const [offset, bytes] of Object.entries(content ?? {})) {
    const fd = fs.openSync(`${root}/dev/${name}`, "r+");
    fs.writeSync(fd, bytes, 0, bytes.length, Number(offset));
    fs.ftruncateSync(fd, sectors * 512);
    fs.closeSync(fd);
  }
}
