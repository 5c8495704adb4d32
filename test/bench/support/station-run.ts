import { setTimeout } from "node:timers/promises";
import type { StateEvent } from "../../../shared/contract.ts";
import type { Phase } from "../../../shared/job.ts";
import type { EngineProcess } from "../../support/engine-process.ts";
import { measureIn, type Measured } from "./measure.ts";

/** What one start of some drives took, from the jobs' own records. */
export interface StationRun {
  /** While the drives waited for their masters: building them, when they were not cached. */
  masterSeconds: number;
  /** From the request to the first drive's first byte: masters, writers and Clear. */
  startSeconds: number;
  /** The longest of the drives' own write phases, flush included. */
  writeSeconds: number;
  /** From the first drive's first byte to the last one's last, so with the start of the other writers in it. */
  writeSpanSeconds: number;
  readBackSeconds: number;
  readBackSpanSeconds: number;
  /** Written to each drive, and read back. */
  bytes: number;
  /** Engine and writers together, from the request to the last ending. */
  measured: Measured;
}

export interface StationStart {
  media: string;
  paths: readonly string[];
  /** Only these drives' times count; all when absent. */
  counted?: readonly string[];
}

/** Stages these drives by a running engine and waits for all of them. */
export async function stageOn(
  engine: EngineProcess,
  { media, paths, counted = paths }: StationStart,
): Promise<StationRun> {
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 600_000);
  const bays = await engine.until(() => {
    const found = engine
      .bays()
      .flatMap(({ bay, drive }) => (drive && paths.includes(drive.path) ? [{ bay, drive }] : []));
    return found.length === paths.length && found;
  });
  await atRest(engine);
  let jobs: string[] = [];
  const asked = Date.now();
  const measured = await measureIn(engine.child.pid ?? 0, async () => {
    ({ jobs } = await engine.client.start({
      media,
      sequence: "builtin:bios",
      batch: { create: { target: null, operator: "bench", note: "" } },
      bays: bays.map(({ bay, drive }) => ({ bay, identity: drive.identity })),
      oldData: "keep",
    }));
    const endings = await engine.endings(jobs, 1_800_000);
    if (endings.some((ending) => ending !== "done")) throw new Error(`ended ${endings.join(", ")}`);
  });
  const mine = new Set(jobs.filter((_, n) => counted.includes(bays[n]?.drive.path ?? "")));
  const write = phaseOf(engine, mine, "write");
  const readBack = phaseOf(engine, mine, "read-back");
  const cleared = phaseOf(engine, mine, "clear");
  return {
    masterSeconds: (cleared.from - asked) / 1000,
    startSeconds: (write.from - asked) / 1000,
    writeSeconds: write.longestMs / 1000,
    writeSpanSeconds: (write.to - write.from) / 1000,
    readBackSeconds: readBack.longestMs / 1000,
    readBackSpanSeconds: (readBack.to - readBack.from) / 1000,
    bytes: write.bytes,
    measured,
  };
}

/** What a station still does for an earlier start is not the next one's: it hashes what was written, once for each image. */
export async function atRest(engine: EngineProcess): Promise<void> {
  await setTimeout(1000); // it begins with that a moment after the last ending
  await engine.until(() => (engine.events.findLast(isTasks)?.tasks.length ?? 0) === 0, 600_000);
}

function isTasks(event: StateEvent): event is Extract<StateEvent, { type: "tasks" }> {
  return event.type === "tasks";
}

function phaseOf(engine: EngineProcess, jobs: ReadonlySet<string>, phase: Phase) {
  const found = { from: Infinity, to: 0, longestMs: 0, bytes: 0 };
  for (const event of engine.events) {
    if (event.type !== "job" || !jobs.has(event.job)) continue;
    const at = Date.parse(event.at);
    if (event.event.type === "phase-started" && event.event.phase === phase)
      found.from = Math.min(found.from, at);
    if (event.event.type !== "phase-ended" || event.event.phase !== phase) continue;
    found.to = Math.max(found.to, at);
    found.longestMs = Math.max(found.longestMs, event.event.ms);
    found.bytes = event.event.bytes;
  }
  return found;
}
