import type { ReadBytes } from "./boot/byte-range.ts";
import { sameBytes } from "./boot/byte-range.ts";
import { FatVolume } from "./boot/fat-volume.ts";
import { requireNtfsBoot } from "./boot/ntfs-boot.ts";
import { findFile, WOF_REPARSE_TAG, type FileFound } from "./boot/ntfs.ts";

const BIOS_SECTOR_BYTES = 512;

/** What a boot sector says of its own place. Offsets in bytes from the volume's start. */
interface Place {
  sectorBytes: number;
  hiddenSectors: number;
  backupBootOffset: number | null;
}

/**
 * What of an active partition's start by BIOS cannot work, whoever wrote its boot record: a sentence for each.
 * @param read of the volume
 * @param startBytes where it begins on its drive
 * @throws StagingFault media-corrupt
 */
export async function bootRecordWarnings(
  read: ReadBytes,
  startBytes: number,
  fileSystem: string | null,
): Promise<string[]> {
  if (fileSystem === "NTFS")
    return [
      ...(await placeWarnings(read, startBytes, await requireNtfsBoot(read))),
      ...managerWarnings(await findFile(read, "\\bootmgr")),
    ];
  if (fileSystem !== "FAT32") return [];
  const volume = await FatVolume.open(read);
  const manager = await volume.find("\\bootmgr");
  const plain = { compressed: false, encrypted: false, sparse: false, reparseTag: null };
  return [
    ...(await placeWarnings(read, startBytes, volume.shape)),
    ...managerWarnings(manager && { ...manager, ...plain }),
  ];
}

async function placeWarnings(read: ReadBytes, startBytes: number, place: Place): Promise<string[]> {
  const { sectorBytes, hiddenSectors, backupBootOffset } = place;
  const warnings: string[] = [];
  if (sectorBytes !== BIOS_SECTOR_BYTES)
    warnings.push(`The active volume has ${sectorBytes}-byte sectors, from which no BIOS starts.`);
  const startSector = startBytes / sectorBytes;
  if (hiddenSectors !== startSector)
    warnings.push(
      `The boot record of the active volume looks for it at sector ${hiddenSectors}, and it begins at sector ${startSector}: it will find nothing.`,
    );
  const first = await read({ offset: 0, length: sectorBytes });
  const backup =
    backupBootOffset === null ? first : await read({ offset: backupBootOffset, length: sectorBytes });
  if (!sameBytes(first, backup))
    warnings.push("The backup boot sector of the active volume is not equal to its first sector.");
  return warnings;
}

type Manager = Pick<
  FileFound,
  "directory" | "sizeBytes" | "compressed" | "encrypted" | "sparse" | "reparseTag"
>;

/** A boot record reads nothing but plain data. */
function managerWarnings(found: Manager | null): string[] {
  if (found === null) return ["There is no \\bootmgr on the active volume."];
  if (found.reparseTag === WOF_REPARSE_TAG)
    return ["\\bootmgr is packed by Windows (compact /exe): a boot record cannot read it."];
  if (found.reparseTag !== null) return ["\\bootmgr is a link: a boot record does not follow it."];
  if (found.directory) return ["\\bootmgr is a folder."];
  if (found.compressed || found.encrypted || found.sparse)
    return ["\\bootmgr is stored compressed, encrypted or sparse: a boot record may not read it."];
  return found.sizeBytes === 0 ? ["\\bootmgr is empty."] : [];
}
