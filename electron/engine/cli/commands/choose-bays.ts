import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Snapshot } from "../../../../shared/contract.ts";
import type { Bay, Drive } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { isOver } from "../../../../shared/job.ts";
import { parseBays } from "../values.ts";
import { strangerWords } from "../words.ts";

export type BayWithDrive = Bay & { drive: Drive };

/** What a person named: a list of bays, "all", or a list of drives' paths. */
export interface Named {
  bays: string | undefined;
  drives: string | undefined;
}

/**
 * The bays that a person means. Only a first look, so that the question can name the drives: the engine's guard judges
 * each of them again.
 * @throws StagingFault bay-unknown, bay-empty, drive-refused, drive-gone; UsageError
 */
export function chooseBays(snapshot: Snapshot, { bays, drives }: Named): BayWithDrive[] {
  if (drives !== undefined) return unique(drives.split(",").map((path) => bayOfDrive(snapshot, path.trim())));
  const wanted = parseBays(bays ?? "all");
  if (wanted !== "all") return wanted.map((bay) => stageable(findBay(snapshot, bay)));
  const ready = snapshot.bays.filter(
    (bay) => hasDrive(bay) && bay.refusal === null && !isBusy(snapshot, bay),
  );
  if (ready.length === 0) throw new StagingFault("bay-empty", "No bay has a drive that may be staged now.");
  return ready.filter(hasDrive);
}

/** @throws StagingFault bay-unknown */
export function findBay({ bays }: Snapshot, wanted: number): Bay {
  const found = bays.find(({ bay }) => bay === wanted);
  if (found) return found;
  const known = bays.map(({ bay }) => bay).join(", ") || "none";
  throw new StagingFault("bay-unknown", `There is no bay ${wanted} on this bench. Its bays: ${known}.`);
}

function bayOfDrive(snapshot: Snapshot, path: string): BayWithDrive {
  const wanted = trueName(path);
  const bay = snapshot.bays.find(({ drive }) => drive !== null && trueName(drive.path) === wanted);
  if (bay) return stageable(bay);
  const stranger = snapshot.strangers.find((drive) => trueName(drive.path) === wanted);
  if (stranger) {
    const { what, todo } = strangerWords(stranger);
    throw new StagingFault("drive-refused", `${path}: ${what}. ${todo}`);
  }
  const training = snapshot.engine.bench === "training" ? " (this is the training bench)" : "";
  throw new StagingFault("drive-gone", `This bench has no drive ${path}${training}.`);
}

/** Links like /dev/disk/by-id/… lead to the drive they mean. */
function trueName(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function stageable(bay: Bay): BayWithDrive {
  if (!hasDrive(bay)) throw new StagingFault("bay-empty", `Bay ${bay.bay} is empty.`);
  if (bay.refusal) throw new StagingFault("drive-refused", `Bay ${bay.bay}: ${bay.refusal.message}`);
  return bay;
}

function hasDrive(bay: Bay): bay is BayWithDrive {
  return bay.drive !== null;
}

function isBusy({ jobs }: Snapshot, bay: Bay): boolean {
  return jobs.some((job) => job.bay === bay.bay && !isOver(job.state));
}

function unique(bays: readonly BayWithDrive[]): BayWithDrive[] {
  return [...new Map(bays.map((bay) => [bay.bay, bay])).values()].sort((a, b) => a.bay - b.bay);
}
