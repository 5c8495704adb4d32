import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { Fault, fromFault, StagingFault } from "../../../shared/fault.ts";

const POLL_MS = 40;
const PATIENCE_MS = 60_000;

/** The one line that the engine prints when it answers, or when it cannot. */
const ReadyLine = z.discriminatedUnion("ready", [
  z.object({ ready: z.literal(true), socket: z.string(), url: z.string().nullable() }),
  z.object({ ready: z.literal(false), fault: Fault }),
]);

/** The engine's program. */
export const engineProgram = join(import.meta.dirname, "..", "main.ts");

/**
 * Starts an engine of its own session, that outlives this process and its terminal, and waits until it answers. What
 * it has to say goes to engine.log in the home.
 * @param args flags of the engine's program, without --home
 * @throws StagingFault the engine's own fault, or engine-gone when it ended without a word
 */
export async function startEngine(home: string, args: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "prestage-start-"));
  // A file and not a pipe: nobody reads a pipe after this process has gone.
  const readyFile = join(folder, "ready");
  const ready = openSync(readyFile, "w");
  const log = openSync(join(home, "engine.log"), "a", 0o600);
  try {
    const child = spawn(process.execPath, [engineProgram, "--home", home, ...args], {
      cwd: home,
      detached: true,
      stdio: ["ignore", ready, log],
    });
    child.unref();
    await untilReady(child, readyFile, home);
  } finally {
    closeSync(ready);
    closeSync(log);
    rmSync(folder, { recursive: true });
  }
}

async function untilReady(child: ChildProcess, readyFile: string, home: string): Promise<void> {
  let ended: string | null = null;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = `it ended with ${signal ?? code}`));
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const hasEnded = ended;
    const line = readReadyLine(readFileSync(readyFile, "utf8"));
    if (line?.ready === true) return;
    if (line?.ready === false) throw fromFault(line.fault);
    if (hasEnded !== null) throw wordless(hasEnded, home);
    await delay(POLL_MS);
  }
  throw wordless("it gave no answer for a minute", home);
}

/** @returns null while there is no whole line yet */
export function readReadyLine(text: string): z.infer<typeof ReadyLine> | null {
  const [line, ...more] = text.split("\n");
  return line === undefined || more.length === 0 ? null : ReadyLine.parse(JSON.parse(line));
}

function wordless(reason: string, home: string): StagingFault {
  return new StagingFault(
    "engine-gone",
    `The engine did not start: ${reason}. Its last words are in ${join(home, "engine.log")}.`,
  );
}

/** Waits for an engine's process to end. False when it is still there after that time. */
export async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += POLL_MS) {
    try {
      process.kill(pid, 0);
    } catch (thrown) {
      return !(thrown instanceof Error && "code" in thrown && thrown.code === "EPERM");
    }
    await delay(POLL_MS);
  }
  return false;
}
