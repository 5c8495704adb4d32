import type { Architecture } from "../../../../shared/media.ts";

/** What a program file (PE/COFF) says of itself, as far as starting a PC with it asks. */
export interface PeFile {
  /** "none" for a machine that no PC of ours has. */
  machine: Architecture;
  /** Where the checksum field and the entry of the certificate table stand: no signature covers them. */
  checksumOffset: number;
  certificateEntryOffset: number;
  /** Where signatures lie; null when there are none. Within the file. */
  certificates: { offset: number; length: number } | null;
}

const MACHINES: Record<number, Architecture> = {
  0x014c: "x86",
  0x8664: "x64",
  0x01c0: "arm",
  0x01c4: "arm",
  0xaa64: "arm64",
  0x0200: "ia64",
};
const COFF_BYTES = 24;
const CHECKSUM_AT = 64;
const CERTIFICATE_TABLE = 4;

/**
 * Reads a program's headers. Null when the bytes are no program. Never throws.
 * Layout: "PE Format", MS-DOS stub, COFF header, optional header, data directory 4.
 */
export function parsePe(bytes: Uint8Array): PeFile | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 64 || view.getUint16(0, true) !== 0x5a4d) return null;
  const start = view.getUint32(60, true);
  if (start + COFF_BYTES + CHECKSUM_AT + 4 > bytes.length) return null;
  if (view.getUint32(start, true) !== 0x4550) return null;
  const optional = start + COFF_BYTES;
  const magic = view.getUint16(optional, true);
  const directories = magic === 0x20b ? 112 : magic === 0x10b ? 96 : 0;
  const certificateEntryOffset = optional + directories + CERTIFICATE_TABLE * 8;
  if (directories === 0 || certificateEntryOffset + 8 > bytes.length) return null;
  return {
    machine: MACHINES[view.getUint16(start + 4, true)] ?? "none",
    checksumOffset: optional + CHECKSUM_AT,
    certificateEntryOffset,
    certificates: certificateTable(view, optional + directories - 4, certificateEntryOffset),
  };
}

function certificateTable(view: DataView, countAt: number, entryAt: number): PeFile["certificates"] {
  if (view.getUint32(countAt, true) <= CERTIFICATE_TABLE) return null;
  const offset = view.getUint32(entryAt, true); // a file offset: of all directories only this one
  const length = view.getUint32(entryAt + 4, true);
  return length === 0 || offset + length > view.byteLength ? null : { offset, length };
}

const MOST_SIGNATURES = 16;
const ENTRY_HEADER_BYTES = 8;
const PKCS_SIGNED_DATA = 2;

/** The PKCS#7 blobs of the certificate table, in order. WIN_CERTIFICATE: length, revision, type, then the blob. */
export function certificateBlobs(bytes: Uint8Array, { certificates }: PeFile): Uint8Array[] {
  const blobs: Uint8Array[] = [];
  if (!certificates) return blobs;
  const end = certificates.offset + certificates.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = certificates.offset; at + ENTRY_HEADER_BYTES <= end && blobs.length < MOST_SIGNATURES;) {
    const length = view.getUint32(at, true);
    if (length < ENTRY_HEADER_BYTES || at + length > end) break;
    if (view.getUint16(at + 6, true) === PKCS_SIGNED_DATA)
      blobs.push(bytes.subarray(at + ENTRY_HEADER_BYTES, at + length));
    at += Math.ceil(length / 8) * 8;
  }
  return blobs;
}

/** The stretches that a signature covers: all but the checksum, the table's entry, and the table. */
export function signedStretches(bytes: Uint8Array, pe: PeFile): Uint8Array[] {
  const { checksumOffset, certificateEntryOffset, certificates } = pe;
  const tableOffset = certificates?.offset ?? bytes.length;
  const tableEnd = certificates ? certificates.offset + certificates.length : bytes.length;
  return [
    bytes.subarray(0, checksumOffset),
    bytes.subarray(checksumOffset + 4, certificateEntryOffset),
    bytes.subarray(certificateEntryOffset + 8, Math.max(certificateEntryOffset + 8, tableOffset)),
    bytes.subarray(tableEnd),
  ];
}
