import { signedText } from "./signature-words.ts";
import { assertNever } from "../../../shared/fault.ts";
import type { JobEvent } from "../../../shared/job.ts";
import { marksOf } from "../../../shared/job-marks.ts";
import type { RecordedEvent } from "../../../shared/record.ts";
import { duration, megabytesPerSecond, wholeNumber } from "./figures.ts";
import { FAINT, INK, makeRoom, type Sheet } from "./sheet.ts";
import { draw, heightOf, label, type Line } from "./typesetting.ts";
import { endingMarks, oldDataOutcomeWords, phaseWords, waitWords, words } from "./words.ts";

/** What a unit went through, from its events: waits, phases, the ending. */
interface Stage {
  name: string;
  startedAt: string;
  took: string;
  bytes: string;
  rate: string;
}

/** Draws the course as a table that may go on over pages. */
export function courseTable(
  sheet: Sheet,
  events: readonly RecordedEvent[],
  showTime: (at: string | null) => string,
): void {
  const row = (texts: readonly string[], style: (text: string) => Line) => {
    const cells = texts.map((text, index) => [{ ...style(text), right: index >= FIRST_FIGURE }]);
    const height = Math.max(...cells.map((lines, index) => heightOf(sheet, lines, widthOf(sheet, index))));
    makeRoom(sheet, height + 5);
    let x = sheet.left;
    for (const [index, lines] of cells.entries()) {
      draw(sheet, lines, x, sheet.y + 2, widthOf(sheet, index));
      x += widthOf(sheet, index);
    }
    sheet.y += height + 4;
  };
  row(words.certificate.courseColumns, (text) => ({ ...label(text), face: "bold", color: INK }));
  rule(sheet, INK);
  for (const { name, startedAt, took, bytes, rate } of course(events)) {
    row([name, showTime(startedAt), took, bytes, rate], (text) => ({ text }));
    rule(sheet, FAINT);
  }
}

/** From this column on, figures: set to the right. */
const FIRST_FIGURE = 2;

function widthOf(sheet: Sheet, column: number): number {
  return sheet.width * ([0.32, 0.24, 0.14, 0.2, 0.1][column] ?? 0);
}

function rule({ doc, left, width, y }: Sheet, color: string): void {
  doc
    .lineWidth(0.4)
    .moveTo(left, y)
    .lineTo(left + width, y)
    .stroke(color);
}

/** What was done with the drive's old data, in words; null when no event tells. */
export function oldDataOutcome(events: readonly RecordedEvent[]): string | null {
  const outcome = events.map(({ event }) => event).findLast((event) => event.type === "old-data")?.outcome;
  return outcome === undefined ? null : oldDataOutcomeWords[outcome];
}

/** What the drive said of itself, in words; null when it was not asked. */
export function healthText(events: readonly RecordedEvent[]): string | null {
  const told = events.map(({ event }) => event).findLast((event) => event.type === "health");
  const { concerns, maxCelsius } = marksOf(events.map(({ event }) => event));
  if (told === undefined) return null;
  const all = [...new Set([...told.concerns, ...concerns])];
  return words.certificate.healthText(told.health, all, maxCelsius);
}

/** Who signed the medium, as the station saw it at the start; null in records from before signatures. */
export function signatureText(events: readonly RecordedEvent[]): string | null {
  const told = signatureOf(events);
  return told === undefined ? null : signedText(told);
}

/** SHA-256 of the certificate that signed the medium. */
export function signerFingerprint(events: readonly RecordedEvent[]): string | null {
  return signatureOf(events)?.fingerprint ?? null;
}

function signatureOf(events: readonly RecordedEvent[]) {
  return events.map(({ event }) => event).find((event) => event.type === "signature");
}

/** What it met on its way: retries, slowness, a new writer. */
export function metText(events: readonly RecordedEvent[]): string {
  const { retries, resumes, wasSlow, outlier } = marksOf(events.map(({ event }) => event));
  const rate = (bytesPerSecond: number) => megabytesPerSecond(bytesPerSecond, 1000);
  const far =
    outlier && words.certificate.slowFor(rate(outlier.bytesPerSecond), rate(outlier.medianBytesPerSecond));
  return words.certificate.met(retries, resumes, wasSlow, far);
}

export function course(events: readonly RecordedEvent[]): Stage[] {
  return events.flatMap((recorded, index) => stageOf(recorded, events.slice(index + 1)) ?? []);
}

function stageOf({ at, event }: RecordedEvent, after: readonly RecordedEvent[]): Stage | null {
  const moment = (name: string): Stage => ({
    name,
    startedAt: at,
    took: "",
    bytes: "",
    rate: "",
  });
  switch (event.type) {
    case "waiting": {
      const next = after[0];
      const took = next ? duration(Date.parse(next.at) - Date.parse(at)) : words.none;
      return { ...moment(waitWords[event.reason]), took };
    }
    case "phase-started":
      return phaseStage(moment(phaseWords[event.phase]), event.phase, after);
    case "retried":
    case "slow":
    case "recovered":
    case "resumed":
    case "outlier":
      return { ...moment(""), ...metOnTheWay(event) };
    case "boot-files":
      return moment(words.certificate.bootFiles);
    case "command-ended":
      return { ...moment(words.certificate.command(event)), took: duration(event.ms) };
    case "cancel-requested":
      return moment(words.certificate.cancelRequested);
    case "done":
    case "failed":
    case "cancelled":
    case "interrupted":
      return moment(`${endingMarks[event.type].mark} ${endingMarks[event.type].word}`);
    case "command-started": // told by its end
    case "unit-files": // told with the ids
    case "health": // told among the facts
    case "temperature":
    case "signature":
    case "old-data":
    case "phase-ended": // told by its start
    case "verified":
    case "committing":
      return null;
    default:
      return assertNever(event);
  }
}

type Met = Extract<JobEvent, { type: "retried" | "slow" | "recovered" | "resumed" | "outlier" }>;

function metOnTheWay(event: Met): Pick<Stage, "name"> & Partial<Stage> {
  const { retried, slow, recovered, resumed, outlier, at } = words.certificate;
  const rate = (bytesPerSecond: number) => megabytesPerSecond(bytesPerSecond, 1000);
  switch (event.type) {
    case "retried":
      return { name: retried(event.count), bytes: at(wholeNumber(event.offset)) };
    case "slow":
      return { name: slow, rate: rate(event.bytesPerSecond) };
    case "recovered":
      return { name: recovered };
    case "resumed":
      return { name: resumed, bytes: at(wholeNumber(event.fromBytes)) };
    case "outlier":
      return { name: outlier(rate(event.medianBytesPerSecond)), rate: rate(event.bytesPerSecond) };
    default:
      return assertNever(event);
  }
}

/** A phase ends with its own end; one that began anew, or that the job's ending cut off, did not end. */
function phaseStage(stage: Stage, phase: string, after: readonly RecordedEvent[]): Stage {
  for (const { event } of after) {
    if (event.type === "phase-started") break;
    if (event.type !== "phase-ended" || event.phase !== phase) continue;
    return {
      ...stage,
      took: duration(event.ms),
      bytes: wholeNumber(event.bytes),
      rate: megabytesPerSecond(event.bytes, event.ms),
    };
  }
  return { ...stage, took: words.certificate.notEnded };
}
