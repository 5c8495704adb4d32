import { ACCENT, FAINT, INK, makeRoom, type Sheet } from "./sheet.ts";
import { draw, flow, heightOf, type Line } from "./typesetting.ts";
import { words } from "./words.ts";

/** What stands on every kind of report. */

/** One label and what it says. Serials and hashes are set in mono. */
export interface Fact {
  label: string;
  value: string;
  mono?: boolean;
}

/** The title left, an id right, a rule below. */
export function titleRow(sheet: Sheet, title: string, id: Line): void {
  const half = sheet.width / 2;
  const head: Line = { text: title, face: "bold", size: 18, color: ACCENT };
  const height = draw(sheet, [head], sheet.left, sheet.y, half);
  const idHeight = heightOf(sheet, [id], half);
  const idTop = sheet.y + Math.max(0, height - idHeight - 2);
  draw(sheet, [{ ...id, right: true }], sheet.left + half, idTop, half);
  sheet.y += height + 3;
  const { doc, left, width, y } = sheet;
  doc
    .lineWidth(1.5)
    .moveTo(left, y)
    .lineTo(left + width, y)
    .stroke(ACCENT);
  sheet.y += 8;
}

/** A section's heading, kept together with at least `keep` points of what follows. */
export function heading(sheet: Sheet, text: string, keep: number): void {
  makeRoom(sheet, 18 + keep);
  sheet.y += 4;
  sheet.y += draw(
    sheet,
    [{ text, face: "bold", size: 9.5, color: ACCENT }],
    sheet.left,
    sheet.y,
    sheet.width,
  );
  sheet.y += 3;
}

/** A framed notice over the whole width. Filled ones are white on black: no photocopier loses them. */
export function notice(sheet: Sheet, lines: readonly Line[], filled = false): void {
  const pad = 7;
  const inner = sheet.width - 2 * pad;
  const height = heightOf(sheet, lines, inner) + 2 * pad - 2;
  makeRoom(sheet, height);
  sheet.doc.rect(sheet.left, sheet.y, sheet.width, height);
  if (filled) sheet.doc.fill(INK);
  else sheet.doc.lineWidth(1).stroke(INK);
  const shown = filled ? lines.map((line) => ({ ...line, color: "white" })) : lines;
  draw(sheet, shown, sheet.left + pad, sheet.y + pad, inner);
  sheet.y += height + 6;
}

/** Facts in columns, read downwards; labels and values aligned, long values wrapped. */
export function factColumns(sheet: Sheet, columns: readonly (readonly Fact[])[], labelWidth = 76): void {
  const gap = 14;
  const width = (sheet.width - gap * (columns.length - 1)) / columns.length;
  const height = (fact: Fact) => factHeight(sheet, fact, width, labelWidth);
  const total = Math.max(...columns.map((facts) => facts.reduce((sum, fact) => sum + height(fact), 0)));
  makeRoom(sheet, total);
  for (const [index, facts] of columns.entries()) {
    let y = sheet.y;
    for (const fact of facts) {
      drawFact(sheet, fact, sheet.left + index * (width + gap), y, width, labelWidth);
      y += height(fact);
    }
  }
  sheet.y += total + 2;
}

/** The same over the whole width, of any length: they go on over pages. */
export function factRows(sheet: Sheet, facts: readonly Fact[], labelWidth = 76): void {
  for (const fact of facts) {
    makeRoom(sheet, heightOf(sheet, [{ text: fact.label }], labelWidth));
    draw(sheet, [{ text: fact.label, color: FAINT }], sheet.left, sheet.y, labelWidth);
    flow(sheet, valueLine(fact), sheet.left + labelWidth, sheet.width - labelWidth);
    sheet.y += FACT_GAP;
  }
  sheet.y += 2;
}

const FACT_GAP = 2;

function valueLine({ value, mono }: Fact): Line {
  const text = value.trim() || words.none;
  return mono ? { text, face: "mono", size: 7.5, shrinkTo: 6 } : { text };
}

function factHeight(sheet: Sheet, fact: Fact, width: number, labelWidth: number): number {
  const value = heightOf(sheet, [valueLine(fact)], width - labelWidth);
  return Math.max(value, heightOf(sheet, [{ text: fact.label }], labelWidth)) + FACT_GAP;
}

function drawFact(sheet: Sheet, fact: Fact, x: number, y: number, width: number, labelWidth: number): void {
  draw(sheet, [{ text: fact.label, color: FAINT }], x, y, labelWidth);
  draw(sheet, [valueLine(fact)], x + labelWidth, y, width - labelWidth);
}

/** What the lines to sign on take: the space to sign in, and the words below. */
const SIGNING = { space: 44, words: 14 };
export const SIGNATURES_HEIGHT = SIGNING.space + SIGNING.words;

/** Lines to sign on, side by side, never parted from one another. */
export function signatures(sheet: Sheet, who: readonly string[]): void {
  const gap = 28;
  makeRoom(sheet, SIGNATURES_HEIGHT);
  const y = sheet.y + SIGNING.space;
  const width = (sheet.width - gap * (who.length - 1)) / who.length;
  for (const [index, name] of who.entries()) {
    const x = sheet.left + index * (width + gap);
    sheet.doc
      .lineWidth(0.75)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke(INK);
    draw(sheet, [{ text: words.signature(name), size: 7.5 }], x, y + 3, width);
  }
  sheet.y = y + SIGNING.words;
}
