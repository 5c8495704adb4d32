import type { JobEvent } from "../../../shared/job.ts";
import type { BayBoard } from "./bay-board.ts";
import type { StationParts } from "./ports.ts";

/**
 * Gives every job that an earlier engine left open its one ending. A job that was committing is done if its drive is
 * here and says so, and no step on the station was still to end: the committed stamp is written only after all else
 * was flushed and read back. Any other job was interrupted; its drive carries a valid partition table only if it was
 * as far as those steps.
 */
export async function recoverJobs(parts: StationParts, board: BayBoard): Promise<void> {
  const open = parts.records.openJobs();
  if (open.length === 0) return;
  await board.refresh();
  const committed = new Set(board.bays().flatMap(({ carries }) => (carries?.committed ? carries.job : [])));
  for (const { unit, events } of open) {
    const story = events.map(({ event }) => event);
    const done = committed.has(unit.job) && wasCommitting(story) && commandsEnded(story);
    const event: JobEvent = { type: done ? "done" : "interrupted" };
    parts.records.append(unit.job, event, parts.clock.now().toISOString());
    parts.log(`job ${unit.job} (${unit.batch}, bay ${unit.bay}) was left open; it is ${event.type}`);
  }
}

function wasCommitting(story: readonly JobEvent[]): boolean {
  return story.some(({ type }) => type === "committing");
}

/** Every step that had to end well on the station did. Two steps may have one name. */
function commandsEnded(story: readonly JobEvent[]): boolean {
  const open = story.flatMap((event) => (event.type === "committing" ? (event.commands ?? []) : []));
  for (const event of story) {
    if (event.type !== "command-ended" || event.when !== "after" || !event.wentOn) continue;
    const at = open.indexOf(event.step);
    if (at >= 0) open.splice(at, 1);
  }
  return open.length === 0;
}
