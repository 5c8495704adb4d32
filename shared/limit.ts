import { z } from "zod";

/**
 * What a drive's pace hung on. `source`: the master came too slowly from the station's disk. `cpu`: this computer was
 * busy. `controller`: drives behind one controller took it from each other. `drive`: the drive itself; as it should be.
 */
export const LimitedBy = z.enum(["drive", "controller", "cpu", "source"]);
export type LimitedBy = z.infer<typeof LimitedBy>;

/** For what the requests of a phase waited, added up over all of them, in milliseconds. */
export const Waits = z.object({ sourceMs: z.number(), driveMs: z.number() });
export type Waits = z.infer<typeof Waits>;

/** What limited one phase of a drive, and the figures it is judged by. */
export const PhaseLimit = z.object({
  by: LimitedBy,
  /** 0 to 1: how much of its waiting was for the master. */
  sourceShare: z.number(),
  /** 0 to 1: how busy this computer's processors were; null when that is not known. */
  cpuShare: z.number().nullable(),
});
export type PhaseLimit = z.infer<typeof PhaseLimit>;

interface LimitedUnit {
  phases: readonly { ms: number; limit?: PhaseLimit | undefined }[];
}

/** What limited a run: of all its drives' time with a known limit, the one with the most of it. Null when none is known. */
export function runLimit(units: readonly LimitedUnit[]): { by: LimitedBy; share: number } | null {
  const spent = new Map<LimitedBy, number>();
  for (const { phases } of units)
    for (const { ms, limit } of phases) if (limit) spent.set(limit.by, (spent.get(limit.by) ?? 0) + ms);
  const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  const [most] = [...spent].toSorted(([, a], [, b]) => b - a);
  return most && total > 0 ? { by: most[0], share: most[1] / total } : null;
}
