import { StagingFault } from "../../../shared/fault.ts";
import { sameBytes } from "./byte-range.ts";
import { decodeNtfsBoot } from "./ntfs-boot.ts";

/** $Boot, whatever the cluster size: what `installBootRecord` takes and gives. */
export const BOOT_RECORD_BYTES = 8192;
/** A PC starts by BIOS only from drives with sectors of this size. */
const BIOS_SECTOR_BYTES = 512;
/** "NTFS" and the volume's parameters, which are the volume's own: [from, to). */
const OWN_FROM = 0x03;
const OWN_TO = 0x54;

/**
 * Puts a boot record into a volume's first 8192 bytes and keeps what the formatting wrote about the volume.
 * The caller writes the result back, and its first sector to the backup boot sector too (`backupBootSector`).
 * @param record the 8192 bytes of resources/boot-code/ntfs-boot-record.bin
 * @throws StagingFault sequence-invalid when the volume is not NTFS, sector-size-unsupported when it is formatted for
 * other than 512-byte sectors
 */
export function installBootRecord(volumeStart: Uint8Array, record: Uint8Array): Uint8Array {
  const old = wholeRecord(volumeStart, "The start of the volume");
  const boot = decodeNtfsBoot(old);
  if (!boot)
    throw new StagingFault(
      "sequence-invalid",
      "The volume that is to become bootable is not an NTFS volume.",
    );
  if (boot.sectorBytes !== BIOS_SECTOR_BYTES)
    throw new StagingFault(
      "sector-size-unsupported",
      `The volume is formatted for ${boot.sectorBytes}-byte sectors; a PC starts by BIOS only from ${BIOS_SECTOR_BYTES}-byte sectors.`,
    );
  const installed = wholeRecord(record, "The boot record").slice();
  installed.set(old.subarray(OWN_FROM, OWN_TO), OWN_FROM);
  return installed;
}

/**
 * The copy of the first sector that NTFS keeps right behind the sectors it counts.
 * @param volumeStart at least the volume's first sector
 * @throws StagingFault sequence-invalid when it is not NTFS
 */
export function backupBootSector(volumeStart: Uint8Array): { offset: number; bytes: Uint8Array } {
  const boot = decodeNtfsBoot(volumeStart);
  if (!boot || volumeStart.length < boot.sectorBytes)
    throw new StagingFault(
      "sequence-invalid",
      "A backup boot sector was asked of what is not an NTFS volume.",
    );
  return { offset: boot.backupBootOffset, bytes: volumeStart.slice(0, boot.sectorBytes) };
}

/** What a volume's boot record looks like. */
export interface BootRecordFound {
  /** Every byte of it that is not the volume's own is that of the given record. */
  ours: boolean;
  /** The first sector on the drive that the volume believes it has; the boot record adds it to all it reads. */
  hiddenSectors: number;
  /** `hiddenSectors` is where the volume really begins. */
  startsThere: boolean;
  /** The backup boot sector equals the first. */
  backupEqual: boolean;
}

/**
 * Looks at a volume's boot record.
 * @param volumeStart the volume's first 8192 bytes
 * @param backup the sector that stands where `backupBootSector` says
 * @param startLba where the volume begins on its drive, in sectors
 * @returns null when it is no NTFS volume
 */
export function checkBootRecord(found: {
  volumeStart: Uint8Array;
  backup: Uint8Array;
  record: Uint8Array;
  startLba: number;
}): BootRecordFound | null {
  const start = wholeRecord(found.volumeStart, "The start of the volume");
  const boot = decodeNtfsBoot(start);
  if (!boot) return null;
  const expected = wholeRecord(found.record, "The boot record").slice();
  expected.set(start.subarray(OWN_FROM, OWN_TO), OWN_FROM);
  return {
    ours: sameBytes(start, expected),
    hiddenSectors: boot.hiddenSectors,
    startsThere: boot.hiddenSectors === found.startLba,
    backupEqual: sameBytes(found.backup, start.subarray(0, boot.sectorBytes)),
  };
}

/** @throws StagingFault internal: the caller read or loaded something else */
function wholeRecord(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length !== BOOT_RECORD_BYTES)
    throw new StagingFault("internal", `${what} has ${bytes.length} bytes instead of ${BOOT_RECORD_BYTES}.`);
  return bytes;
}
