import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import { words } from "./words.ts";

export type Paper = "A4" | "Letter";
export type Face = "sans" | "bold" | "mono" | "mono-bold";

/** The one accent; dark enough to stay legible on a photocopy. */
export const ACCENT = "#0b4f6c";
export const INK = "black";
export const FAINT = "#444444";

/** Points. The bottom margin holds the page's foot. */
const MARGIN = { side: 36, top: 36, bottom: 48 };

const require = createRequire(import.meta.url);
const fonts: Record<Face, string> = {
  sans: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"),
  bold: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"),
  mono: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"),
  "mono-bold": require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf"),
};

/** Paper that is being filled from top to bottom. Lengths in points. */
export interface Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly left: number;
  readonly width: number;
  readonly bottom: number;
  /** Where the next thing goes. */
  y: number;
  /** Drawn at the top of every page after the first. */
  runningHead: (() => void) | null;
}

export interface SheetOptions {
  paper: Paper;
  title: string;
  /** ISO 8601; also the document's date, so that the same input gives the same bytes. */
  printedAt: string;
}

export function openSheet({ paper, title, printedAt }: SheetOptions): Sheet {
  const date = new Date(printedAt);
  const doc = new PDFDocument({
    size: paper === "A4" ? "A4" : "LETTER",
    margins: { left: MARGIN.side, right: MARGIN.side, top: MARGIN.top, bottom: MARGIN.bottom },
    bufferPages: true,
    lang: "en",
    displayTitle: true,
    info: { Title: title, Producer: "Prestage", Creator: "Prestage", CreationDate: date, ModDate: date },
  });
  for (const [face, path] of Object.entries(fonts)) doc.registerFont(face, path);
  return {
    doc,
    left: MARGIN.side,
    width: doc.page.width - 2 * MARGIN.side,
    bottom: doc.page.height - MARGIN.bottom,
    y: MARGIN.top,
    runningHead: null,
  };
}

/** Makes sure that this much fits below; begins a new page when it does not. True when it did. */
export function makeRoom(sheet: Sheet, height: number): boolean {
  if (sheet.y + height <= sheet.bottom) return false;
  sheet.doc.addPage();
  sheet.y = MARGIN.top;
  sheet.runningHead?.();
  return true;
}

/** Draws the foot of every page, now that their number is known, and gives the finished PDF. */
export async function closeSheet(sheet: Sheet, foot: string): Promise<Uint8Array> {
  const { doc, left, width } = sheet;
  const { start, count } = doc.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    doc.switchToPage(start + n);
    doc.page.margins.bottom = 0; // text in the margin would begin another page
    const y = doc.page.height - 34;
    doc
      .lineWidth(0.5)
      .moveTo(left, y - 5)
      .lineTo(left + width, y - 5)
      .stroke(INK);
    doc.font("sans").fontSize(7).fillColor(INK);
    doc.text(foot, left, y, { width: width - 80, height: 20, lineBreak: true });
    doc.text(words.page(n + 1, count), left + width - 78, y, { width: 78, align: "right" });
  }
  doc.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of doc) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
