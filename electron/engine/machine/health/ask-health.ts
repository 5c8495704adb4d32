import type { DriveHealth } from "../../../../shared/health.ts";
import { runTool, type ToolResult } from "../../tool.ts";
import { parseSmartctl } from "./parse-smartctl.ts";

const TIMEOUT_MS = 10_000;

export interface AskHealthOptions {
  timeoutMs?: number;
  /** Runs the program; tests give their own. */
  run?: (name: string, args: readonly string[], options: { signal: AbortSignal }) => Promise<ToolResult>;
}

/** @param path of the drive's node, just now */
export type AskHealth = (path: string) => Promise<DriveHealth | null>;

/**
 * Asks drives how they are. Null when that is not known: smartctl is not installed, cannot tell what the drive is, or
 * does not answer in time. Never throws, and never waits longer than told: a drive may hang a question for good, and a
 * process that hangs in the kernel does not even end when it is killed. While one is still there, its drive is asked
 * nothing more.
 */
export function healthAsker({ timeoutMs = TIMEOUT_MS, run = runTool }: AskHealthOptions = {}): AskHealth {
  const hanging = new Set<string>();
  return async (path) => {
    if (hanging.has(path)) return null;
    const signal = AbortSignal.timeout(timeoutMs);
    const late = new Promise<null>((resolve) =>
      signal.addEventListener("abort", () => resolve(null), { once: true }),
    );
    hanging.add(path);
    // Its exit code has bits for what the drive reported: any of them may come with a whole report.
    const asked = run("smartctl", ["--json", "--all", path], { signal })
      .then(({ stdout }) => parseSmartctl(stdout))
      .catch(() => null)
      .finally(() => hanging.delete(path));
    return Promise.race([asked, late]);
  };
}
