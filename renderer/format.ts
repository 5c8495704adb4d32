/** Figures as the operator reads them. Sizes and rates are decimal, as drive makers count. */

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** "512 GB", "7.2 GB", "0 B": three figures at most. */
export function sizeText(bytes: number): string {
  let [value, power] = [bytes, 0];
  while (Number(value.toPrecision(3)) >= 1000 && power < UNITS.length - 1) {
    value /= 1000;
    power++;
  }
  return `${Number(value.toPrecision(3))} ${UNITS[power] ?? ""}`;
}

/** "SX4 SSD 512 GB". Many models have their size in their name: it is not said twice. */
export function driveText(model: string, sizeBytes: number): string {
  const size = sizeText(sizeBytes);
  return model.replaceAll(" ", "").includes(size.replaceAll(" ", "")) ? model : `${model} ${size}`;
}

/** "Field laptop 24H2 · 3.2"; without a version, its name alone. */
export function mediaText(name: string, version: string): string {
  return version === "" ? name : `${name} · ${version}`;
}

/** "398 MB/s" as value and unit, so that a screen can set them apart. */
export function rateParts(bytesPerSecond: number): { value: string; unit: string } {
  const gb = bytesPerSecond >= 999.5e6; // what would read as 1000 MB/s
  const value = bytesPerSecond / (gb ? 1e9 : 1e6);
  const digits = gb ? 2 : value < 10 ? 1 : 0;
  return { value: value.toFixed(digits), unit: gb ? "GB/s" : "MB/s" };
}

export function rateText(bytesPerSecond: number): string {
  const { value, unit } = rateParts(bytesPerSecond);
  return `${value} ${unit}`;
}

/** "04:10", or "1:04:10" from an hour on. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/** How long something took: "0.3 s" below ten seconds, a clock above. */
export function tookText(ms: number): string {
  return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : clockText(ms);
}

/** 0 to 1 as a whole percentage; 100 only when it is all there. */
export function percent(fraction: number): number {
  return fraction >= 1 ? 100 : Math.max(0, Math.min(99, Math.floor(fraction * 100)));
}

/** The day alone, in the reader's way. */
export function dayText(iso: string): string {
  return new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** Bay numbers have two figures at least. */
export function bayText(bay: number): string {
  return String(bay).padStart(2, "0");
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

export function dateText(iso: string): string {
  return dateTime.format(new Date(iso));
}

export function timeText(iso: string): string {
  return timeOfDay.format(new Date(iso));
}
