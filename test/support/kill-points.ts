import type { RecordedEvent } from "../../shared/record.ts";

/** When: while the masters are built, in a phase, after `verified`, after `committing`, or once a drive is done. */
export const killPoints = [
  "master",
  "clear",
  "write",
  "read-back",
  "verified",
  "committing",
  "done",
] as const;
export type KillPoint = (typeof killPoints)[number];
/** How long after its event a point lasts, at first; measured anew by each run. */
export const FIRST_SPANS: Record<KillPoint, number> = {
  master: 600,
  clear: 20,
  write: 600,
  "read-back": 600,
  verified: 100,
  committing: 400,
  done: 100,
};

/** How long each point lasts on this computer, from the last run that got past it. */
export function measure(spans: Record<KillPoint, number>, events: readonly RecordedEvent[]): void {
  const at = (find: (event: RecordedEvent["event"]) => boolean) => {
    const found = events.find(({ event }) => find(event));
    return found ? Date.parse(found.at) : null;
  };
  const started = (phase: string) => at((event) => event.type === "phase-started" && event.phase === phase);
  const marks = {
    master: [at(({ type }) => type === "waiting"), started("clear")],
    clear: [started("clear"), started("write")],
    write: [started("write"), started("read-back")],
    "read-back": [started("read-back"), at(({ type }) => type === "verified")],
    verified: [at(({ type }) => type === "verified"), at(({ type }) => type === "committing")],
    committing: [at(({ type }) => type === "committing"), at(({ type }) => type === "done")],
  };
  for (const [point, [from, to]] of Object.entries(marks))
    if (from && to && to > from) spans[point as KillPoint] = to - from;
}
