import type { Parsed } from "../../../shared/contract.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { UnitRecord } from "../../../shared/record.ts";
import type { BayBoard } from "./bay-board.ts";
import type { Jobs } from "./jobs.ts";
import type { StationParts } from "./ports.ts";

/**
 * What to start again: the failed and interrupted drives of a batch that are still in their bay, each as it was started.
 * Drives that are done, cancelled by a person, or gone are left alone.
 * @throws StagingFault batch-unknown, or bay-empty when there is nothing to retry
 */
export function retryRequest(
  parts: StationParts,
  board: BayBoard,
  jobs: Jobs,
  batch: string,
): Parsed<"start">[] {
  const newest = new Map<string, UnitRecord>();
  for (const unit of parts.records.units(batch)) newest.set(driveKey(unit.bay, unit.driveSerial), unit);
  const requests = new Map<string, Parsed<"start">>();
  for (const { bay, drive } of board.bays()) {
    const unit = drive && newest.get(driveKey(bay, drive.serial));
    if (!unit || (unit.ending !== "failed" && unit.ending !== "interrupted") || jobs.holding(drive.identity))
      continue;
    const sequence = parts.sequences.find(
      ({ name, version }) => name === unit.sequenceName && version === unit.sequenceVersion,
    );
    const key = [unit.mediaId, unit.imageIndex, sequence?.id ?? unit.sequenceName, unit.oldData].join("|");
    const request = requests.get(key) ?? {
      media: unit.mediaId,
      imageIndex: unit.imageIndex,
      sequence: sequence?.id ?? unit.sequenceName,
      batch: { open: batch },
      bays: [],
      oldData: unit.oldData,
    };
    request.bays.push({ bay, identity: drive.identity, unitSerial: unit.unitSerial });
    requests.set(key, request);
  }
  if (requests.size === 0)
    throw new StagingFault("bay-empty", `No failed drive of batch ${batch} is in its bay.`);
  return [...requests.values()];
}

function driveKey(bay: number, serial: string | null): string {
  return `${bay}|${serial ?? ""}`;
}
