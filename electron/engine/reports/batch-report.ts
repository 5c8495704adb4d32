import type { Batch, UnitRecord } from "../../../shared/record.ts";
import { clock, durationBetween } from "./figures.ts";
import { factColumns, factRows, heading, notice, signatures, titleRow, type Fact } from "./furniture.ts";
import { ACCENT, closeSheet, FAINT, makeRoom, openSheet, type Paper, type Sheet } from "./sheet.ts";
import { summarise, type Summary } from "./summary.ts";
import { draw, flow, label, type Line } from "./typesetting.ts";
import { unitTable } from "./unit-table.ts";
import { endingMarks, words } from "./words.ts";

export interface BatchReportInput {
  batch: Batch;
  /** Every staging of the batch, in the order they were started. */
  units: readonly UnitRecord[];
  /** The station that prints. */
  station: string;
  /** ISO 8601. */
  printedAt: string;
  paper: Paper;
  /** IANA name of the zone whose clock the paper shows; UTC when left out. */
  timeZone?: string;
}

/** The report of a batch as a PDF. The same input gives the same bytes. An open batch, or running drives: interim. */
export async function batchReport(input: BatchReportInput): Promise<Uint8Array> {
  const { batch, units, station, printedAt, paper, timeZone = "UTC" } = input;
  const showTime = clock(timeZone);
  const summary = summarise(batch, units);
  const title = `${words.batch.title} ${batch.id}${summary.interim ? ` ${words.batch.interim}` : ""}`;
  const sheet = openSheet({ paper, title, printedAt });
  sheet.runningHead = () => runningHead(sheet, title);

  titleRow(sheet, words.batch.title, { text: batch.id, face: "mono-bold", size: 14 });
  if (summary.interim) notice(sheet, interimLines(batch, summary), true);
  if (summary.training) notice(sheet, [{ text: words.training, face: "bold", size: 9 }]);
  countRow(sheet, batch, summary);
  facts(sheet, batch, summary, showTime);
  if (batch.note.trim()) note(sheet, batch.note.trim());
  heading(sheet, words.batch.units(units.length, summary.distinctUnits), 60);
  if (units.length === 0)
    sheet.y += draw(sheet, [{ text: words.batch.noUnits, size: 9 }], sheet.left, sheet.y, sheet.width);
  else await unitTable(sheet, units, showTime);
  signatures(sheet, [words.operator, words.supervisor]);
  const software = summary.software.join(", ");
  return closeSheet(
    sheet,
    `${words.printed(showTime(printedAt), station, software)}\n${words.timesIn(timeZone)}`,
  );
}

function interimLines(batch: Batch, { counts }: Summary): Line[] {
  return [
    { text: words.batch.interim, face: "bold", size: 14 },
    { text: words.batch.interimWhy(batch.state === "open", counts.running), size: 9 },
  ];
}

function runningHead(sheet: Sheet, title: string): void {
  sheet.y +=
    draw(sheet, [{ text: title, face: "bold", size: 9, color: ACCENT }], sheet.left, sheet.y, sheet.width) +
    4;
}

/** The figures that people look for first, large, each with its mark. */
function countRow(sheet: Sheet, batch: Batch, { counts }: Summary): void {
  const figures: [string, string][] = (
    ["done", "failed", "cancelled", "interrupted", "running"] as const
  ).map((ending) => [`${endingMarks[ending].mark} ${endingMarks[ending].word}`, String(counts[ending])]);
  figures.push([words.batch.target, batch.target === null ? words.none : String(batch.target)]);
  const [height, width] = [40, sheet.width / figures.length];
  makeRoom(sheet, height);
  for (const [index, [name, figure]] of figures.entries()) {
    const x = sheet.left + index * width;
    sheet.doc.lineWidth(0.5).rect(x, sheet.y, width, height).stroke(FAINT);
    draw(sheet, [{ text: name, size: 7.5 }], x + 7, sheet.y + 5, width - 12);
    draw(sheet, [{ text: figure, face: "bold", size: 17, shrinkTo: 8 }], x + 7, sheet.y + 16, width - 12);
  }
  sheet.y += height + 9;
}

function facts(sheet: Sheet, batch: Batch, summary: Summary, showTime: (at: string | null) => string): void {
  const state = batch.closedAt ? words.batch.closed(showTime(batch.closedAt)) : words.batch.open;
  const { startedAt, endedAt, limit } = summary;
  factColumns(sheet, [
    [
      { label: words.batch.state, value: state },
      { label: words.batch.opened, value: showTime(batch.createdAt) },
      { label: words.operator, value: summary.operators.join(", ") },
      { label: words.station, value: summary.stations.join(", ") },
    ],
    [
      { label: words.started, value: showTime(startedAt) },
      { label: words.ended, value: showTime(endedAt) },
      { label: words.duration, value: startedAt === null ? "" : durationBetween(startedAt, endedAt) },
      ...(limit ? [{ label: words.batch.limit, value: words.batch.limitShare(limit.by, limit.share) }] : []),
    ],
  ]);
  factRows(sheet, [
    ...(summary.media.length === 0 ? [{ label: words.media, value: "" }] : []),
    ...summary.media.flatMap(({ name, sha256 }): Fact[] => [
      { label: words.media, value: name },
      { label: words.certificate.labels.sha256, value: sha256, mono: true },
    ]),
    { label: words.sequence, value: summary.sequences.join("; ") },
  ]);
}

function note(sheet: Sheet, text: string): void {
  makeRoom(sheet, 24);
  sheet.y += draw(
    sheet,
    [{ ...label(words.batch.note), size: 8, color: FAINT }],
    sheet.left,
    sheet.y,
    sheet.width,
  );
  flow(sheet, { text }, sheet.left, sheet.width);
}
