import type { BootFound } from "../../shared/inspection.ts";
import { StagingFault } from "../../shared/fault.ts";
import { bcdWarnings, describeBcd, deviceText, neededFiles } from "./boot/bcd/describe.ts";
import type { BcdDevice } from "./boot/bcd/device.ts";
import { decodeBcd, type Bcd } from "./boot/bcd/store.ts";
import type { ByteRange, ReadBytes } from "./boot/byte-range.ts";
import { FatVolume } from "./boot/fat-volume.ts";
import { gptTypes } from "./boot/gpt-write.ts";
import { findFile, readFile } from "./boot/ntfs.ts";
import { bootRecordWarnings } from "./inspect-boot-record.ts";

/** A partition as `inspect` found it, and how a boot store would name it. */
export interface PartitionSeen extends ByteRange {
  number: number;
  type: string;
  active: boolean;
  fileSystem: string | null;
  label: string | null;
  device: BcdDevice;
}

/**
 * What the drive starts: the boot store of the partition that its firmware starts, in words, and what of it cannot
 * work. Null when there is no such partition or it has no store.
 */
export async function bootOn(
  read: ReadBytes,
  partitions: readonly PartitionSeen[],
): Promise<BootFound | null> {
  const system = partitions.find(({ active, type }) => active || type === gptTypes.esp);
  if (!system) return null;
  const store = system.active ? "\\Boot\\BCD" : "\\EFI\\Microsoft\\Boot\\BCD";
  const found = { partition: system.number, store };
  try {
    const bytes = await filesOf(read, system).read(store);
    if (!bytes) return null;
    const bcd = decodeBcd(bytes);
    const described = describeBcd(bcd);
    return {
      ...found,
      timeoutSeconds: described.timeoutSeconds,
      entries: described.entries.map(({ name, loader, device }) => ({
        name,
        loader,
        device: deviceText(device),
      })),
      warnings: [
        ...(await recordWarnings(read, system)),
        ...(await warningsOf(read, bcd, system, partitions)),
      ],
    };
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    return { ...found, timeoutSeconds: null, entries: [], warnings: [thrown.message] };
  }
}

async function recordWarnings(read: ReadBytes, system: PartitionSeen): Promise<string[]> {
  if (!system.active) return []; // UEFI has no boot record
  return bootRecordWarnings(inside(read, system), system.offset, system.fileSystem);
}

async function warningsOf(
  read: ReadBytes,
  bcd: Bcd,
  system: PartitionSeen,
  partitions: readonly PartitionSeen[],
): Promise<string[]> {
  const wanted = neededFiles(bcd);
  const layout = await Promise.all(
    partitions.map(async (partition) => {
      const files = filesOf(read, partition);
      const there = new Set<string>();
      for (const path of wanted) if (await files.has(path)) there.add(path);
      const label = partition.label ?? `partition ${partition.number}`;
      return { device: partition.device, label, has: (path: string) => there.has(path) };
    }),
  );
  return bcdWarnings(bcd, { system: system.device, partitions: layout });
}

interface Files {
  read(path: string): Promise<Uint8Array | null>;
  has(path: string): Promise<boolean>;
}

function inside(read: ReadBytes, { offset, length }: ByteRange): ReadBytes {
  return (range) =>
    read({
      offset: offset + range.offset,
      length: Math.min(range.length, Math.max(0, length - range.offset)),
    });
}

function filesOf(read: ReadBytes, partition: PartitionSeen): Files {
  const volume = inside(read, partition);
  if (partition.fileSystem === "NTFS")
    return {
      read: (path) => readFile(volume, path),
      has: async (path) => (await findFile(volume, path)) !== null,
    };
  if (partition.fileSystem === "FAT32")
    return {
      read: async (path) => (await FatVolume.open(volume)).readFile(path),
      has: async (path) => (await (await FatVolume.open(volume)).find(path)) !== null,
    };
  return { read: async () => null, has: async () => false };
}
