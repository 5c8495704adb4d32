import { viewOf } from "./byte-range.ts";

/** A GUID as Windows and GPT store it: the first three groups little endian, the rest as they are read. */
export const GUID_BYTES = 16;

/** Upper case, without braces: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B". */
export function guidAt(view: DataView, at: number): string {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, "0");
  const tail = Array.from({ length: 8 }, (_, index) => hex(view.getUint8(at + 8 + index), 2)).join("");
  const head = [
    hex(view.getUint32(at, true), 8),
    hex(view.getUint16(at + 4, true), 4),
    hex(view.getUint16(at + 6, true), 4),
  ];
  return [...head, tail.slice(0, 4), tail.slice(4)].join("-");
}

/** @throws Error when the text is no GUID: our own mistake, never a person's */
export function guidBytes(text: string): Uint8Array {
  const digits = text.replace(/^\{|\}$/g, "").replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) throw new Error(`“${text}” is no GUID`);
  const bytes = Uint8Array.from({ length: GUID_BYTES }, (_, n) =>
    Number.parseInt(digits.slice(n * 2, n * 2 + 2), 16),
  );
  const view = viewOf(bytes);
  view.setUint32(0, view.getUint32(0, false), true);
  view.setUint16(4, view.getUint16(4, false), true);
  view.setUint16(6, view.getUint16(6, false), true);
  return bytes;
}
