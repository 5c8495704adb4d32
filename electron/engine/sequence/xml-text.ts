import { StagingFault } from "../../../shared/fault.ts";

/** No real sequence comes near this; the largest export seen is 0.3 MB. */
export const MAX_FILE_BYTES = 16 * 2 ** 20;

/** The fault of every file that is no task sequence, or one that is made to harm. */
export function unreadable(message: string, cause?: unknown): StagingFault {
  return new StagingFault("sequence-unreadable", message, { cause });
}

/**
 * The text of an XML file: UTF-8 or UTF-16, with or without a byte order mark.
 * @throws StagingFault sequence-unreadable for a file too large, or bytes that are not text in that encoding
 */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes.length > MAX_FILE_BYTES)
    throw unreadable(
      `The file has ${(bytes.length / 2 ** 20).toFixed(0)} MB. A task sequence of more than ${MAX_FILE_BYTES / 2 ** 20} MB is not read.`,
    );
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw unreadable(`The file is not text in ${encoding.toUpperCase()}.`, thrown);
  }
}

/** The mark decides; without one, a zero byte beside "<" tells UTF-16. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0x3c && second === 0) return "utf-16le";
  if (first === 0 && second === 0x3c) return "utf-16be";
  return "utf-8";
}
