import { faultWords } from "../../../shared/fault-words.ts";
import { marksOf } from "../../../shared/job-marks.ts";
import type { RecordedEvent, UnitRecord } from "../../../shared/record.ts";
import { bootProofSection, type CertifiedProof } from "./boot-proof.ts";
import { code128, drawBars, moduleWidth } from "./barcode.ts";
import {
  courseTable,
  healthText,
  signatureText,
  signerFingerprint,
  metText,
  oldDataOutcome,
} from "./course.ts";
import { clock, driveSize, durationBetween, phaseRate, wholeNumber } from "./figures.ts";
import { factColumns, factRows, heading, notice, signatures, titleRow, type Fact } from "./furniture.ts";
import { closeSheet, makeRoom, openSheet, type Paper, type Sheet } from "./sheet.ts";
import { throughputSection } from "./throughput.ts";
import { draw, heightOf, label, type Line } from "./typesetting.ts";
import { endingMarks, oldDataWords, serialSourceWords, words } from "./words.ts";

export interface CertificateInput {
  unit: UnitRecord;
  /** The unit's events, oldest first. */
  events: readonly RecordedEvent[];
  /** The newest boot proof; none when left out. */
  proof?: CertifiedProof | null;
  /** The station that prints. */
  station: string;
  /** ISO 8601. */
  printedAt: string;
  paper: Paper;
  /** IANA name of the zone whose clock the paper shows; UTC when left out. */
  timeZone?: string;
}

const { labels } = words.certificate;

/**
 * One unit's paper as a PDF. Only a unit that is done gets a certificate; any other gets a record that says so.
 * The same input gives the same bytes.
 */
export async function certificate(input: CertificateInput): Promise<Uint8Array> {
  const { unit, events, station, printedAt, paper, timeZone = "UTC", proof } = input;
  const showTime = clock(timeZone);
  const title = titleOf(unit);
  const sheet = openSheet({ paper, title: `${title} ${unit.unitSerial}`, printedAt });

  titleRow(sheet, title, { text: unit.batch, face: "mono-bold", size: 14 });
  verdict(sheet, unit, events);
  if (unit.bench === "training") notice(sheet, [{ text: words.training, face: "bold", size: 9 }]);
  unitSerial(sheet, unit.unitSerial);
  for (const [name, facts] of sections(unit, events, showTime)) {
    heading(sheet, name, 24);
    if (facts.length === 1) factRows(sheet, facts[0] ?? []);
    else factColumns(sheet, facts);
  }
  if (unit.fault) faultSection(sheet, unit.fault);
  throughputSection(sheet, events);
  heading(sheet, words.certificate.course, 40);
  courseTable(sheet, events, showTime);
  if (proof) bootProofSection(sheet, proof, showTime);
  signatures(sheet, [words.operator]);
  return closeSheet(
    sheet,
    `${words.printed(showTime(printedAt), station, unit.software)}\n${words.timesIn(timeZone)}`,
  );
}

function titleOf({ ending }: UnitRecord): string {
  const { done, notDone, running } = words.certificate;
  if (ending === null) return running;
  return ending === "done" ? done : notDone;
}

/** What may be said of the drive, and no more than that. */
export function statement({ ending, writtenBytes, verifiedBytes }: UnitRecord): string {
  const { verified, partlyVerified, notFinished, notVerified, stillRunning } = words.certificate;
  if (ending === null) return stillRunning;
  if (ending !== "done") return verifiedBytes > 0 ? notFinished : notVerified;
  return verifiedBytes === writtenBytes
    ? verified(wholeNumber(verifiedBytes))
    : partlyVerified(wholeNumber(verifiedBytes), wholeNumber(writtenBytes));
}

function verdict(sheet: Sheet, unit: UnitRecord, events: readonly RecordedEvent[]): void {
  const { mark, word: plain } = endingMarks[unit.ending ?? "running"];
  const { retries } = marksOf(events.map(({ event }) => event));
  const word = unit.ending === "done" && retries > 0 ? words.certificate.doneWithRetries(retries) : plain;
  const why = unit.fault ? `: ${faultWords[unit.fault.code].what}` : "";
  const big: Line = { text: `${mark} ${word.toUpperCase()}${why}`, face: "bold", size: 15, shrinkTo: 10 };
  notice(sheet, [big, { text: statement(unit), size: 9 }], unit.ending !== "done");
}

/** Barcode and text together. */
function unitSerial(sheet: Sheet, serial: string): void {
  const bars = code128(serial);
  const module = bars && moduleWidth(bars, sheet.width);
  const barHeight = bars && module ? 34 : 0;
  const lines: Line[] = [
    label(labels.unitSerial),
    { text: serial, face: "mono-bold", size: 15, shrinkTo: 9 },
    ...(bars ? [] : [label(words.noBarcode)]),
  ];
  const height = heightOf(sheet, lines, sheet.width);
  makeRoom(sheet, height + barHeight + 10);
  draw(sheet, lines, sheet.left, sheet.y, sheet.width);
  sheet.y += height + 2;
  if (bars && module) drawBars(sheet, bars, sheet.left, sheet.y, module, barHeight);
  sheet.y += barHeight + 4;
}

type Section = [name: string, facts: Fact[][]];

