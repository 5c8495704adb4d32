import { hasTextAt, viewOf, type ReadBytes } from "./byte-range.ts";
import { damaged } from "./ntfs-bytes.ts";

/** Where a volume's 8-byte serial stands in its boot sector. */
export const SERIAL_AT = 0x48;
/** More clusters than this no NTFS driver takes. */
const MAX_CLUSTERS = 2 ** 32;
const MAX_CLUSTER_BYTES = 2 * 1024 * 1024;

/** What an NTFS boot sector says. Sizes in bytes. */
export interface NtfsBoot {
  sectorBytes: number;
  clusterBytes: number;
  /** As counted by the volume: the backup boot sector behind them is not among them. */
  totalSectors: number;
  totalClusters: number;
  /** Where the backup boot sector stands: right behind the counted sectors. */
  backupBootOffset: number;
  mftLcn: number;
  fileRecordBytes: number;
  indexBlockBytes: number;
  /** The partition's first sector on the drive. */
  hiddenSectors: number;
  /** 16 hex digits, as tools print it (most significant byte first). */
  serial: string;
}

/** Null when this is no NTFS volume, or its boot sector contradicts itself. */
export async function readNtfsBoot(read: ReadBytes): Promise<NtfsBoot | null> {
  return decodeNtfsBoot(await read({ offset: 0, length: 512 }));
}

/** @throws StagingFault media-corrupt where `readNtfsBoot` gives null */
export async function requireNtfsBoot(read: ReadBytes): Promise<NtfsBoot> {
  const boot = await readNtfsBoot(read);
  if (!boot) throw damaged("it has no NTFS boot sector");
  return boot;
}

/** Decodes the first 512 bytes of a volume, whatever its sector size. */
export function decodeNtfsBoot(sector: Uint8Array): NtfsBoot | null {
  if (sector.length < 512 || !hasTextAt(sector, 3, "NTFS    ")) return null;
  const view = viewOf(sector);
  const sectorBytes = view.getUint16(0x0b, true);
  if (view.getUint16(510, true) !== 0xaa55 || !isPowerOfTwo(sectorBytes, 512, 4096)) return null;
  const clusterBytes = sectorBytes * countOrPower(view.getUint8(0x0d));
  if (!isPowerOfTwo(clusterBytes, sectorBytes, MAX_CLUSTER_BYTES)) return null;
  const totalSectors = Number(view.getBigUint64(0x28, true));
  const totalClusters = Math.floor((totalSectors * sectorBytes) / clusterBytes);
  const mftLcn = Number(view.getBigUint64(0x30, true));
  if (totalClusters < 1 || totalClusters > MAX_CLUSTERS || mftLcn < 1 || mftLcn >= totalClusters) return null;
  const fileRecordBytes = sizeOf(view.getInt8(0x40), clusterBytes);
  const indexBlockBytes = sizeOf(view.getInt8(0x44), clusterBytes);
  if (!isPowerOfTwo(fileRecordBytes, 512, 64 * 1024) || !isPowerOfTwo(indexBlockBytes, 512, 64 * 1024))
    return null;
  return {
    sectorBytes,
    clusterBytes,
    totalSectors,
    totalClusters,
    backupBootOffset: totalSectors * sectorBytes,
    mftLcn,
    fileRecordBytes,
    indexBlockBytes,
    hiddenSectors: view.getUint32(0x1c, true),
    serial: view.getBigUint64(SERIAL_AT, true).toString(16).toUpperCase().padStart(16, "0"),
  };
}

/** Sectors for each cluster: a count, or above 128 a negative power of two. */
function countOrPower(byte: number): number {
  return byte > 128 ? 2 ** (256 - byte) : byte;
}

/** Size of a record: clusters, or when negative a power of two in bytes. */
function sizeOf(signed: number, clusterBytes: number): number {
  return signed < 0 ? 2 ** -signed : signed * clusterBytes;
}

function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}
