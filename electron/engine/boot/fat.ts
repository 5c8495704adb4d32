import { hasTextAt, viewOf } from "./byte-range.ts";

/** What a FAT volume's boot sector says of it. */
export interface FatBoot {
  type: "FAT12" | "FAT16" | "FAT32";
  /** As in the boot sector; null when it has none ("NO NAME"). */
  label: string | null;
  /** 8 hex digits. */
  serial: string;
  sectorBytes: number;
  clusterBytes: number;
  totalSectors: number;
}

/** Null when the sector is no FAT boot sector. Source: Microsoft's FAT specification ("fatgen103"). */
export function decodeFatBoot(sector: Uint8Array): FatBoot | null {
  if (sector.length < 512) return null;
  const view = viewOf(sector);
  const sizes = sizesOf(view);
  if (view.getUint16(510, true) !== 0xaa55 || !sizes) return null;
  const is32 = view.getUint16(22, true) === 0;
  const extendedAt = is32 ? 66 : 38;
  if (!hasTextAt(sector, extendedAt + 16, "FAT")) return null;
  const label = String.fromCharCode(...sector.subarray(extendedAt + 5, extendedAt + 16)).trim();
  const { clusters, sectorBytes, clusterBytes, totalSectors } = sizes;
  const small = clusters < 4085 ? "FAT12" : "FAT16";
  return {
    type: is32 ? "FAT32" : small,
    label: label === "" || label === "NO NAME" ? null : label,
    serial: view
      .getUint32(extendedAt + 1, true)
      .toString(16)
      .toUpperCase()
      .padStart(8, "0"),
    sectorBytes,
    clusterBytes,
    totalSectors,
  };
}

interface Sizes {
  sectorBytes: number;
  clusterBytes: number;
  totalSectors: number;
  clusters: number;
}

function sizesOf(view: DataView): Sizes | null {
  const sectorBytes = view.getUint16(11, true);
  const sectorsPerCluster = view.getUint8(13);
  const reserved = view.getUint16(14, true);
  const fats = view.getUint8(16);
  const rootEntries = view.getUint16(17, true);
  const totalSectors = view.getUint16(19, true) || view.getUint32(32, true);
  const fatSectors = view.getUint16(22, true) || view.getUint32(36, true);
  if (![512, 1024, 2048, 4096].includes(sectorBytes) || !isPowerOfTwo(sectorsPerCluster)) return null;
  if (reserved === 0 || fats < 1 || fats > 2 || fatSectors === 0) return null;
  const rootSectors = Math.ceil((rootEntries * 32) / sectorBytes);
  const dataSectors = totalSectors - reserved - fats * fatSectors - rootSectors;
  if (dataSectors < sectorsPerCluster) return null;
  const clusters = Math.floor(dataSectors / sectorsPerCluster);
  return { sectorBytes, clusterBytes: sectorBytes * sectorsPerCluster, totalSectors, clusters };
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}
