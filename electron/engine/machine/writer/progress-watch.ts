import { StagingFault } from "../../../../shared/fault.ts";

/** Watches one order for progress. */
export interface ProgressWatch {
  alive(): void;
  /** It was cancelled: from now on it has only as long as letting go may take. */
  hurry(): void;
  stop(): void;
}

/** @param stalled told once, with drive-stalled, when there was no progress for as long as the limits allow */
export function watchProgress(
  limits: { stallMs: number; letGoMs: number },
  stalled: (fault: StagingFault) => void,
): ProgressWatch {
  let timer: NodeJS.Timeout | undefined;
  let hurried = false;
  const arm = (ms: number) => {
    clearTimeout(timer);
    const words = `The drive made no progress for ${Math.round(ms / 1000)} seconds.`;
    timer = setTimeout(() => stalled(new StagingFault("drive-stalled", words)), ms);
  };
  arm(limits.stallMs);
  return {
    alive() {
      if (!hurried) arm(limits.stallMs);
    },
    hurry() {
      hurried = true;
      arm(limits.letGoMs);
    },
    stop: () => clearTimeout(timer),
  };
}
