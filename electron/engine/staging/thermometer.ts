import type { Drive } from "../../../shared/drive.ts";
import { isTooHot } from "./health.ts";
import type { Jobs } from "./jobs.ts";
import type { StationParts } from "./ports.ts";

/** Asks the drives that are being staged how warm they are. */
export interface Thermometer {
  /** Now and then. Waits for nobody: a drive that does not answer is not asked again until it has. */
  ask(drives: readonly Drive[]): void;
}

export function createThermometer(
  { health, policy }: Pick<StationParts, "health" | "policy">,
  jobs: Jobs,
): Thermometer {
  const asking = new Set<string>();

  async function askOne(drive: Drive, job: string): Promise<void> {
    asking.add(drive.identity);
    try {
      const celsius = (await health?.(drive))?.temperature ?? null;
      if (celsius !== null)
        jobs.warmth(job, celsius, isTooHot(celsius) && policy().health["too-hot"] !== "record");
    } finally {
      asking.delete(drive.identity);
    }
  }

  return {
    ask(drives) {
      if (!health) return;
      for (const { job, identity, state } of jobs.running()) {
        const drive = drives.find((each) => each.identity === identity);
        if (drive && state.status === "running" && !asking.has(identity))
          void askOne(drive, job).catch(() => {});
      }
    },
  };
}
