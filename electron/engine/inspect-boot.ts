import type { BootFound } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import { bcdWarnings, describeBcd, deviceText, neededFiles } from "./boot/bcd/describe.ts";
import type { BcdDevice } from "./boot/bcd/device.ts";
import { decodeBcd, type Bcd } from "./boot/bcd/store.ts";
import type { ByteRange, ReadBytes } from "./boot/byte-range.ts";
import { FatVolume } from "./boot/fat-volume.ts";
import { gptTypes } from "./boot/gpt-write.ts";
import { findFile, readFile } from "./boot/ntfs.ts";

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
      warnings: await warningsOf(read, bcd, system, partitions),
    };
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    return { ...found, timeoutSeconds: null, entries: [], warnings: [thrown.message] };
  }
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

function filesOf(read: ReadBytes, { offset, length, fileSystem }: PartitionSeen): Files {
  const inside: ReadBytes = (range) =>
    read({
      offset: offset + range.offset,
      length: Math.min(range.length, Math.max(0, length - range.offset)),
    });
  if (fileSystem === "NTFS")
    return {
      read: (path) => readFile(inside, path),
      has: async (path) => (await findFile(inside, path)) !== null,
    };
  if (fileSystem === "FAT32")
    return {
      read: async (path) => (await FatVolume.open(inside)).readFile(path),
      has: async (path) => (await (await FatVolume.open(inside)).find(path)) !== null,
    };
  return { read: async () => null, has: async () => false };
}
