import { readdirSync, readFileSync } from "node:fs";

/**
 * How long a process was ready to run and had no processor, in milliseconds: that of its thread which waited longest. 0
 * where the kernel does not tell, and for one that has ended. Source: the kernel's "Scheduler Statistics" (schedstat).
 */
export function waitedMs(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return Math.max(0, ...threads.map((thread) => waitedNs(`/proc/${pid}/task/${thread}/schedstat`) / 1e6));
  } catch {
    return 0;
  }
}

/** The second number; the first is how long it ran. */
function waitedNs(path: string): number {
  try {
    return Number(readFileSync(path, "utf8").split(" ")[1]) || 0;
  } catch {
    return 0; // this thread has ended
  }
}
