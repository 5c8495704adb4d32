import { FAINT, INK, makeRoom, type Face, type Sheet } from "./sheet.ts";

/** A paragraph in one face and size. */
export interface Line {
  text: string;
  face?: Face;
  size?: number;
  color?: string;
  /** Smallest size to which it shrinks to stay on one line; without it, it wraps at its own size. */
  shrinkTo?: number;
  /** Set to the right edge: figures. */
  right?: boolean;
}

const SIZE = 8;
const LINE_GAP = 0.5;

/** A line that is ready to be drawn: letters that the font has, at the size that fits. */
interface SetLine {
  text: string;
  face: Face;
  size: number;
  color: string;
  align: "left" | "right";
}

/** Height of these lines, one below the other, wrapped at the width. Nothing is ever cut. */
export function heightOf(sheet: Sheet, lines: readonly Line[], width: number): number {
  return lines.reduce((sum, line) => sum + heightOfSet(sheet, set(sheet, line, width), width), 0);
}

/** Draws the lines and gives their height. The caller has made room. */
export function draw(sheet: Sheet, lines: readonly Line[], x: number, y: number, width: number): number {
  let at = y;
  for (const line of lines) {
    const ready = set(sheet, line, width);
    sheet.doc
      .fillColor(ready.color)
      .text(ready.text, x, at, { width, lineGap: LINE_GAP, align: ready.align });
    at += heightOfSet(sheet, ready, width);
  }
  return at - y;
}

/** Draws a text of any length line by line, over as many pages as it needs, and moves on below it. */
export function flow(sheet: Sheet, line: Line, x: number, width: number): void {
  for (const paragraph of line.text.split(/\r\n|\r|\n/))
    for (const text of wrapped(sheet, { ...line, text: paragraph }, width)) {
      const height = heightOf(sheet, [{ ...line, text }], width);
      makeRoom(sheet, height);
      draw(sheet, [{ ...line, text }], x, sheet.y, width);
      sheet.y += height;
    }
}

function set(sheet: Sheet, line: Line, width: number): SetLine {
  const { text, face } = legible(sheet, line.text, line.face ?? "sans");
  let size = line.size ?? SIZE;
  sheet.doc.font(face).fontSize(size);
  for (const least = line.shrinkTo ?? size; size > least && sheet.doc.widthOfString(text) > width;)
    sheet.doc.fontSize((size = Math.max(least, size - 0.5)));
  return { text, face, size, color: line.color ?? INK, align: line.right ? "right" : "left" };
}

function heightOfSet(sheet: Sheet, { text, face, size }: SetLine, width: number): number {
  return sheet.doc
    .font(face)
    .fontSize(size)
    .heightOfString(text || " ", { width, lineGap: LINE_GAP });
}

/** Cuts a paragraph into pieces of at most one line, at spaces where there are some. */
function wrapped(sheet: Sheet, paragraph: Line, width: number): string[] {
  const { text } = set(sheet, paragraph, width);
  const fits = (piece: string) => sheet.doc.widthOfString(piece.trimEnd()) <= width;
  const pieces: string[] = [];
  let piece = "";
  for (const word of text.split(/(?<= )/))
    for (const part of fits(word) ? [word] : Array.from(word)) {
      if (piece && !fits(piece + part)) {
        pieces.push(piece);
        piece = "";
      }
      piece += part;
    }
  return [...pieces, piece];
}

/**
 * The same text in letters that can be printed. A face that lacks one gives way to the plain one, which knows more;
 * what that lacks too, and what cannot be seen at all, is written as its code point: "[U+65E5]".
 */
function legible(sheet: Sheet, text: string, face: Face): { text: string; face: Face } {
  if (ASCII.test(text)) return { text, face };
  const plain: Face = face === "mono-bold" || face === "bold" ? "bold" : "sans";
  const candidates: Face[] = [face, plain, "sans"];
  const visible = Array.from(text, (letter) =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(letter) ? codePoint(letter) : letter,
  );
  const whole = candidates.find((one) => visible.every((letter) => hasLetters(sheet, one, letter)));
  if (whole) return { text: visible.join(""), face: whole };
  const spelled = visible.map((letter) => (hasLetters(sheet, "sans", letter) ? letter : codePoint(letter)));
  return { text: spelled.join(""), face: "sans" };
}

/** What every face has. */
const ASCII = /^[\x20-\x7e]*$/;

function codePoint(letter: string): string {
  return `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** pdfkit keeps the parsed font to itself. */
interface OpenedFont {
  _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

function hasLetters(sheet: Sheet, face: Face, letters: string): boolean {
  if (ASCII.test(letters)) return true;
  sheet.doc.font(face);
  const { font } = (sheet.doc as unknown as OpenedFont)._font;
  return Array.from(letters).every((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
}

/** A small heading for a figure or a column. */
export function label(text: string): Line {
  return { text, size: 6.5, color: FAINT };
}