/** Every fact of the record, by subject. A section with one list runs over the whole width. */
function sections(
  unit: UnitRecord,
  events: readonly RecordedEvent[],
  showTime: (at: string | null) => string,
): Section[] {
  const { certificate: w } = words;
  return [
    [w.drive, driveFacts(unit)],
    [w.media, [mediaFacts(unit, events)]],
    [w.staging, stagingFacts(unit, events, showTime)],
    [unit.ending === "done" ? w.ids : w.idsMade, idFacts(unit)],
    ...filesSection(events),
  ];
}

function driveFacts(unit: UnitRecord): Fact[][] {
  const { unitFromDrive, unitScanned } = words.certificate;
  return [
    [
      { label: labels.driveSerial, value: unit.driveSerial ?? "", mono: true },
      { label: labels.source, value: serialSourceWords[unit.driveSerialSource] },
      { label: labels.unitSerial, value: unit.unitSerialSource === "drive" ? unitFromDrive : unitScanned },
    ],
    [
      { label: labels.model, value: unit.model },
      { label: labels.size, value: `${driveSize(unit.sizeBytes)} (${wholeNumber(unit.sizeBytes)} bytes)` },
      { label: labels.sector, value: `${unit.logicalSectorBytes} bytes` },
      { label: labels.wwid, value: unit.wwid ?? "", mono: true },
    ],
  ];
}

function mediaFacts(unit: UnitRecord, events: readonly RecordedEvent[]): Fact[] {
  const signed = signatureText(events);
  const fingerprint = signerFingerprint(events);
  return [
    {
      label: labels.media,
      value: `${`${unit.mediaName} ${unit.mediaVersion}`.trim()}, image ${unit.imageIndex}`,
    },
    { label: labels.sha256, value: unit.mediaSha256, mono: true },
    { label: labels.mediaId, value: unit.mediaId, mono: true },
    ...(signed === null ? [] : [{ label: labels.signedBy, value: signed }]),
    ...(fingerprint === null ? [] : [{ label: labels.signer, value: fingerprint, mono: true }]),
    { label: labels.sequence, value: `${unit.sequenceName}, version ${unit.sequenceVersion}` },
    { label: labels.sequenceHash, value: unit.sequenceHash, mono: true },
  ];
}

function stagingFacts(
  unit: UnitRecord,
  events: readonly RecordedEvent[],
  showTime: (at: string | null) => string,
): Fact[][] {
  const { realBench, trainingBench, rates } = words.certificate;
  const health = healthText(events);
  return [
    [
      { label: labels.batch, value: unit.batch },
      { label: labels.bay, value: String(unit.bay) },
      { label: labels.bench, value: unit.bench === "real" ? realBench : trainingBench },
      { label: labels.station, value: unit.station },
      { label: labels.operator, value: unit.operator },
      { label: labels.software, value: unit.software },
      { label: labels.oldData, value: oldDataOutcome(events) ?? oldDataWords[unit.oldData] },
      ...(health === null ? [] : [{ label: labels.health, value: health }]),
    ],
    [
      { label: labels.started, value: showTime(unit.startedAt) },
      { label: labels.ended, value: showTime(unit.endedAt) },
      { label: labels.duration, value: durationBetween(unit.startedAt, unit.endedAt) },
      { label: labels.written, value: bytesOrNot(unit.writtenBytes) },
      { label: labels.readBack, value: bytesOrNot(unit.verifiedBytes) },
      {
        label: labels.throughput,
        value: unit.writtenBytes ? rates(phaseRate(unit, "write"), phaseRate(unit, "read-back")) : "",
      },
      { label: labels.met, value: metText(events) },
      { label: labels.job, value: unit.job, mono: true },
    ],
  ];
}

/** A record holds 0 until the phase has ended; nothing else is known of a phase that did not. */
function bytesOrNot(bytes: number): string {
  return bytes === 0 ? words.certificate.notEnded : `${wholeNumber(bytes)} bytes`;
}

function idFacts(unit: UnitRecord): Fact[][] {
  const serials = unit.volumeSerials.map((value, index): Fact => {
    return { label: labels.volumeSerial(index + 1), value, mono: true };
  });
  return [[diskId(unit)], serials];
}

/** The files that are this unit's own, and the hashes that prove which. None, and the section is left out. */
function filesSection(events: readonly RecordedEvent[]): Section[] {
  const { files: title, file, fileOn } = words.certificate;
  const files = events.flatMap(({ event }) => (event.type === "unit-files" ? event.files : []));
  if (files.length === 0) return [];
  const facts = files.map(({ partition, path, bytes, sha256 }): Fact => {
    return { label: fileOn(partition), value: file(path, wholeNumber(bytes), sha256), mono: true };
  });
  return [[title, [facts]]];
}

/** A GPT has a GUID where an MBR has a signature. */
function diskId({ diskGuid, diskSignature }: UnitRecord) {
  const { diskGuid: guid, diskSignature: signature } = labels;
  return diskGuid
    ? { label: guid, value: diskGuid, mono: true }
    : { label: signature, value: diskSignature, mono: true };
}

function faultSection(sheet: Sheet, fault: NonNullable<UnitRecord["fault"]>): void {
  heading(sheet, words.certificate.fault, 40);
  factRows(sheet, [
    { label: labels.happened, value: fault.message },
    { label: labels.todo, value: faultWords[fault.code].todo },
    { label: labels.code, value: fault.code, mono: true },
  ]);
}
