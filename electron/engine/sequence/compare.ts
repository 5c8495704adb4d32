import type { Comparison } from "../../../shared/sequence-condition.ts";

/**
 * The rule for less and greater: two whole or decimal numbers are compared as numbers, anything else as text without
 * regard to case. Equality is always of text, so "0" is not "00". (The console's help leaves it open.)
 */
export function compareTexts(actual: string, operator: Comparison, wanted: string): boolean {
  const [a, b] = [actual.toLowerCase(), wanted.toLowerCase()];
  if (operator === "equals") return a === b;
  if (operator === "notEquals") return a !== b;
  const numbers = asNumber(a) !== null && asNumber(b) !== null;
  return holds(operator, numbers ? (asNumber(a) ?? 0) - (asNumber(b) ?? 0) : a === b ? 0 : a < b ? -1 : 1);
}

/** File and program versions: part by part as numbers, missing parts are 0. */
export function compareVersions(actual: string, operator: Comparison, wanted: string): boolean {
  const [a, b] = [parts(actual), parts(wanted)];
  for (let n = 0; n < Math.max(a.length, b.length); n++) {
    const difference = (a[n] ?? 0) - (b[n] ?? 0);
    if (difference !== 0) return holds(operator, difference);
  }
  return holds(operator, 0);
}

/** Times in UTC; null when one of them is none. */
export function compareDates(actual: string, operator: Comparison, wanted: string): boolean | null {
  const [a, b] = [time(actual), time(wanted)];
  return Number.isNaN(a) || Number.isNaN(b) ? null : holds(operator, a - b);
}

function holds(operator: Comparison, difference: number): boolean {
  switch (operator) {
    case "equals":
      return difference === 0;
    case "notEquals":
      return difference !== 0;
    case "less":
      return difference < 0;
    case "lessEqual":
      return difference <= 0;
    case "greater":
      return difference > 0;
    case "greaterEqual":
      return difference >= 0;
  }
}

function asNumber(text: string): number | null {
  return /^\s*[-+]?\d{1,15}(?:\.\d{1,15})?\s*$/.test(text) ? Number(text) : null;
}

function parts(version: string): number[] {
  return version.split(".").map((part) => Number(/^\s*(\d{1,9})/.exec(part)?.[1] ?? 0));
}

/** ISO 8601, WMI's `20260131120000.000000+000`, or `2026-01-31 12:00:00`; without a zone it is UTC. */
function time(text: string): number {
  const wmi = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text.trim());
  if (wmi) return Date.parse(`${wmi[1]}-${wmi[2]}-${wmi[3]}T${wmi[4]}:${wmi[5]}:${wmi[6]}Z`);
  const iso = text.trim().replace(" ", "T");
  return Date.parse(/(?:Z|[-+]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
}
