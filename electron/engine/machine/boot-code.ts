import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const folder = new URL("../../../resources/boot-code/", import.meta.url);

/** Code that goes onto drives, and the name it has in recipes and records. */
export interface BootBinary {
  bytes: Uint8Array;
  /** Lower-case hex. */
  sha256: string;
}

export interface BootCode {
  /** What `installBootRecord` and `installFatBootRecord` put into a volume that a BIOS starts. */
  bootRecords: Record<"NTFS" | "FAT32", BootBinary>;
  /** Bytes 0 to 439 of a drive with an MBR partition table. */
  mbr: BootBinary;
}

let loaded: BootCode | undefined;

/** The committed binaries. Sources and how to build them lie beside them in resources/boot-code. */
export function bootCode(): BootCode {
  loaded ??= {
    bootRecords: { NTFS: load("ntfs-boot-record.bin", 8192), FAT32: load("fat-boot-record.bin", 2560) },
    mbr: load("mbr.bin", 440),
  };
  return loaded;
}

function load(name: string, sizeBytes: number): BootBinary {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  if (bytes.length !== sizeBytes)
    throw new Error(`${name} has ${bytes.length} bytes instead of ${sizeBytes}: rebuild it with nasm`);
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
