import { expect, test } from "vitest";
import { applyEvent, emptyBench, fromSnapshot, jobShownAt } from "../../../renderer/bench-state.ts";
import { aBay, aDrive, aJob, anEmptyBay, aSnapshot, running } from "../../support/bench-scenes.ts";

const writing = aJob(1, running("write"));
const state = fromSnapshot(aSnapshot({ seq: 7, bays: [aBay(2), aBay(1)], jobs: [writing] }), emptyBench);

test("bays stand in the order of their numbers, whatever order they come in", () => {
  expect(state.bays.map(({ bay }) => bay)).toEqual([1, 2]);
});

test("a bay that did not change stays the same object, so that its card is not drawn again", () => {
  const next = applyEvent(state, 8, {
    type: "bays",
    bays: [aBay(1), aBay(2, { unitSerial: "FL-1" })],
    strangers: [],
  });
  expect([next.bays[0] === state.bays[0], next.bays[1] === state.bays[1], next.seq]).toEqual([
    true,
    false,
    8,
  ]);
});

test("a bay shows its newest job", () => {
  const retry = aJob(1, { status: "queued" }, { job: "job-1b", startedAt: "2026-11-23T09:00:00Z" });
  const next = applyEvent(state, 8, { type: "job-added", job: retry });
  expect(jobShownAt(next, aBay(1))).toEqual(retry);
});

test("an ended job is shown while its drive is in the bay, and no longer", () => {
  const done = applyEvent(state, 8, {
    type: "job",
    job: "job-1",
    at: "2026-11-23T08:02:00Z",
    event: { type: "done" },
  });
  const shown = [aBay(1), anEmptyBay(1), aBay(1, { drive: aDrive(1, { identity: "another" }) })].map(
    (bay) => jobShownAt(done, bay)?.state.status,
  );
  expect(shown).toEqual(["done", undefined, undefined]);
});

test("a job that runs is shown even when the drive is no longer seen", () => {
  expect(jobShownAt(state, anEmptyBay(1))).toEqual(writing);
});

test("a drive that left while it was written is shown as failed until the next one is put in", () => {
  const fault = { code: "drive-gone" as const, message: "It is gone.", detail: "" };
  const at = "2026-11-23T08:02:00Z";
  const gone = applyEvent(state, 8, { type: "job", job: "job-1", at, event: { type: "failed", fault } });
  const next = aBay(1, { drive: aDrive(1, { identity: "another" }) });
  expect([jobShownAt(gone, anEmptyBay(1))?.state.status, jobShownAt(gone, next)?.state.status]).toEqual([
    "failed",
    undefined,
  ]);
});

test("an event that cannot follow is an error, so that the state is asked for anew", () => {
  const done = applyEvent(state, 8, { type: "job", job: "job-1", at: "", event: { type: "done" } });
  expect(() =>
    applyEvent(done, 9, { type: "job", job: "job-1", at: "", event: { type: "cancelled" } }),
  ).toThrow("cancelled after done");
});

test("what failed in an earlier run of the engine is forgotten", () => {
  const task = { task: "t", kind: "import" as const, subject: "a.wim", doing: "", cancellable: false };
  const failed = applyEvent(state, 8, { type: "task-failed", task, code: "media-corrupt", message: "No." });
  const same = fromSnapshot(aSnapshot(), failed);
  const fresh = fromSnapshot(aSnapshot({ engine: { ...aSnapshot().engine, epoch: "epoch-2" } }), failed);
  expect([failed.failedTasks.length, same.failedTasks.length, fresh.failedTasks.length]).toEqual([1, 1, 0]);
});

test("an event carries nothing along that is not the bench's own state", () => {
  const store = { ...state, progress: {}, link: { status: "live" } };
  const next = applyEvent(store, 8, { type: "paused", paused: true });
  expect(Object.keys(next).sort()).toEqual(Object.keys(state).sort());
});
