import { Stamp } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { hasTextAt, viewOf } from "./byte-range.ts";
import { crc32 } from "./crc32.ts";

/**
 * Where a staged drive says what it carries: bytes from the drive's start, before the first partition at 1 MiB and
 * far behind a GPT's entries, with 512 and with 4096-byte sectors.
 */
export const STAMP_OFFSET = 512 * 1024;
export const STAMP_BYTES = 4096;

/*
 *  0  8  "PRESTAGE"
 *  8  4  version of this record, 1
 * 12  4  length of the JSON in bytes
 * 16  4  CRC-32 of all 4096 bytes, counted with zeros here
 * 20     JSON, UTF-8; zeros behind it
 */
const MAGIC = "PRESTAGE";
const VERSION = 1;
const CRC_AT = 16;
const JSON_AT = 20;

/** @throws StagingFault bad-input when its texts are too long for the record */
export function encodeStamp(stamp: Stamp): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(Stamp.parse(stamp)));
  if (json.length > STAMP_BYTES - JSON_AT)
    throw new StagingFault(
      "bad-input",
      `The drive's stamp would take ${json.length} bytes; there is room for ${STAMP_BYTES - JSON_AT}. Use shorter names.`,
    );
  const bytes = new Uint8Array(STAMP_BYTES);
  const view = viewOf(bytes);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, json.length, true);
  bytes.set(json, JSON_AT);
  view.setUint32(CRC_AT, crc32(bytes), true);
  return bytes;
}

/** Null when there is no stamp, or a damaged one. */
export function decodeStamp(bytes: Uint8Array): Stamp | null {
  if (bytes.length < STAMP_BYTES || !hasTextAt(bytes, 0, MAGIC)) return null;
  const record = bytes.slice(0, STAMP_BYTES);
  const view = viewOf(record);
  const lengthBytes = view.getUint32(12, true);
  const crc = view.getUint32(CRC_AT, true);
  view.setUint32(CRC_AT, 0, true);
  if (view.getUint32(8, true) !== VERSION || lengthBytes > STAMP_BYTES - JSON_AT) return null;
  if (crc32(record) !== crc) return null;
  const json = new TextDecoder().decode(record.subarray(JSON_AT, JSON_AT + lengthBytes));
  const stamp = Stamp.safeParse(parseJson(json));
  return stamp.success ? stamp.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
