import type { CommandEnd, JobEvent } from "./job.ts";

/** The steps that ran on the station, after one more event. The same list when the event is about none. */
export function foldCommands(ended: readonly CommandEnd[], event: JobEvent): readonly CommandEnd[] {
  if (event.type !== "command-ended") return ended;
  const { type: _type, ...end } = event;
  return [...ended, end];
}
