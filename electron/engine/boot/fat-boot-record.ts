import { StagingFault } from "../../../shared/fault.ts";
import { sameBytes, viewOf } from "./byte-range.ts";
import type { BootRecordFound } from "./boot-record.ts";
import { decodeFatBoot } from "./fat.ts";

/** Both copies of the boot record, from the volume's start: what `installFatBootRecord` takes and gives. */
export const FAT_BOOT_BYTES = 12 * 512;
/** The file of resources/boot-code: sector 0, then the sectors 2 to 5. Sector 1 (FSInfo) stays the volume's. */
const RECORD_BYTES = 5 * 512;
/** A PC starts by BIOS only from drives with sectors of this size. */
const SECTOR_BYTES = 512;
const INFO_SECTOR = 1;
const MORE_AT = 2 * SECTOR_BYTES;
/** Where every formatting puts the backup boot sector. The second copy goes from there on. */
const BACKUP_SECTOR = 6;
const BACKUP_AT = BACKUP_SECTOR * SECTOR_BYTES;
/** The name of its maker and the volume's parameters, which are the volume's own: [from, to). */
const OWN_FROM = 0x03;
const OWN_TO = 0x5a;

/**
 * Puts a boot record into a FAT32 volume's first 6144 bytes, once more from the backup boot sector on, and keeps what
 * the formatting wrote about the volume. The caller writes the result back.
 * @param record the 2560 bytes of resources/boot-code/fat-boot-record.bin
 * @throws StagingFault sequence-invalid when the volume is not FAT32 or has no room for it, sector-size-unsupported when
 * it is formatted for other than 512-byte sectors
 */
export function installFatBootRecord(volumeStart: Uint8Array, record: Uint8Array): Uint8Array {
  const old = whole(volumeStart, FAT_BOOT_BYTES, "The start of the volume");
  checkRoom(old);
  const code = whole(record, RECORD_BYTES, "The FAT boot record");
  const installed = old.slice();
  for (const at of [0, BACKUP_AT]) {
    installed.set(code.subarray(0, SECTOR_BYTES), at);
    installed.set(old.subarray(OWN_FROM, OWN_TO), at + OWN_FROM);
    installed.set(code.subarray(SECTOR_BYTES), at + MORE_AT);
  }
  return installed;
}

function checkRoom(volumeStart: Uint8Array): void {
  const boot = decodeFatBoot(volumeStart);
  if (boot?.type !== "FAT32")
    throw new StagingFault(
      "sequence-invalid",
      "The volume that is to become bootable is not a FAT32 volume.",
    );
  if (boot.sectorBytes !== SECTOR_BYTES)
    throw new StagingFault(
      "sector-size-unsupported",
      `The volume is formatted for ${boot.sectorBytes}-byte sectors; a PC starts by BIOS only from ${SECTOR_BYTES}-byte sectors.`,
    );
  const view = viewOf(volumeStart);
  const [reserved, info, backup] = [14, 48, 50].map((at) => view.getUint16(at, true));
  if (info !== INFO_SECTOR || backup !== BACKUP_SECTOR || (reserved ?? 0) * SECTOR_BYTES < FAT_BOOT_BYTES)
    throw new StagingFault(
      "sequence-invalid",
      `The FAT32 volume has no room for a boot record and its copy (${reserved} sectors before its tables, FSInfo in ${info}, backup boot sector in ${backup}).`,
    );
}

/**
 * Looks at a FAT32 volume's boot record.
 * @param found.volumeStart its first 6144 bytes
 * @param found.startLba where the volume begins on its drive, in sectors
 * @returns null when it is no FAT32 volume that has room for one
 */
export function checkFatBootRecord(found: {
  volumeStart: Uint8Array;
  record: Uint8Array;
  startLba: number;
}): BootRecordFound | null {
  const { volumeStart, record, startLba } = found;
  let expected: Uint8Array;
  try {
    expected = installFatBootRecord(volumeStart, record);
  } catch (thrown) {
    if (thrown instanceof StagingFault && thrown.code !== "internal") return null;
    throw thrown;
  }
  const { hiddenSectors } = decodeFatStart(volumeStart);
  const [first, backup] = [0, BACKUP_AT].map((at) => volumeStart.subarray(at, at + SECTOR_BYTES));
  return {
    ours: sameBytes(volumeStart, expected),
    hiddenSectors,
    startsThere: hiddenSectors === startLba,
    backupEqual: sameBytes(first ?? volumeStart, backup ?? volumeStart),
  };
}

/** What the boot sector of a volume that has room for a boot record says of where it is. Offsets in bytes. */
export function decodeFatStart(bootSector: Uint8Array): { hiddenSectors: number; backupBootOffset: number } {
  return { hiddenSectors: viewOf(bootSector).getUint32(28, true), backupBootOffset: BACKUP_AT };
}

/** @throws StagingFault internal: the caller read or loaded something else */
function whole(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length)
    throw new StagingFault("internal", `${what} has ${bytes.length} bytes instead of ${length}.`);
  return bytes;
}
