import { expect, test } from "vitest";
import type { JobEvent } from "../../shared/job.ts";
import type { BayBoard } from "../../electron/engine/staging/bay-board.ts";
import type { StationParts } from "../../electron/engine/staging/ports.ts";
import { recoverJobs } from "../../electron/engine/staging/recover.ts";

/** How a job is settled that was left with these events, its drive saying that it is committed. */
async function settled(story: readonly JobEvent[]): Promise<string> {
  const appended: JobEvent[] = [];
  const events = story.map((event, n) => ({ job: "j1", n: n + 1, at: "", event }));
  const parts = {
    records: {
      openJobs: () => [{ unit: { job: "j1", batch: "B-2026-0001", bay: 1 }, events }],
      append: (_job: string, event: JobEvent) => void appended.push(event),
    },
    clock: { now: () => new Date(0) },
    log: () => {},
  } as unknown as StationParts;
  const board = {
    refresh: async () => {},
    bays: () => [{ carries: { committed: true, job: "j1" } }],
  } as unknown as BayBoard;
  await recoverJobs(parts, board);
  return appended.map(({ type }) => type).join();
}

const end = (step: string, wentOn: boolean, when: "before" | "after" = "after"): JobEvent => ({
  type: "command-ended",
  step,
  when,
  outcome: wentOn ? "succeeded" : "failed",
  exitCode: wentOn ? 0 : 3,
  ms: 1,
  output: "",
  wentOn,
});
const committing = (...commands: string[]): JobEvent => ({ type: "committing", commands });

test.for<[string, JobEvent[], string]>([
  ["no step behind the commit", [{ type: "committing" }], "done"],
  ["a step behind the commit that never began", [committing("Tell")], "interrupted"],
  [
    "one that began",
    [committing("Tell"), { type: "command-started", step: "Tell", when: "after" }],
    "interrupted",
  ],
  ["one that failed", [committing("Tell"), end("Tell", false)], "interrupted"],
  ["one that ended well", [committing("Tell"), end("Tell", true)], "done"],
  [
    "one of its name before the first write",
    [end("Tell", true, "before"), committing("Tell")],
    "interrupted",
  ],
  ["two of one name, one ended", [committing("Tell", "Tell"), end("Tell", true)], "interrupted"],
  ["two of one name, both ended", [committing("Tell", "Tell"), end("Tell", true), end("Tell", true)], "done"],
])("a committed drive with %s is settled as what it is", async ([, story, ending]) => {
  expect(await settled(story)).toBe(ending);
});
