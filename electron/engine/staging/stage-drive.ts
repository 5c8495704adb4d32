import type { Drive, OldData, Stamp } from "../../../shared/drive.ts";
import type { FilledFile, JobEvent, Phase } from "../../../shared/job.ts";
import type { Waits } from "../../../shared/limit.ts";
import { encodeStamp, STAMP_BYTES, STAMP_OFFSET } from "../boot/stamp.ts";
import { createCurve } from "./curve.ts";
import { segmentBytes, segmentRange, type DriveImage } from "./drive-image.ts";
import { rangesBetween } from "./ranges.ts";
import type { ClaimedDrive, DriveNote, Machine, Progress, Range, Segment } from "./machine.ts";

const STAMP: Range = { offset: STAMP_OFFSET, length: STAMP_BYTES };

/** One drive's work, ready to be done: nothing that is known before the drive is claimed can still be wrong. */
export interface DriveWork {
  drive: Drive;
  /** Puts the image together; after the commands before the first write, which may have a word in it. */
  compose(): Promise<{ image: DriveImage; files: FilledFile[] }>;
  /** Runs the sequence's steps on the station. They get the drive's facts, never the drive. */
  commands(when: "before" | "after", signal: AbortSignal): AsyncIterable<JobEvent>;
  /** Those after the commit that have to end well. */
  requiredCommands: readonly string[];
  /** The keys of the master files that its segments name. */
  masters: readonly string[];
  oldData: OldData;
  /** What the drive is to say of itself; `committed` and `at` are set when they come true. */
  stamp: Omit<Stamp, "committed" | "at">;
}

export interface Clock {
  now(): Date;
  /** Milliseconds that only go forward. */
  ticks(): number;
}

/** Time that this computer's processors spent on work since some moment, all of them added up, in milliseconds. */
export interface CpuTimes {
  busyMs: number;
  processors: number;
}

/** Told by the story while it runs: latest wins, never recorded. */
export type TellProgress = (phase: Phase, doneBytes: number, totalBytes: number, waits?: Waits) => void;

/**
 * The whole story of one drive, top to bottom. Ends normally with the drive released, or throws why not.
 * The order at the end is the promise: a drive is valid only after it was read back, and `verified` and `committing`
 * are in the records before the first byte that makes it valid.
 */
export async function* stageDrive(
  work: DriveWork,
  machine: Machine,
  signal: AbortSignal,
  tell: TellProgress,
  clock: Clock,
  note: (note: DriveNote) => void = () => {},
): AsyncGenerator<JobEvent> {
  yield* toCommit(work, machine, signal, { tell, clock, note });
  yield* work.commands("after", signal); // the drive is let go of, and valid whatever becomes of them
}

interface Telling {
  tell: TellProgress;
  clock: Clock;
  note: (note: DriveNote) => void;
}

async function* toCommit(
  work: DriveWork,
  machine: Machine,
  signal: AbortSignal,
  { tell, clock, note }: Telling,
): AsyncGenerator<JobEvent> {
  await using claimed = await machine.claim(work.drive, work.masters, note);
  yield* work.commands("before", signal);
  const { image, files } = await work.compose();
  if (files.length > 0) yield { type: "unit-files", files };
  const total = image.contentBytes;

  const clearing = (progress: Progress) => clear(work, image, claimed, signal, progress);
  yield* phase("clear", clearBytes(work, image), clock, clearing, tell);
  const writing = async (progress: Progress) => {
    await claimed.confirm();
    await claimed.write(image.content, signal, progress);
  };
  yield* phase("write", total, clock, writing, tell);
  const reading = (progress: Progress) => claimed.readBack(image.content, signal, progress);
  yield* phase("read-back", total, clock, reading, tell);
  yield { type: "verified", bytes: total };

  const finishBytes = image.finish.reduce((sum, segment) => sum + segmentBytes(segment), 0);
  signal.throwIfAborted();
  yield { type: "phase-started", phase: "finish", totalBytes: finishBytes };
  const started = clock.ticks();
  await claimed.confirm();
  await putStamp(claimed, work, clock, false);
  signal.throwIfAborted();
  const commands = [...work.requiredCommands];
  yield { type: "committing", ...(commands.length > 0 && { commands }) };
  await finish(claimed, work, image, clock);
  yield { type: "phase-ended", phase: "finish", bytes: finishBytes, ms: clock.ticks() - started };
}

