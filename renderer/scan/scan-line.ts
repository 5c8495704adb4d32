import { create } from "zustand";
import type { UnitRecord } from "../../shared/record.ts";
import { jobShownAt } from "../bench-state.ts";
import { engine, useStation } from "../store.ts";
import { useView } from "../view.ts";
import { ask } from "../parts/act.tsx";
import { isOver } from "../../shared/job.ts";
import { beep } from "./beep.ts";
import { readScan } from "./read-scan.ts";

/** What the scan line says. `right` and `wrong` also sound different. */
export type Said =
  | { kind: "hint" | "swallowed" | "enter" | "offline" }
  | { kind: "unit"; unit: string }
  | { kind: "bound"; unit: string; bay: number; before: UnitRecord | null }
  | { kind: "selected" | "noBay" | "emptyBay" | "busyBay"; bay: number }
  | { kind: "taken"; unit: string; bay: number }
  | { kind: "tooLong"; count: number };

const WRONG: readonly Said["kind"][] = [
  "swallowed",
  "enter",
  "offline",
  "noBay",
  "emptyBay",
  "busyBay",
  "taken",
  "tooLong",
];
export const isWrong = (said: Said) => WRONG.includes(said.kind);

/** The keyboard-wedge's line: what came in so far, the unit that waits for its bay, and what was said last. */
export interface ScanLine {
  text: string;
  unit: string | null;
  said: Said;
}

export const useScanLine = create<ScanLine>()(() => ({ text: "", unit: null, said: { kind: "hint" } }));

const LONGEST = 64;

export function typeScan(text: string): void {
  useScanLine.setState({ text });
}

/** Forgets a half-typed line and a unit that waits for its bay. */
export function forgetScan(): void {
  useScanLine.setState({ text: "", unit: null, said: { kind: "hint" } });
}

/** Says it, with its sound. */
export function say(said: Said): void {
  beep(isWrong(said) ? "wrong" : "right");
  useScanLine.setState({ said });
}

/** Enter: the line is a unit or a bay. */
export async function endScan(): Promise<void> {
  const { text, unit } = useScanLine.getState();
  const line = text.trim();
  useScanLine.setState({ text: "" });
  if (line === "") return;
  if (useStation.getState().link.status !== "live") return say({ kind: "offline" });
  const bays = useStation.getState().bays.map((bay) => bay.bay);
  const scan = readScan(line, unit !== null, bays);
  if (scan.kind === "unit") return takeUnit(scan.unit);
  if (!bays.includes(scan.bay)) return say({ kind: "noBay", bay: scan.bay });
  useView.setState({ bay: scan.bay });
  if (unit === null) return say({ kind: "selected", bay: scan.bay });
  await bind(unit, scan.bay);
}

function takeUnit(unit: string): void {
  if (unit.length > LONGEST) return say({ kind: "tooLong", count: unit.length });
  useScanLine.setState({ unit });
  say({ kind: "unit", unit });
}

async function bind(unit: string, number: number): Promise<void> {
  const state = useStation.getState();
  const bay = state.bays.find((one) => one.bay === number);
  const job = bay && jobShownAt(state, bay);
  const other = state.bays.find((one) => one.bay !== number && one.unitSerial === unit);
  if (!bay?.drive) return say({ kind: "emptyBay", bay: number });
  if (job && !isOver(job.state)) return say({ kind: "busyBay", bay: number });
  if (other) return say({ kind: "taken", unit, bay: other.bay });
  const bound = await ask((client) => client.setUnitSerial({ bay: number, unitSerial: unit }));
  if (bound === null) return beep("wrong");
  useScanLine.setState({ unit: null });
  say({ kind: "bound", unit, bay: number, before: await stagedBefore(unit) });
}

/** Only a warning hangs on it: where it cannot be asked, the scan still counts. */
async function stagedBefore(unit: string): Promise<UnitRecord | null> {
  try {
    return (await engine().stagedBefore({ serials: [unit] }))[0] ?? null;
  } catch {
    return null;
  }
}
