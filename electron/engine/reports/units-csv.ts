import { Phase } from "../../../shared/job.ts";
import type { UnitRecord } from "../../../shared/record.ts";
import { phaseTotal } from "./figures.ts";

type Cell = string | number | null;

/**
 * The units as a table for a spreadsheet, one row for each staging, in the order given: RFC 4180, UTF-8 with a byte
 * order mark, every field of the record under its own name, times in ISO 8601 (UTC), sizes in bytes, times in ms.
 */
export function unitsCsv(units: readonly UnitRecord[]): string {
  const rows = units.map((unit) => Object.values(cellsOf(unit)));
  const table: Cell[][] = [HEADINGS, ...rows];
  return `\uFEFF${table.map((row) => `${row.map(field).join(",")}\r\n`).join("")}`;
}

/** A record's fields in their order. Lists are joined with spaces; a fault and the phases are laid out flat. */
function cellsOf(unit: UnitRecord): Record<string, Cell> {
  const { fault, phases: _, volumeSerials, partitionGuids, ...plain } = unit;
  return {
    ...ordered(plain),
    volumeSerials: volumeSerials.join(" "),
    diskGuid: plain.diskGuid ?? "",
    partitionGuids: (partitionGuids ?? []).join(" "),
    faultCode: fault?.code ?? null,
    faultMessage: fault?.message ?? null,
    faultDetail: fault?.detail ?? null,
    ...phaseCells(unit),
  };
}

function ordered(plain: Omit<UnitRecord, Exclude<Listed, Plain>>): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const name of PLAIN) cells[name] = plain[name];
  return cells;
}

function phaseCells(unit: UnitRecord): Record<string, Cell> {
  return Object.fromEntries(
    Phase.options.flatMap((phase) => {
      const total = phaseTotal(unit, phase);
      return [
        [`${PHASE_NAMES[phase]}Bytes`, total?.bytes ?? null],
        [`${PHASE_NAMES[phase]}Ms`, total?.ms ?? null],
      ];
    }),
  );
}

const PHASE_NAMES: Record<Phase, string> = {
  clear: "clear",
  write: "write",
  "read-back": "readBack",
  finish: "finish",
};

const PLAIN = [
  "batch",
  "job",
  "bay",
  "unitSerial",
  "unitSerialSource",
  "ending",
  "startedAt",
  "endedAt",
  "driveSerial",
  "driveSerialSource",
  "wwid",
  "model",
  "sizeBytes",
  "logicalSectorBytes",
  "mediaId",
  "mediaName",
  "mediaVersion",
  "mediaSha256",
  "imageIndex",
  "sequenceName",
  "sequenceVersion",
  "sequenceHash",
  "oldData",
  "station",
  "software",
  "operator",
  "bench",
  "writtenBytes",
  "verifiedBytes",
  "diskSignature",
] as const;
type Plain = (typeof PLAIN)[number];
type Listed = Plain | "volumeSerials" | "diskGuid" | "partitionGuids" | "fault" | "phases";
/** The compiler sees here when a field of the record is missing from the table. */
const everyField: Record<Exclude<keyof UnitRecord, Listed>, never> = {};

const HEADINGS: string[] = [
  ...PLAIN,
  ...Object.keys(everyField),
  "volumeSerials",
  "diskGuid",
  "partitionGuids",
  "faultCode",
  "faultMessage",
  "faultDetail",
  ...Phase.options.flatMap((phase) => [`${PHASE_NAMES[phase]}Bytes`, `${PHASE_NAMES[phase]}Ms`]),
];

/** A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP, CSV injection). */
function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[\s\0]*[=+\-@\t\r＝＋－＠]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