/** From here on nothing is cancelled any more: it takes a blink, and half of it would be worse than none. */
async function finish(
  claimed: ClaimedDrive,
  work: DriveWork,
  image: DriveImage,
  clock: Clock,
): Promise<void> {
  const never = new AbortController().signal;
  // Each is flushed before the next: what makes the drive valid must never be there before what it stands for.
  for (const segment of image.finish) await claimed.write([segment], never, () => {});
  await claimed.readBack(image.finish, never, () => {});
  await putStamp(claimed, work, clock, true);
}

/** Writes the stamp, has it flushed, and reads it back. */
async function putStamp(
  claimed: ClaimedDrive,
  work: DriveWork,
  clock: Clock,
  committed: boolean,
): Promise<void> {
  const never = new AbortController().signal;
  const bytes = encodeStamp({ ...work.stamp, committed, at: clock.now().toISOString() });
  const segment: Segment = { kind: "bytes", offset: STAMP_OFFSET, bytes };
  await claimed.write([segment], never, () => {});
  await claimed.readBack([segment], never, () => {});
}

async function* phase(
  name: Phase,
  totalBytes: number,
  clock: Clock,
  act: (progress: Progress) => Promise<JobEvent | void>,
  tell: TellProgress,
): AsyncGenerator<JobEvent> {
  yield { type: "phase-started", phase: name, totalBytes };
  const started = clock.ticks();
  const curve = createCurve(started);
  let waited: Waits | undefined;
  const told = await act((doneBytes, waits) => {
    waited = waits ?? waited;
    curve.tell(doneBytes, clock.ticks());
    tell(name, doneBytes, totalBytes, waits);
  });
  if (told) yield told;
  const ms = clock.ticks() - started;
  const points = curve.points();
  const facts = { ...(points && { curve: points }), ...(waited && { waited }) };
  yield { type: "phase-ended", phase: name, bytes: totalBytes, ms, ...facts };
}

/**
 * First what the drive says of itself, then its tables, each flushed: wherever this ends, a drive that still looks
 * whole still is. Then old data, by policy; and what could be mistaken for new is zeroed under every policy.
 */
async function clear(
  work: DriveWork,
  image: DriveImage,
  claimed: ClaimedDrive,
  signal: AbortSignal,
  progress: Progress,
): Promise<JobEvent> {
  const { oldData } = work;
  await claimed.confirm();
  let before = 0;
  const zero = async (ranges: readonly Range[]) => {
    await claimed.zero(ranges, signal, (doneBytes) => progress(before + doneBytes));
    before += lengthOf(ranges);
  };
  await zero([STAMP]);
  await zero(image.tables);
  const done = oldData === "discard" ? await claimed.discardAll(signal) : false;
  await zero(clearedBy(work, image));
  const outcome = {
    discard: done ? "discarded" : "not-supported",
    overwrite: "overwritten",
    keep: "kept",
  } as const;
  return { type: "old-data", outcome: outcome[oldData] };
}

/** What neither Clear's ranges nor the new content cover. */
function untouched({ drive }: DriveWork, image: DriveImage): Range[] {
  const covered = [...image.clear, ...[...image.content, ...image.finish].map(segmentRange)];
  return rangesBetween(covered, drive.sizeBytes);
}

/** After a discard the ends are zeroed again: what such a drive reads there is its own affair. */
function clearedBy(work: DriveWork, image: DriveImage): Range[] {
  const { oldData } = work;
  return oldData === "overwrite" ? [...image.clear, ...untouched(work, image)] : image.clear;
}

function clearBytes(work: DriveWork, image: DriveImage): number {
  return lengthOf([STAMP, ...image.tables, ...clearedBy(work, image)]);
}

function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { length }) => sum + length, 0);
}
