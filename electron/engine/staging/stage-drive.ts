import type { Drive, OldData, Stamp } from "../../../shared/drive.ts";
import type { JobEvent, Phase } from "../../../shared/job.ts";
import { encodeStamp, STAMP_BYTES, STAMP_OFFSET } from "../boot/stamp.ts";
import { createCurve } from "./curve.ts";
import { segmentBytes, segmentRange, type DriveImage } from "./drive-image.ts";
import { rangesBetween } from "./ranges.ts";
import type { ClaimedDrive, DriveNote, Machine, Progress, Range, Segment } from "./machine.ts";

const STAMP: Range = { offset: STAMP_OFFSET, length: STAMP_BYTES };

/** One drive's work, ready to be done: everything is decided before the drive is claimed. */
export interface DriveWork {
  drive: Drive;
  image: DriveImage;
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

/** Told by the story while it runs: latest wins, never recorded. */
export type TellProgress = (phase: Phase, doneBytes: number, totalBytes: number) => void;

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
  const { image } = work;
  const total = image.contentBytes;
  await using claimed = await machine.claim(work.drive, work.masters, note);

  yield* phase(
    "clear",
    clearBytes(work),
    clock,
    async (progress) => clear(work, claimed, signal, progress),
    tell,
  );
  yield* phase(
    "write",
    total,
    clock,
    async (progress) => {
      await claimed.confirm();
      await claimed.write(image.content, signal, progress);
    },
    tell,
  );
  yield* phase(
    "read-back",
    total,
    clock,
    (progress) => claimed.readBack(image.content, signal, progress),
    tell,
  );
  yield { type: "verified", bytes: total };

  const finishBytes = image.finish.reduce((sum, segment) => sum + segmentBytes(segment), 0);
  signal.throwIfAborted();
  yield { type: "phase-started", phase: "finish", totalBytes: finishBytes };
  const started = clock.ticks();
  await claimed.confirm();
  await putStamp(claimed, work, clock, false);
  signal.throwIfAborted();
  yield { type: "committing" };
  await finish(claimed, work, clock);
  yield { type: "phase-ended", phase: "finish", bytes: finishBytes, ms: clock.ticks() - started };
}

/** From here on nothing is cancelled any more: it takes a blink, and half of it would be worse than none. */
async function finish(claimed: ClaimedDrive, work: DriveWork, clock: Clock): Promise<void> {
  const never = new AbortController().signal;
  // Each is flushed before the next: what makes the drive valid must never be there before what it stands for.
  for (const segment of work.image.finish) await claimed.write([segment], never, () => {});
  await claimed.readBack(work.image.finish, never, () => {});
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
  const told = await act((doneBytes) => {
    curve.tell(doneBytes, clock.ticks());
    tell(name, doneBytes, totalBytes);
  });
  if (told) yield told;
  const ms = clock.ticks() - started;
  const points = curve.points();
  yield { type: "phase-ended", phase: name, bytes: totalBytes, ms, ...(points && { curve: points }) };
}

/**
 * First what the drive says of itself, then its tables, each flushed: wherever this ends, a drive that still looks
 * whole still is. Then old data, by policy; and what could be mistaken for new is zeroed under every policy.
 */
async function clear(
  work: DriveWork,
  claimed: ClaimedDrive,
  signal: AbortSignal,
  progress: Progress,
): Promise<JobEvent> {
  const { oldData, image } = work;
  await claimed.confirm();
  let before = 0;
  const zero = async (ranges: readonly Range[]) => {
    await claimed.zero(ranges, signal, (doneBytes) => progress(before + doneBytes));
    before += lengthOf(ranges);
  };
  await zero([STAMP]);
  await zero(image.tables);
  const done = oldData === "discard" ? await claimed.discardAll(signal) : false;
  await zero(clearedBy(work));
  const outcome = {
    discard: done ? "discarded" : "not-supported",
    overwrite: "overwritten",
    keep: "kept",
  } as const;
  return { type: "old-data", outcome: outcome[oldData] };
}

/** What neither Clear's ranges nor the new content cover. */
function untouched({ drive, image }: DriveWork): Range[] {
  const covered = [...image.clear, ...[...image.content, ...image.finish].map(segmentRange)];
  return rangesBetween(covered, drive.sizeBytes);
}

/** After a discard the ends are zeroed again: what such a drive reads there is its own affair. */
function clearedBy(work: DriveWork): Range[] {
  const { oldData, image } = work;
  return oldData === "overwrite" ? [...image.clear, ...untouched(work)] : image.clear;
}

function clearBytes(work: DriveWork): number {
  return lengthOf([STAMP, ...work.image.tables, ...clearedBy(work)]);
}

function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { length }) => sum + length, 0);
}
