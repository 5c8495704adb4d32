const units: Record<string, number> = {
  "": 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Reads a size in bytes: "8G" is 8 000 000 000 (as on a drive's label), "8Gi" is 8 × 2^30. Null when it is none. */
export function readSize(text: string): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]i?)?B?$/i.exec(text.trim()) ?? [];
  const factor = units[unit.slice(0, 1).toUpperCase() + unit.slice(1).toLowerCase()];
  const bytes = Math.round(Number(number) * (factor ?? Number.NaN));
  return number !== "" && Number.isSafeInteger(bytes) ? bytes : null;
}
