import type { Phase } from "../../../shared/job.ts";
import type { UnitRecord } from "../../../shared/record.ts";
import { words } from "./words.ts";

/** "7,000,000,000" */
export function wholeNumber(value: number): string {
  return value.toString().replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Decimal, three figures: "240 GB", "1.92 TB", "512 MB". */
export function driveSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let power = 0;
  let value = bytes;
  while (value >= 999.5 && power < units.length - 1) {
    value /= 1000;
    power++;
  }
  return `${power === 0 ? value : Number(value.toPrecision(3))} ${units[power]}`;
}

/** "14.0 s" below a minute, then "04:10", then "1:04:10". */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}

/** From start to end, or the word for none while there is no end. */
export function durationBetween(startedAt: string, endedAt: string | null): string {
  return endedAt === null ? words.none : duration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));
}

/** "412", "9.7": decimal megabytes a second; the word for none where nothing was measured. */
export function megabytesPerSecond(bytes: number, ms: number): string {
  if (bytes === 0 || ms === 0) return words.none;
  const rate = bytes / ms / 1000;
  return rate < 10 ? rate.toFixed(1) : rate.toFixed(0);
}

/** A phase's figures; a phase that was taken up again after a stop counts as one. */
export function phaseTotal(unit: UnitRecord, phase: Phase): { bytes: number; ms: number } | null {
  const parts = unit.phases.filter((one) => one.phase === phase);
  if (parts.length === 0) return null;
  return parts.reduce((sum, { bytes, ms }) => ({ bytes: sum.bytes + bytes, ms: sum.ms + ms }), {
    bytes: 0,
    ms: 0,
  });
}

export function phaseRate(unit: UnitRecord, phase: Phase): string {
  const total = phaseTotal(unit, phase);
  return total ? megabytesPerSecond(total.bytes, total.ms) : words.none;
}

/** Writes times as "2026-03-02 08:00:00", on the clock of one time zone. */
export function clock(timeZone: string): (at: string | null) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (at) => {
    if (at === null) return words.none;
    const part = Object.fromEntries(
      format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]),
    );
    return `${part["year"]}-${part["month"]}-${part["day"]} ${part["hour"]}:${part["minute"]}:${part["second"]}`;
  };
}
