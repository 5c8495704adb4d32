import { cpus } from "node:os";
import type { StationParts } from "../staging/ports.ts";

/** This computer's clock, and how much its processors have worked since it started, whoever it was for. */
export const thisComputer: Required<Pick<StationParts, "clock" | "cpu">> = {
  clock: { now: () => new Date(), ticks: () => performance.now() },
  cpu() {
    const all = cpus();
    const busyMs = all.reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
    return { busyMs, processors: all.length };
  },
};
