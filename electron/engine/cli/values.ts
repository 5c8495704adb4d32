import { readSize } from "../../../shared/size.ts";
import { UsageError } from "./exit-codes.ts";

const LARGEST_BAY = 9999;

/** Bay numbers as people write them: "1,2,5-8" → [1, 2, 5, 6, 7, 8]; "all" → "all". Each bay once, in order. */
export function parseBays(text: string): number[] | "all" {
  if (text.trim().toLowerCase() === "all") return "all";
  const bays = text.split(",").flatMap((part) => parseBayRange(part.trim(), text));
  return [...new Set(bays)].sort((a, b) => a - b);
}

/** One bay number, 1 or more. */
export function parseBay(text: string): number {
  const [bay, another] = parseBayRange(text.trim(), text);
  if (bay === undefined || another !== undefined) throw notBays(text);
  return bay;
}

function parseBayRange(part: string, whole: string): number[] {
  const [, first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
  if (first === undefined) throw notBays(whole);
  const from = Number(first);
  const to = last === undefined ? from : Number(last);
  if (from < 1 || to < from || to > LARGEST_BAY) throw notBays(whole);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

function notBays(text: string): UsageError {
  return new UsageError(`"${text}" is no list of bays. Write them like 1,2,5-8 or all.`);
}

/** A size in bytes, as `readSize` reads it. */
export function parseSize(text: string): number {
  const bytes = readSize(text);
  if (bytes !== null) return bytes;
  throw new UsageError(`"${text}" is no size. Write it like 8G (decimal) or 8Gi (binary).`);
}

/** "3=SN123" → [3, "SN123"]. */
export function parseUnit(text: string): [bay: number, unitSerial: string] {
  const at = text.indexOf("=");
  const unitSerial = text.slice(at + 1).trim();
  if (at < 1 || unitSerial === "")
    throw new UsageError(`"${text}" names no unit. Write the bay and its unit's serial like 3=SN123.`);
  return [parseBay(text.slice(0, at)), unitSerial];
}

/** A whole number, 1 or more. */
export function parseCount(text: string, flag: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new UsageError(`${flag} wants a whole number, 1 or more; "${text}" is none.`);
  return count;
}

/** @param choices the words that are allowed */
export function parseChoice<const T extends string>(text: string, flag: string, choices: readonly T[]): T {
  const choice = choices.find((word) => word === text);
  if (choice === undefined)
    throw new UsageError(`${flag} is one of ${choices.join(", ")}; "${text}" is none of them.`);
  return choice;
}
