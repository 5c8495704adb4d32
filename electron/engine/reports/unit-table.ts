import { setImmediate } from "node:timers/promises";
import { faultWords } from "../../../shared/fault-words.ts";
import type { UnitRecord } from "../../../shared/record.ts";
import { code128, drawBars, moduleWidth, type Bars } from "./barcode.ts";
import { driveSize, durationBetween, phaseRate } from "./figures.ts";
import { SIGNATURES_HEIGHT } from "./furniture.ts";
import { FAINT, INK, makeRoom, type Sheet } from "./sheet.ts";
import { draw, heightOf, label, type Line } from "./typesetting.ts";
import { endingMarks, words } from "./words.ts";

/** The table of a batch report: one row for each staging, in the order they were started. */

/** Blank above and below what stands in a row, and right of each column. */
const PAD = 4;
const GUTTER = 6;
const BAR_HEIGHT = 20;
const COLUMNS = ["bay", "unit", "drive", "result", "times", "rates"] as const;
type Column = (typeof COLUMNS)[number];

/** A row that has been measured: it goes on one page whole. */
interface Row {
  cells: Record<Column, Line[]>;
  bars: { bars: Bars; module: number; ownLine: boolean } | null;
  /** Not done: a bar at the edge tells from afar. */
  marked: boolean;
  cellHeight: number;
  height: number;
}

export async function unitTable(
  sheet: Sheet,
  units: readonly UnitRecord[],
  showTime: (at: string | null) => string,
): Promise<void> {
  const widths = columnWidths(sheet.width);
  for (const [index, unit] of units.entries()) {
    if (index % ROWS_AT_ONCE === 0) await setImmediate();
    const row = measure(sheet, unit, widths, showTime);
    const isLast = index === units.length - 1;
    const needed = row.height + (isLast ? SIGNATURES_HEIGHT : 0); // nobody signs a page with nothing on it
    if (index === 0) makeRoom(sheet, HEAD_HEIGHT + needed);
    if (makeRoom(sheet, needed) || index === 0) tableHead(sheet, widths);
    drawRow(sheet, row, widths);
  }
}

/** After so many rows others get their turn: the engine prints while drives are being staged. */
const ROWS_AT_ONCE = 8;

function columnWidths(total: number): Record<Column, number> {
  const fixed = { bay: 26, drive: 112, result: 84, times: 82, rates: 62 };
  const { bay, drive, result, times, rates } = fixed;
  return { ...fixed, unit: total - bay - drive - result - times - rates };
}

const HEAD_HEIGHT = 16;

function tableHead(sheet: Sheet, widths: Record<Column, number>): void {
  const { columns } = words.batch;
  eachColumn(sheet, widths, (name, x, width) =>
    draw(
      sheet,
      [{ ...label(columns[name]), face: "bold", color: INK, right: name === "rates" }],
      x,
      sheet.y + 3,
      width - GUTTER,
    ),
  );
  sheet.y += HEAD_HEIGHT;
  rule(sheet, 1);
}

function measure(
  sheet: Sheet,
  unit: UnitRecord,
  widths: Record<Column, number>,
  showTime: (at: string | null) => string,
): Row {
  const cells = cellsOf(unit, showTime);
  const code = code128(unit.unitSerial);
  const bars = code && fittingBars(sheet, code, widths.unit - GUTTER, widths.bay);
  if (!code) cells.unit.push(label(words.noBarcode));
  const barsInCell = bars && !bars.ownLine ? BAR_HEIGHT + 2 : 0;
  const heights = COLUMNS.map(
    (name) => heightOf(sheet, cells[name], widths[name] - GUTTER) + (name === "unit" ? barsInCell : 0),
  );
  const cellHeight = Math.max(...heights) + 2 * PAD;
  const height = cellHeight + (bars?.ownLine ? BAR_HEIGHT + PAD : 0);
  return { cells, bars, marked: unit.ending !== "done", cellHeight, height };
}

function cellsOf(unit: UnitRecord, showTime: (at: string | null) => string): Record<Column, Line[]> {
  const { mark, word } = endingMarks[unit.ending ?? "running"];
  const done = unit.ending === "done";
  const { none, batch } = words;
  return {
    bay: [{ text: String(unit.bay), face: "bold", size: 11, shrinkTo: 6 }],
    unit: [{ text: unit.unitSerial, face: "mono-bold", size: 9, shrinkTo: 6.5 }],
    drive: [
      { text: unit.driveSerial ?? none, face: "mono", size: 8, shrinkTo: 6.5 },
      { text: `${unit.model || none}, ${driveSize(unit.sizeBytes)}`, size: 7.5 },
    ],
    result: [
      {
        text: `${mark} ${done ? word : word.toUpperCase()}`,
        face: done ? "sans" : "bold",
        size: 9,
        shrinkTo: 7,
      },
      ...(unit.fault ? [{ text: faultWords[unit.fault.code].what, size: 7.5 }] : []),
    ],
    times: [
      { text: showTime(unit.startedAt), size: 7.5 },
      { text: durationBetween(unit.startedAt, unit.endedAt), size: 7.5 },
    ],
    rates: [
      { text: `${batch.write} ${phaseRate(unit, "write")}`, size: 7.5, right: true },
      { text: `${batch.readBack} ${phaseRate(unit, "read-back")}`, size: 7.5, right: true },
    ],
  };
}

/** In the cell where they can be read at its width, else on a line of their own below the row. */
function fittingBars(sheet: Sheet, bars: Bars, cellWidth: number, bayWidth: number): Row["bars"] {
  const inCell = moduleWidth(bars, cellWidth);
  if (inCell !== null) return { bars, module: inCell, ownLine: false };
  const onLine = moduleWidth(bars, sheet.width - bayWidth);
  return onLine === null ? null : { bars, module: onLine, ownLine: true };
}

function drawRow(sheet: Sheet, row: Row, widths: Record<Column, number>): void {
  const top = sheet.y;
  eachColumn(sheet, widths, (name, x, width) => {
    const below = draw(sheet, row.cells[name], x, top + PAD, width - GUTTER);
    if (name === "unit" && row.bars && !row.bars.ownLine)
      drawBars(sheet, row.bars.bars, x, top + PAD + below + 2, row.bars.module, BAR_HEIGHT);
  });
  if (row.bars?.ownLine)
    drawBars(
      sheet,
      row.bars.bars,
      sheet.left + widths.bay,
      top + row.cellHeight,
      row.bars.module,
      BAR_HEIGHT,
    );
  sheet.y = top + row.height;
  if (row.marked) sheet.doc.rect(sheet.left - 6, top + 1, 3, row.height - 2).fill(INK);
  rule(sheet, 0.4);
}

function eachColumn(
  sheet: Sheet,
  widths: Record<Column, number>,
  act: (name: Column, x: number, width: number) => void,
): void {
  let x = sheet.left;
  for (const name of COLUMNS) {
    act(name, x, widths[name]);
    x += widths[name];
  }
}

function rule(sheet: Sheet, weight: number): void {
  const { doc, left, width, y } = sheet;
  doc
    .lineWidth(weight)
    .moveTo(left, y)
    .lineTo(left + width, y)
    .stroke(weight < 1 ? FAINT : INK);
}
