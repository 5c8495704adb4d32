import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Job } from "../../../shared/contract.ts";
import { isOver } from "../../../shared/job.ts";
import type { Batch } from "../../../shared/record.ts";
import { jobShownAt } from "../../bench-state.ts";
import { useStation } from "../../store.ts";
import { faceOf } from "./bay-face.ts";

/** The batch the header speaks of: the one that drives run in, else the newest open one. */
export function useCurrentBatch(): Batch | undefined {
  return useStation((s) => {
    const running = s.jobs.find((job) => !isOver(job.state));
    return s.batches.find((batch) => batch.id === running?.batch) ?? s.batches[0];
  });
}

export function useRunningCount(): number {
  return useStation((s) => s.jobs.filter((job) => !isOver(job.state)).length);
}

/** How many bays a start would take by itself: those that show Ready. */
export function useReadyCount(): number {
  return useStation((s) => s.bays.filter((bay) => faceOf(bay, jobShownAt(s, bay)).kind === "ready").length);
}

/** The failed jobs of a batch whose bays still hold their drives. */
export function useRetryable(batch: string | undefined): Job[] {
  return useStation(
    useShallow((s) =>
      s.bays.flatMap((bay) => {
        const job = jobShownAt(s, bay);
        const failed = job?.state.status === "failed" && job.batch === batch && bay.drive && !bay.refusal;
        return job && failed ? [job] : [];
      }),
    ),
  );
}

/** All running drives together. `leftMs` is to the end of the last one; null while none can tell. */
export function useBenchFigures(): { bytesPerSecond: number; leftMs: number | null } {
  const jobs = useStation((s) => s.jobs);
  const progress = useStation((s) => s.progress);
  return useMemo(() => {
    const running = jobs.filter((job) => job.state.status === "running").map((job) => progress[job.job]);
    const lefts = running.flatMap((one) => (one && one.etaMs !== null ? [one.etaMs] : []));
    return {
      bytesPerSecond: running.reduce((sum, one) => sum + (one?.bytesPerSecond ?? 0), 0),
      leftMs: lefts.length > 0 ? Math.max(...lefts) : null,
    };
  }, [jobs, progress]);
}
