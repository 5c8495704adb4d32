import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readEvent } from "../../electron/engine/records/events.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { FaultCode } from "../../shared/fault.ts";
import { fold, isOver, Phase, queued, WaitReason, type JobEvent, type JobState } from "../../shared/job.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

const phase = fc.constantFrom(...Phase.options);
const bytes = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const underway: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({ type: fc.constant("waiting" as const), reason: fc.constantFrom(...WaitReason.options) }),
  fc.record({ type: fc.constant("phase-started" as const), phase, totalBytes: bytes }),
  fc.record({
    type: fc.constant("phase-ended" as const),
    phase,
    bytes,
    ms: fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => ms + 0),
  }),
  fc.record({ type: fc.constant("verified" as const), bytes }),
  fc.constantFrom<JobEvent>(
    { type: "committing" },
    { type: "cancel-requested" },
    { type: "old-data", outcome: "not-supported" },
  ),
);
const ending: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.constantFrom<JobEvent>({ type: "done" }, { type: "cancelled" }, { type: "interrupted" }),
  fc.record({
    type: fc.constant("failed" as const),
    fault: fc.record({
      code: fc.constantFrom(...FaultCode.options),
      message: fc.string(),
      detail: fc.string(),
    }),
  }),
);

test("whatever happens to a drive, its record says what its state on the screen says", () => {
  const records = openRecords(join(tempDir(), "prestage.db"));
  onTestFinished(() => records.close());
  records.createBatch({ target: null, operator: "", note: "", at: "2026-03-02T08:00:00.000Z" });
  let n = 0;
  fc.assert(
    fc.property(fc.array(underway, { maxLength: 12 }), fc.option(ending), (begin, end) => {
      const story = end ? [...begin, end] : begin;
      const { job } = records.addUnit(newUnit(++n));
      for (const [index, event] of story.entries()) records.append(job, event, `time ${index + 1}`);

      const state = story.reduce<JobState>(fold, queued);
      const ended = story.flatMap((event) => (event.type === "phase-ended" ? [event] : []));
      expect(records.unit(job)).toEqual({
        ...newUnit(n),
        ending: isOver(state) ? state.status : null,
        endedAt: isOver(state) ? `time ${story.length}` : null,
        fault: state.status === "failed" ? state.fault : null,
        writtenBytes: ended.findLast((event) => event.phase === "write")?.bytes ?? 0,
        verifiedBytes: story.findLast((event) => event.type === "verified")?.bytes ?? 0,
        phases: ended.map(({ phase: which, bytes: count, ms }) => ({ phase: which, bytes: count, ms })),
      });
      expect(records.events(job).map(({ event }) => event)).toEqual(story);
    }),
    { numRuns: 40 },
  );
});

test("an event of an older shape is lifted step by step; one of a newer version is refused", () => {
  const row = { job: "job-1", n: 1, at: "then", event: JSON.stringify({ type: "checked", size: 5 }) };
  const steps = {
    1: (event: unknown) => ({ ...(event as object), type: "verified" }),
    2: (event: unknown) => ({ type: "verified", bytes: (event as { size: number }).size }),
  };
  const lifted = { job: "job-1", n: 1, at: "then", event: { type: "verified", bytes: 5 } };
  expect(readEvent({ ...row, v: 1 }, steps, 3)).toEqual(lifted);
  expect(() => readEvent({ ...row, v: 4 }, steps, 3)).toThrow(
    expect.objectContaining({ code: "database-newer" }),
  );
});
