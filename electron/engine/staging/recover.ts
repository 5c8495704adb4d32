import type { JobEvent } from "../../../shared/job.ts";
import type { BayBoard } from "./bay-board.ts";
import type { StationParts } from "./ports.ts";

/**
 * Gives every job that an earlier engine left open its one ending. A job that was committing is done if its drive is
 * here and says so: the committed stamp is written only after all else was flushed and read back. Any other job was
 * interrupted, and its drive, if it got that far, carries no valid partition table.
 */
export async function recoverJobs(parts: StationParts, board: BayBoard): Promise<void> {
  const open = parts.records.openJobs();
  if (open.length === 0) return;
  await board.refresh();
  const committed = new Set(board.bays().flatMap(({ carries }) => (carries?.committed ? carries.job : [])));
  for (const { unit, events } of open) {
    const committing = events.some(({ event }) => event.type === "committing");
    const event: JobEvent =
      committing && committed.has(unit.job) ? { type: "done" } : { type: "interrupted" };
    parts.records.append(unit.job, event, parts.clock.now().toISOString());
    parts.log(`job ${unit.job} (${unit.batch}, bay ${unit.bay}) was left open; it is ${event.type}`);
  }
}
