import { z } from "zod";
import { assertNever } from "./fault.ts";
import { HealthConcern } from "./health.ts";
import type { JobEvent } from "./job.ts";

/**
 * What a job met on its way that changed nothing about its state: told beside it, in amber, also when it is done.
 * Folded from the events like the state. Rates in bytes a second.
 */
export const JobMarks = z.object({
  /** Requests that failed and went through when they were sent again. */
  retries: z.number().int(),
  /** Its rate while it is slow; null when it is not, or no longer. */
  slow: z.number().nullable(),
  /** It was slow at least once. */
  wasSlow: z.boolean(),
  /** How often a new writer went on in the place of a stuck one. */
  resumes: z.number().int(),
  outlier: z.object({ bytesPerSecond: z.number(), medianBytesPerSecond: z.number() }).nullable(),
  /** What it said of itself that the station marks. */
  concerns: z.array(HealthConcern).default([]),
  /** The warmest that it was, in degrees Celsius; null when it does not tell. */
  maxCelsius: z.number().nullable().default(null),
});
export type JobMarks = z.infer<typeof JobMarks>;

export const noMarks: JobMarks = JobMarks.parse({
  retries: 0,
  slow: null,
  wasSlow: false,
  resumes: 0,
  outlier: null,
});

/** The marks after one more event. The same object when the event leaves no mark. */
export function foldMarks(marks: JobMarks, event: JobEvent): JobMarks {
  switch (event.type) {
    case "retried":
      return { ...marks, retries: marks.retries + event.count };
    case "slow":
      return { ...marks, slow: event.bytesPerSecond, wasSlow: true };
    case "recovered":
      return { ...marks, slow: null };
    case "resumed":
      return { ...marks, resumes: marks.resumes + 1 };
    case "outlier": {
      const { bytesPerSecond, medianBytesPerSecond } = event;
      return { ...marks, outlier: { bytesPerSecond, medianBytesPerSecond } };
    }
    case "health": {
      const { health, warned = [] } = event;
      const warmest = Math.max(health?.temperature ?? -Infinity, marks.maxCelsius ?? -Infinity);
      return { ...marks, concerns: warned, maxCelsius: Number.isFinite(warmest) ? warmest : null };
    }
    case "temperature": {
      const hot = event.tooHot && !marks.concerns.includes("too-hot");
      const concerns = hot ? [...marks.concerns, "too-hot" as const] : marks.concerns;
      return { ...marks, concerns, maxCelsius: Math.max(event.celsius, marks.maxCelsius ?? -Infinity) };
    }
    case "done":
    case "failed":
    case "cancelled":
    case "interrupted":
      return marks.slow === null ? marks : { ...marks, slow: null };
    case "waiting":
    case "phase-started":
    case "phase-ended":
    case "old-data":
    case "boot-files":
    case "signature":
    case "command-started":
    case "command-ended":
    case "unit-files":
    case "verified":
    case "committing":
    case "cancel-requested":
      return marks;
    default:
      return assertNever(event);
  }
}

/** The marks that these events leave. */
export function marksOf(events: readonly JobEvent[]): JobMarks {
  return events.reduce(foldMarks, noMarks);
}
