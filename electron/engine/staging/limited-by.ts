import type { Drive } from "../../../shared/drive.ts";
import type { JobEvent, Phase } from "../../../shared/job.ts";
import type { LimitedBy, PhaseLimit, Waits } from "../../../shared/limit.ts";
import type { RecordedRates } from "./outlier.ts";
import type { CpuTimes } from "./stage-drive.ts";

/** With this much of the processors' time taken nothing else can be what limits. */
const CPU_FULL = 0.9;
/** Below this part of what its model did on record, a drive that has others beside it is held back by what they share. */
const PART_OF_BEST = 0.7;
/** A burst says nothing. */
const MIN_LOOK_MS = 500;

export interface LimitFacts {
  waits: Waits;
  cpuShare: number | null;
  bytesPerSecond: number;
  /** Drives at work behind the same controller, this one included. */
  besideController: number;
  /** The best that a drive of its model did in this phase on record; null when there is none. */
  bestBytesPerSecond: number | null;
}

/** What a drive's pace hung on, from measured figures alone. */
export function limitedBy(facts: LimitFacts): LimitedBy {
  const { waits, cpuShare, bytesPerSecond, besideController, bestBytesPerSecond } = facts;
  if (cpuShare !== null && cpuShare >= CPU_FULL) return "cpu";
  if (sourceShare(waits) >= 0.5) return "source";
  const slowed = bestBytesPerSecond !== null && bytesPerSecond < bestBytesPerSecond * PART_OF_BEST;
  return slowed && besideController > 1 ? "controller" : "drive";
}

export function sourceShare({ sourceMs, driveMs }: Waits): number {
  return sourceMs + driveMs > 0 ? sourceMs / (sourceMs + driveMs) : 0;
}

export interface LimitParts {
  ticks: () => number;
  cpu: (() => CpuTimes) | undefined;
  recorded: RecordedRates;
  beside: (drive: Pick<Drive, "port">) => number;
}

/** How busy the processors were between two looks; null without a way to know. */
export function cpuWatch({ ticks, cpu }: Pick<LimitParts, "ticks" | "cpu">): () => number | null {
  const began = { at: ticks(), busyMs: cpu?.().busyMs ?? 0 };
  return () => {
    const now = cpu?.();
    const ms = ticks() - began.at;
    if (!now || ms <= 0) return null;
    return Math.min(1, (now.busyMs - began.busyMs) / (ms * now.processors));
  };
}

type PhaseEnded = Extract<JobEvent, { type: "phase-ended" }>;

/** Follows one drive's phases and adds to each that moved content what limited it. */
export function limitJudge(parts: LimitParts, drive: Pick<Drive, "port" | "model">) {
  let busy = cpuWatch(parts);
  return (event: JobEvent): JobEvent => {
    if (event.type === "phase-started") busy = cpuWatch(parts);
    if (event.type !== "phase-ended" || !event.waited || event.ms < MIN_LOOK_MS) return event;
    return { ...event, limit: phaseLimit(parts, drive, event, event.waited, busy()) };
  };
}

function phaseLimit(
  parts: LimitParts,
  drive: Pick<Drive, "port" | "model">,
  { phase, bytes, ms }: PhaseEnded,
  waits: Waits,
  cpuShare: number | null,
): PhaseLimit {
  const by = limitedBy({
    waits,
    cpuShare,
    bytesPerSecond: (bytes / ms) * 1000,
    besideController: parts.beside(drive),
    bestBytesPerSecond: best(parts.recorded(drive.model, phase)),
  });
  return { by, sourceShare: round(sourceShare(waits)), cpuShare: cpuShare === null ? null : round(cpuShare) };
}

function best(rates: readonly number[]): number | null {
  return rates.length > 0 ? Math.max(...rates) : null;
}

const round = (share: number) => Math.round(share * 1000) / 1000;

/** What one running drive does now. */
export interface LimitSample {
  job: string;
  port: string;
  model: string;
  phase: Phase;
  bytesPerSecond: number;
  waits: Waits;
}

/** What limits the bench now, looked at once a second: the limit of most of the drives that move content. */
export function createLimitWatch(parts: LimitParts) {
  const before = new Map<string, { phase: Phase; waits: Waits }>();
  let busy = cpuWatch(parts);
  return (running: readonly LimitSample[]): LimitedBy | null => {
    const cpuShare = busy();
    busy = cpuWatch(parts);
    const counts = new Map<LimitedBy, number>();
    for (const sample of running) {
      const { waits, bytesPerSecond, model, phase } = sample;
      const last = before.get(sample.job);
      const since = last?.phase === phase ? minus(waits, last.waits) : waits;
      const bestBytesPerSecond = best(parts.recorded(model, phase));
      const besideController = parts.beside(sample);
      const by = limitedBy({ waits: since, cpuShare, bytesPerSecond, besideController, bestBytesPerSecond });
      counts.set(by, (counts.get(by) ?? 0) + 1);
    }
    before.clear();
    for (const { job, phase, waits } of running) before.set(job, { phase, waits });
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
  };
}

function minus(a: Waits, b: Waits): Waits {
  return { sourceMs: a.sourceMs - b.sourceMs, driveMs: a.driveMs - b.driveMs };
}
