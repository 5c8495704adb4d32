/** What a scanned line means. */
export type Scan = { kind: "bay"; bay: number } | { kind: "unit"; unit: string };

const BAY_LABEL = /^bay[-_ #]?0*(\d{1,4})$/i;
const BARE_NUMBER = /^0*(\d{1,3})$/;

/**
 * "BAY-04" is always a bay. A bare "04" is one where a unit waits for its bay, or where there is such a bay; anything
 * else is a unit's serial.
 */
export function readScan(line: string, unitWaits: boolean, bays: readonly number[]): Scan {
  const labelled = BAY_LABEL.exec(line)?.[1];
  if (labelled !== undefined) return { kind: "bay", bay: Number(labelled) };
  const bare = BARE_NUMBER.exec(line)?.[1];
  if (bare !== undefined && (unitWaits || bays.includes(Number(bare))))
    return { kind: "bay", bay: Number(bare) };
  return { kind: "unit", unit: line };
}
