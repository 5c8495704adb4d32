import { StagingFault } from "../../../shared/fault.ts";
import type { Phase } from "../../../shared/job.ts";
import type { StationParts } from "./ports.ts";

/** What one running drive does now. `doneBytes` of its phase. */
export interface RateSample {
  job: string;
  model: string;
  phase: Phase;
  doneBytes: number;
}

export interface Outlier {
  job: string;
  phase: Phase;
  bytesPerSecond: number;
  medianBytesPerSecond: number;
}

/** Slower than this part of the median of its model, for as long as the window. */
const PART = 1 / 4;
const WINDOW_MS = 60_000;
/** A median of fewer drives says nothing. */
const MIN_DRIVES = 3;

/** Rates of earlier stagings of this model in this phase, in bytes a second; from the records. */
export type RecordedRates = (model: string, phase: Phase) => readonly number[];

interface Track {
  phase: Phase;
  samples: { ticks: number; bytes: number }[];
  told: boolean;
}

/** Finds drives that are much slower than their like, over a whole minute. Each phase of a job is told at most once. */
export interface OutlierWatch {
  look(running: readonly RateSample[], ticks: number): Outlier[];
}

export function createOutlierWatch(recorded: RecordedRates): OutlierWatch {
  const tracks = new Map<string, Track>();
  return {
    look(running, ticks) {
      const jobs = new Set(running.map(({ job }) => job));
      for (const job of tracks.keys()) if (!jobs.has(job)) tracks.delete(job);
      for (const sample of running) follow(tracks, sample, ticks);
      return running.flatMap((sample) => {
        const track = tracks.get(sample.job);
        const rate = track && sustained(track, ticks);
        if (!track || track.told || rate === undefined || rate === null) return [];
        const median = medianOf(sample, running, tracks, ticks, recorded);
        if (median === null || rate >= median * PART) return [];
        track.told = true;
        const { job, phase } = sample;
        return { job, phase, bytesPerSecond: rate, medianBytesPerSecond: median };
      });
    },
  };
}

function follow(tracks: Map<string, Track>, { job, phase, doneBytes }: RateSample, ticks: number): void {
  const known = tracks.get(job);
  const track = known?.phase === phase ? known : { phase, samples: [], told: false };
  tracks.set(job, track);
  track.samples.push({ ticks, bytes: doneBytes });
  // One sample from before the window stays, so that the window is whole.
  while ((track.samples[1]?.ticks ?? ticks) <= ticks - WINDOW_MS) track.samples.shift();
}

/** Over the whole window; null while the phase is younger than that. */
function sustained({ samples }: Track, ticks: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || ticks - first.ticks < WINDOW_MS) return null;
  return (Math.max(0, last.bytes - first.bytes) / (ticks - first.ticks)) * 1000;
}

/** What drives of its model do: those beside it, itself included, or else those on record. */
function medianOf(
  { model, phase }: RateSample,
  running: readonly RateSample[],
  tracks: ReadonlyMap<string, Track>,
  ticks: number,
  recorded: RecordedRates,
): number | null {
  const beside = running
    .filter((other) => other.model === model && other.phase === phase)
    .flatMap(({ job }) => {
      const track = tracks.get(job);
      return (track && sustained(track, ticks)) ?? [];
    });
  return median(beside) ?? median(recorded(model, phase));
}

function median(rates: readonly number[]): number | null {
  if (rates.length < MIN_DRIVES) return null;
  return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? null;
}

const RECORDS = 50;
const FRESH_MS = 60_000;

/** Rates of the newest stagings on record. Asked anew every minute at most: those of a run that finished meanwhile count. */
export function recordedRates(records: StationParts["records"], clock: StationParts["clock"]): RecordedRates {
  const known = new Map<string, { at: number; units: ReturnType<typeof records.findUnits> }>();
  return (model, phase) => {
    let entry = known.get(model);
    if (!entry || clock.ticks() - entry.at > FRESH_MS) {
      const units = records.findUnits(model, RECORDS);
      entry = {
        at: clock.ticks(),
        units: units.filter((unit) => unit.model === model && unit.ending === "done"),
      };
      known.set(model, entry);
    }
    return entry.units.flatMap(({ phases }) =>
      phases.flatMap((one) => (one.phase === phase && one.ms > 0 ? (one.bytes / one.ms) * 1000 : [])),
    );
  };
}

/** What a station that fails outliers says of one. */
export function tooSlow({
  bytesPerSecond,
  medianBytesPerSecond,
}: Omit<Outlier, "job" | "phase">): StagingFault {
  const mb = (rate: number) => (rate / 1e6).toFixed(1);
  return new StagingFault(
    "drive-too-slow",
    `The drive did ${mb(bytesPerSecond)} MB/s for a minute, where others of its model do ${mb(medianBytesPerSecond)} MB/s.`,
  );
}
