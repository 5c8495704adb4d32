import { useState } from "react";
import type { Input } from "../../../../shared/contract.ts";
import type { Bay, OldData, Stamp } from "../../../../shared/drive.ts";
import type { Media } from "../../../../shared/media.ts";
import type { Sequence } from "../../../../shared/sequence.ts";
import { jobShownAt, type BenchState } from "../../../bench-state.ts";
import { useSettings } from "../../../settings.ts";
import { useStation } from "../../../store.ts";
import { faceOf, stageable } from "../bay-face.ts";

/** A drive as it was shown when the dialog opened. Its identity is what a confirmation means. */
export interface ShownDrive {
  bay: number;
  identity: string;
  model: string;
  serial: string | null;
  sizeBytes: number;
  carries: Stamp | null;
  /** The unit serial that was bound to the bay by then. */
  bound: string | null;
}

/** What a person fills in. */
export interface StartForm {
  media: string;
  imageIndex: number;
  sequence: string;
  /** The id of an open batch; "" for a new one. */
  batch: string;
  operator: string;
  target: number | null;
  note: string;
  oldData: OldData;
  chosen: Record<number, boolean>;
  units: Record<number, string>;
  /** What was typed to confirm. */
  typed: string;
}

/** The drives and the form, both frozen as they were when the dialog opened. */
export function useStartForm() {
  const [shown] = useState(() => shownDrives(useStation.getState()));
  const [form, setForm] = useState(() => firstForm(useStation.getState(), shown));
  const change = (part: Partial<StartForm>) => setForm((before) => ({ ...before, ...part }));
  return { shown, form, change };
}

/** Media that may be put on drives: current versions first, then the others, each newest first. */
export function stageableMedia(media: readonly Media[]): Media[] {
  const behind = ({ standing = "current" }: Media) => Number(standing !== "current");
  return media
    .filter(({ state, standing }) => state !== "bad" && standing !== "retired")
    .sort((a, b) => behind(a) - behind(b) || b.importedAt.localeCompare(a.importedAt));
}

function shownDrives(state: BenchState): ShownDrive[] {
  return state.bays
    .filter((bay) => stageable(bay, jobShownAt(state, bay)))
    .flatMap((bay) => (bay.drive ? [shownDrive(bay, bay.drive)] : []));
}

function shownDrive(bay: Bay, drive: NonNullable<Bay["drive"]>): ShownDrive {
  const { identity, model, serial, sizeBytes } = drive;
  return { bay: bay.bay, identity, model, serial, sizeBytes, carries: bay.carries, bound: bay.unitSerial };
}

/** A deployment sequence runs on the PC later; the bench cannot stage with it. */
export function isForTheBench({ kind }: Sequence): boolean {
  return kind !== "deployment";
}

function firstForm(state: BenchState, shown: readonly ShownDrive[]): StartForm {
  const ready = state.bays.filter((bay) => faceOf(bay, jobShownAt(state, bay)).kind === "ready");
  return {
    media: stageableMedia(state.media)[0]?.id ?? "",
    imageIndex: 1,
    sequence: state.sequences.find(isForTheBench)?.id ?? "",
    batch: state.batches[0]?.id ?? "",
    operator: useSettings.getState().operator,
    target: null,
    note: "",
    oldData: "discard",
    chosen: Object.fromEntries(ready.map((bay) => [bay.bay, true])),
    units: Object.fromEntries(shown.map((drive) => [drive.bay, drive.bound ?? ""])),
    typed: "",
  };
}

/** Bays whose drive is no longer the one that was shown. */
export function changedBays(shown: readonly ShownDrive[], bays: readonly Bay[]): Set<number> {
  const now = new Map(bays.map((bay) => [bay.bay, bay.drive?.identity]));
  return new Set(shown.filter((drive) => now.get(drive.bay) !== drive.identity).map((drive) => drive.bay));
}

/** The unit serial a drive would be recorded under; "" when one is needed. */
export function unitFor(form: StartForm, drive: ShownDrive): string {
  return form.units[drive.bay]?.trim() || drive.serial || "";
}

export type UnitProblem = "unitMissing" | "unitTwice";

/** What is wrong with the unit serials of the chosen drives, by bay. */
export function unitProblems(form: StartForm, chosen: readonly ShownDrive[]): Map<number, UnitProblem> {
  const problems = new Map<number, UnitProblem>();
  for (const drive of chosen) {
    const unit = unitFor(form, drive);
    const twice = chosen.some((other) => other !== drive && unitFor(form, other) === unit);
    if (unit === "") problems.set(drive.bay, "unitMissing");
    else if (twice) problems.set(drive.bay, "unitTwice");
  }
  return problems;
}

/** The command that a confirmed form stands for: identities as they were shown. */
export function startInput(form: StartForm, chosen: readonly ShownDrive[]): Input<"start"> {
  const { media, imageIndex, sequence, operator, target, note, oldData } = form;
  return {
    media,
    imageIndex,
    sequence,
    oldData,
    batch:
      form.batch === ""
        ? { create: { target, operator: operator.trim(), note: note.trim() } }
        : { open: form.batch },
    bays: chosen.map((drive) => {
      const { bay, identity } = drive;
      const unitSerial = unitFor(form, drive);
      const own = unitSerial === drive.serial && drive.bound === null;
      return own ? { bay, identity } : { bay, identity, unitSerial };
    }),
  };
}
