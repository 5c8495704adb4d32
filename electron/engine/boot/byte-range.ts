/** A stretch of a volume or a drive, in bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

/** Reads a stretch. Fewer bytes than asked mean that the volume or drive ends there. */
export type ReadBytes = (range: ByteRange) => Promise<Uint8Array>;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** True when `text` (ASCII) stands at this place. */
export function hasTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
