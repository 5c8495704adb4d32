import type { Ending } from "../../../shared/job.ts";
import { runLimit } from "../../../shared/limit.ts";
import type { Batch, UnitRecord } from "../../../shared/record.ts";

/** What the heading of a batch report says. Counted from the very rows of its table. */
export interface Summary {
  interim: boolean;
  training: boolean;
  counts: Record<Ending | "running", number>;
  /** Different unit serials: a unit that was staged again is one unit. */
  distinctUnits: number;
  operators: string[];
  stations: string[];
  software: string[];
  media: { name: string; sha256: string }[];
  sequences: string[];
  /** What limited the drives together; null when that is not on record. */
  limit: ReturnType<typeof runLimit>;
  startedAt: string | null;
  /** Null while any of them is running. */
  endedAt: string | null;
}

export function summarise(batch: Batch, units: readonly UnitRecord[]): Summary {
  const counts = { done: 0, failed: 0, cancelled: 0, interrupted: 0, running: 0 };
  for (const unit of units) counts[unit.ending ?? "running"]++;
  const media = new Map(
    units.map((unit) => [unit.mediaSha256, `${unit.mediaName} ${unit.mediaVersion}`.trim()]),
  );
  return {
    interim: batch.state === "open" || counts.running > 0,
    training: units.some((unit) => unit.bench === "training"),
    counts,
    distinctUnits: new Set(units.map((unit) => unit.unitSerial)).size,
    operators: distinct([batch.operator, ...units.map((unit) => unit.operator)]),
    stations: distinct(units.map((unit) => unit.station)),
    software: distinct(units.map((unit) => unit.software)),
    media: [...media].map(([sha256, name]) => ({ sha256, name })),
    sequences: distinct(units.map((unit) => `${unit.sequenceName}, version ${unit.sequenceVersion}`)),
    limit: runLimit(units),
    startedAt: first(units.map((unit) => unit.startedAt)),
    endedAt: counts.running > 0 ? null : last(units.flatMap((unit) => unit.endedAt ?? [])),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.trim()).filter(Boolean))];
}

// ISO 8601 in UTC sorts as text.
const first = (times: string[]): string | null => times.toSorted()[0] ?? null;
const last = (times: string[]): string | null => times.toSorted().at(-1) ?? null;
