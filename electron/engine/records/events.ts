import { StagingFault } from "../../../shared/fault.ts";
import { fold, isOver, JobEvent, queued, type JobState } from "../../../shared/job.ts";
import type { RecordedEvent, UnitRecord } from "../../../shared/record.ts";

/** Which shape `JobEvent` has now. Raise it when old events no longer parse, and add the step that lifts them. */
export const EVENT_VERSION = 1;

/** Step n lifts an event from shape n to shape n + 1. */
export type Upcasts = Readonly<Record<number, (event: unknown) => unknown>>;
const upcasts: Upcasts = {};

export interface EventRow {
  job: string;
  n: number;
  v: number;
  at: string;
  event: string;
}

/**
 * An event as it was kept, in the shape of now.
 * @throws StagingFault database-newer when a newer version wrote it
 */
export function readEvent(row: EventRow, steps = upcasts, version = EVENT_VERSION): RecordedEvent {
  if (row.v > version)
    throw new StagingFault(
      "database-newer",
      `Event ${row.n} of ${row.job} was written by a newer version of Prestage.`,
    );
  let event: unknown = JSON.parse(row.event);
  for (let v = row.v; v < version; v++) event = steps[v]?.(event) ?? event;
  return { job: row.job, n: row.n, at: row.at, event: JobEvent.parse(event) };
}

/** What of a unit's record follows from its events. */
export type Derived = Pick<
  UnitRecord,
  "endedAt" | "ending" | "fault" | "writtenBytes" | "verifiedBytes" | "phases"
>;

/** What the next event makes of it. @throws Error when the job is over already */
export function derive(before: Derived, state: JobState, event: JobEvent, at: string): Derived {
  const next = fold(state, event);
  const over = isOver(next);
  return {
    endedAt: over ? at : null,
    ending: over ? next.status : null,
    fault: next.status === "failed" ? next.fault : null,
    writtenBytes: event.type === "phase-ended" && event.phase === "write" ? event.bytes : before.writtenBytes,
    verifiedBytes: event.type === "verified" ? event.bytes : before.verifiedBytes,
    phases:
      event.type === "phase-ended"
        ? [
            ...before.phases,
            {
              phase: event.phase,
              bytes: event.bytes,
              ms: event.ms,
              ...(event.limit && { limit: event.limit }),
            },
          ]
        : before.phases,
  };
}

/** The state that these events lead to. */
export function stateAfter(events: readonly RecordedEvent[]): JobState {
  return events.reduce((state, { event }) => fold(state, event), queued);
}
