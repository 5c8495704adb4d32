import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { volumeInfo } from "../../electron/engine/boot/ntfs.ts";
import { openToRead } from "../../electron/engine/drive-reader.ts";
import { tool } from "./boot-disk.ts";

/** One partition, as sfdisk tells it. Sizes in bytes. */
export interface PartitionSeen {
  startBytes: number;
  sizeBytes: number;
  type: string;
  uuid: string | null;
  bootable: boolean;
}

/** A drive's table, read by a program that is not ours. */
export interface TableSeen {
  id: string;
  label: string;
  partitions: PartitionSeen[];
}

/** Gives a drive's image to other programs as a drive with such sectors, read only. Needs root where they are not 512. */
export function asDrive<T>(path: string, sectorBytes: number, use: (drive: string) => T): T {
  if (sectorBytes === 512) return use(path);
  const flags = ["--read-only", "--sector-size", String(sectorBytes), "--find", "--show", path];
  const loop = tool("losetup", flags).trim();
  try {
    return use(loop);
  } finally {
    tool("losetup", ["--detach", loop]);
  }
}

export function tableOf(path: string, sectorBytes: number): TableSeen {
  const text = asDrive(path, sectorBytes, (drive) => tool("sfdisk", ["--json", drive]));
  const { partitiontable: table } = JSON.parse(text) as {
    partitiontable: {
      id: string;
      label: string;
      partitions: { start: number; size: number; type: string; uuid?: string; bootable?: boolean }[];
    };
  };
  return {
    id: table.id,
    label: table.label,
    partitions: table.partitions.map(({ start, size, type, uuid, bootable }) => ({
      startBytes: start * sectorBytes,
      sizeBytes: size * sectorBytes,
      type,
      uuid: uuid ?? null,
      bootable: bootable ?? false,
    })),
  };
}

/** A partition in a file of its own. */
export function partitionFile(path: string, { startBytes, sizeBytes }: PartitionSeen, into: string): string {
  const [skip, count] = [startBytes / 2 ** 20, sizeBytes / 2 ** 20];
  const how = `bs=1M skip=${skip} count=${count} conv=sparse status=none`;
  execFileSync("rm", ["-f", into]);
  tool("dd", [`if=${path}`, `of=${into}`, ...how.split(" ")]);
  return into;
}

/** What the checkers of both file systems find, and the flags that would have Windows check at its first start. */
export async function checked(volume: string, fileSystem: "NTFS" | "FAT32"): Promise<string> {
  if (fileSystem === "FAT32") {
    tool("fsck.vfat", ["-n", volume]); // ends with an error when there is anything to mend
    return "clean";
  }
  const said = tool("ntfsfix", ["-n", volume]);
  await using opened = await openToRead(volume);
  const { flags } = await volumeInfo(opened.read);
  return /alternate boot sector\.\.\. OK/.test(said) && flags === 0 ? "clean" : `${said} flags ${flags}`;
}

/** A file of a volume, read by another program. */
export function fileOn(volume: string, fileSystem: "NTFS" | "FAT32", path: string): Buffer {
  const [program, args] =
    fileSystem === "NTFS" ? ["ntfscat", ["-f", volume, `/${path}`]] : ["mtype", ["-i", volume, `::${path}`]];
  return execFileSync(program, args, { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
}

/** The files of a FAT volume, sorted. */
export function filesOnFat(volume: string): string[] {
  const listed = tool("mdir", ["-i", volume, "-/", "-b", "::"]);
  return listed
    .split("\n")
    .flatMap((line) => (line.startsWith("::/") && !line.endsWith("/") ? line.slice(3) : []))
    .toSorted();
}

/** The hex digits of a store's element, as hivexsh prints them. */
export function elementHex(store: string, object: string, element: string): string {
  const lines = `cd \\Objects\\${object}\\Elements\\${element}\nlsval\n`;
  const said = execFileSync("hivexsh", [store], { input: lines, encoding: "utf8" });
  return (/hex\(3\):([0-9a-f,]+)/.exec(said)?.[1] ?? said).replaceAll(",", "");
}

export function under(folder: string, path: string): string {
  return join(folder, ...path.split("/"));
}
