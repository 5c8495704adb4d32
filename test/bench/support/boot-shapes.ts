import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeDevice, type BcdDevice } from "../../../electron/engine/boot/bcd/device.ts";
import { FatImage } from "../../support/fat-image.ts";
import { readAt, tool, writeAt } from "../../support/boot-disk.ts";
import * as ntfs from "../../support/ntfs-patch.ts";
import * as seen from "../../support/staged-drive.ts";

/** A built-in sequence and what it comes to. Partitions are counted from 0. */
export interface Layout {
  name: string;
  sequence: string;
  /** The partition that the firmware starts, and the medium's. */
  system: number;
  os: number;
  wimOn: "system" | "os";
  uefi: boolean;
}

const CLUSTER_BYTES = 4096;
const CLUSTERS_A_PIECE = 3;
const LOADER_ID = "{7619dcc9-fafe-11d9-b411-000476eba25f}";
const RAMDISK_ID = "{ae5534e0-a924-466c-b836-758539a3ee3a}";

/** How \bootmgr of an NTFS volume on a drive's image lies, in words. `work` names a file to use. */
export async function bootmgrLay(
  drive: string,
  partition: seen.PartitionSeen,
  work: string,
): Promise<string> {
  const volume = seen.partitionFile(drive, partition, work);
  const { runs } = await ntfs.layOf(volume, await ntfs.fileNumber(volume, "bootmgr"));
  return runs.length === 0 ? "resident" : `${runs.length} piece(s)`;
}

/** Moves \bootmgr of an NTFS volume on a drive's image into pieces at the volume's end, the last one first. */
export async function scatterBootmgr(
  drive: string,
  partition: seen.PartitionSeen,
  work: string,
): Promise<void> {
  const volume = seen.partitionFile(drive, partition, work);
  const number = await ntfs.fileNumber(volume, "bootmgr");
  const { runs, sizeBytes } = await ntfs.layOf(volume, number);
  const at = (lcn: number) => partition.startBytes + lcn * CLUSTER_BYTES;
  const bytes = Buffer.concat(
    runs.map(({ lcn, clusters }) => readAt(drive, at(lcn ?? 0), clusters * CLUSTER_BYTES)),
  );
  const pieces: { lcn: number; clusters: number }[] = [];
  let lcn = Math.floor(partition.sizeBytes / CLUSTER_BYTES) - 64;
  for (let done = 0; done < bytes.length; done += CLUSTERS_A_PIECE * CLUSTER_BYTES) {
    const part = bytes.subarray(done, done + CLUSTERS_A_PIECE * CLUSTER_BYTES);
    writeAt(drive, at(lcn), part);
    pieces.push({ lcn, clusters: part.length / CLUSTER_BYTES });
    lcn -= 2 * CLUSTERS_A_PIECE;
  }
  await ntfs.editRecord(volume, number, (block) =>
    ntfs.setAttributes(block, [ntfs.dataPiece(pieces, 0, sizeBytes)]),
  );
  const record = await ntfs.recordRange(volume, number);
  writeAt(drive, partition.startBytes + record.offset, readAt(volume, record.offset, record.length));
}

/** Moves the UEFI loader of a FAT volume on a drive's image to the volume's end, no two clusters of it together. */
export function scatterLoader(drive: string, { startBytes }: seen.PartitionSeen): number {
  const fat = new FatImage(drive, startBytes);
  const folder = fat.firstCluster("BOOT       ", fat.firstCluster("EFI        "));
  fat.scatterFile("BOOTX64 EFI", folder);
  return fat.chain(fat.firstCluster("BOOTX64 EFI", folder)).length;
}

/** What other programs say of a drive as it was staged: its table, its volumes, its boot store. */
export async function checksOf(
  path: string,
  sectorBytes: number,
  layout: Layout,
  dir: string,
): Promise<string[]> {
  const table = seen.tableOf(path, sectorBytes);
  const lines: string[] = [];
  if (layout.uefi) {
    const said = seen.asDrive(path, sectorBytes, (drive) => tool("sgdisk", ["-v", drive]));
    lines.push(`sgdisk -v: ${said.match(/No problems found\./)?.[0] ?? said}`);
  }
  const fileOf = (number: number) => {
    const partition = table.partitions[number];
    if (!partition) throw new Error(`no partition ${number + 1}`);
    return seen.partitionFile(path, partition, join(dir, `partition-${number}.img`));
  };
  const fat = "fsck.vfat -n";
  const system = layout.uefi ? ("FAT32" as const) : ("NTFS" as const);
  for (const [number, fileSystem] of new Map([
    [layout.system, system],
    [layout.os, "NTFS" as const],
  ])) {
    const how = fileSystem === "FAT32" ? fat : "ntfsfix -n and volume flags 0";
    lines.push(`partition ${number + 1}, ${how}: ${await seen.checked(fileOf(number), fileSystem)}`);
  }
  lines.push(storeCheck(fileOf(layout.system), system, table, layout, dir));
  return lines;
}

/** What hivexsh reads of the store, held against what was meant. */
function storeCheck(
  volume: string,
  fileSystem: "FAT32" | "NTFS",
  table: seen.TableSeen,
  { uefi, os, wimOn }: Layout,
  dir: string,
): string {
  const store = join(dir, "store");
  const path = uefi ? "EFI/Microsoft/Boot/BCD" : "Boot/BCD";
  writeFileSync(store, seen.fileOn(volume, fileSystem, path));
  const target = table.partitions[os];
  const named: BcdDevice = uefi
    ? { kind: "gpt-partition", diskGuid: table.id, partitionGuid: target?.uuid ?? "" }
    : {
        kind: "mbr-partition",
        diskSignature: Number.parseInt(table.id, 16),
        offsetBytes: target?.startBytes ?? 0,
      };
  const on: BcdDevice = wimOn === "system" ? { kind: "boot" } : named;
  const ramdisk = { kind: "ramdisk" as const, on, path: "\\sources\\boot.wim", options: RAMDISK_ID };
  const meant = Buffer.from(encodeDevice(ramdisk)).toString("hex");
  const read = seen.elementHex(store, LOADER_ID, "11000001");
  return `hivexsh of ${path}: ${read === meant ? "equal to what was meant" : `${read} instead of ${meant}`}`;
}
