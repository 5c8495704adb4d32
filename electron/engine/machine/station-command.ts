import { spawn, type ChildProcess } from "node:child_process";
import type { CommandAnswer, CommandOrder } from "../staging/station-commands.ts";

/** What a command gets of the engine's own environment: nothing that could be anybody's secret. */
const INHERITED = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"];
const KEEP_BYTES = 4096;
/** How long it may take to end after it was asked to, and how long to be gone after it was ended. */
const ASKED_MS = 3000;
const GONE_MS = 5000;

/**
 * Runs a command of a task sequence by /bin/sh, in a process group of its own, with nothing to read and no descriptor
 * of ours. All that it started ends with it; at the time limit and at the signal too.
 */
export function runStationCommand(order: CommandOrder, signal: AbortSignal): Promise<CommandAnswer> {
  if (signal.aborted) return Promise.resolve({ outcome: "cancelled", exitCode: null, output: "" });
  let child: ChildProcess;
  try {
    child = spawn("/bin/sh", ["-c", order.script], {
      cwd: order.directory,
      env: { ...inherited(), ...order.variables },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own
    });
  } catch (thrown) {
    return Promise.resolve(notStarted(order, thrown));
  }
  return ended(child, order, signal);
}

function ended(child: ChildProcess, order: CommandOrder, signal: AbortSignal): Promise<CommandAnswer> {
  return new Promise((resolve) => {
    const output = collectEnd(child);
    const timers = new Set<NodeJS.Timeout>();
    let outcome: CommandAnswer["outcome"] = "exited";
    const later = (ms: number, act: () => void) => void timers.add(setTimeout(act, ms));
    const settle = (exitCode: number | null, answer?: CommandAnswer) => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(answer ?? { outcome, exitCode: outcome === "exited" ? exitCode : null, output: output() });
    };
    const end = (why: "timed-out" | "cancelled") => {
      if (outcome !== "exited") return;
      outcome = why;
      killGroup(child, "SIGTERM");
      later(ASKED_MS, () => killGroup(child, "SIGKILL"));
      later(ASKED_MS + GONE_MS, () => settle(null)); // stuck in the kernel: nobody need wait for it
    };
    const cancel = () => end("cancelled");
    signal.addEventListener("abort", cancel, { once: true });
    later(order.timeoutMs, () => end("timed-out"));
    child.on("error", (thrown) => settle(null, notStarted(order, thrown)));
    child.on("exit", (exitCode) => {
      killGroup(child, "SIGKILL"); // what it left running
      later(ASKED_MS, () => settle(exitCode)); // something that left the group holds its output
      child.on("close", () => settle(exitCode));
    });
  });
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}

function notStarted({ directory }: CommandOrder, thrown: unknown): CommandAnswer {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const output =
    code === "ENOENT" || code === "ENOTDIR"
      ? `There is no folder ${directory} on the station.`
      : thrown instanceof Error
        ? thrown.message
        : String(thrown);
  return { outcome: "not-started", exitCode: null, output };
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // all of it has ended
  }
}

/** Keeps the last bytes of both streams, in the order in which they came. */
function collectEnd(child: ChildProcess): () => string {
  let kept = Buffer.alloc(0);
  let cut = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => {
      const all = Buffer.concat([kept, bytes]);
      cut ||= all.length > KEEP_BYTES;
      kept = all.subarray(-KEEP_BYTES);
    });
  // A letter that was cut in two at the front is left out.
  return () => new TextDecoder().decode(cut ? kept.subarray(letterStart(kept)) : kept);
}

function letterStart(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(0, at);
}
