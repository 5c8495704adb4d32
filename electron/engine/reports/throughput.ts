import type { Phase, RateCurve } from "../../../shared/job.ts";
import type { RecordedEvent } from "../../../shared/record.ts";
import { megabytesPerSecond } from "./figures.ts";
import { heading } from "./furniture.ts";
import { ACCENT, FAINT, INK, makeRoom, type Sheet } from "./sheet.ts";
import { draw, heightOf, label } from "./typesetting.ts";
import { phaseWords, words } from "./words.ts";

const HEIGHT = 46;

interface PhaseCurve extends RateCurve {
  phase: Phase;
}

/** The slowest, mean and fastest step of a phase, in bytes a second. */
export function curveFigures({ bytesPerSecond: rates }: RateCurve): {
  min: number;
  mean: number;
  max: number;
} {
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  return { min: Math.min(...rates), mean, max: Math.max(...rates) };
}

/** The curves of a unit's phases, in their order. */
export function curvesOf(events: readonly RecordedEvent[]): PhaseCurve[] {
  return events.flatMap(({ event }) =>
    event.type === "phase-ended" && event.curve ? [{ phase: event.phase, ...event.curve }] : [],
  );
}

/** Draws writing and reading back side by side, each with its figures. Nothing, when no phase was long enough. */
export function throughputSection(sheet: Sheet, events: readonly RecordedEvent[]): void {
  const curves = curvesOf(events).filter(({ phase }) => phase === "write" || phase === "read-back");
  if (curves.length === 0) return;
  const top = Math.max(1, ...curves.map((curve) => curveFigures(curve).max));
  const lines = curves.map((curve) => [label(figuresText(curve))]);
  const width = (sheet.width - 14) / 2;
  const textHeight = Math.max(...lines.map((each) => heightOf(sheet, each, width)));
  heading(sheet, words.certificate.throughput, HEIGHT + textHeight + 6);
  makeRoom(sheet, HEIGHT + textHeight + 6);
  for (const [n, curve] of curves.slice(-2).entries()) {
    const x = sheet.left + n * (width + 14);
    drawCurve(sheet, curve, { x, width, top });
    draw(sheet, lines[n] ?? [], x, sheet.y + HEIGHT + 2, width);
  }
  sheet.y += HEIGHT + textHeight + 6;
}

function figuresText(curve: PhaseCurve): string {
  const { min, mean, max } = curveFigures(curve);
  const rate = (bytesPerSecond: number) => megabytesPerSecond(bytesPerSecond, 1000);
  return words.certificate.curve(phaseWords[curve.phase], rate(min), rate(mean), rate(max));
}

function drawCurve(
  { doc, y }: Sheet,
  { bytesPerSecond: rates }: RateCurve,
  { x, width, top }: { x: number; width: number; top: number },
): void {
  const step = width / Math.max(1, rates.length - 1);
  doc.lineWidth(0.4).rect(x, y, width, HEIGHT).stroke(FAINT);
  for (const [n, rate] of rates.entries()) {
    const at = [x + n * step, y + HEIGHT - (rate / top) * (HEIGHT - 4)] as const;
    if (n === 0) doc.moveTo(...at);
    else doc.lineTo(...at);
  }
  doc.lineWidth(0.9).stroke(ACCENT);
  doc.strokeColor(INK);
}
