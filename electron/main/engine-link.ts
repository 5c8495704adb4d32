import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the engine can be spoken to, or why it cannot, in words. */
export type Reached = { socket: string } | { problem: string };

/**
 * Starts the engine of the home, or finds the one that runs there, by the project's own `prestage serve --detach`: the
 * window knows nothing of how an engine is started.
 * @param appFolder the project's folder
 */
export function reachEngine(appFolder: string, home: string | undefined): Promise<Reached> {
  const own = join(appFolder, "node_modules", ".bin", "node");
  const program = existsSync(own) ? own : process.execPath; // Electron can be a Node too
  const args = [join(appFolder, "bin", "prestage.mjs"), "serve", "--detach", "--json"];
  if (home !== undefined) args.push("--home", home);
  const env = { ...process.env, ...(program !== own && { ELECTRON_RUN_AS_NODE: "1" }) };
  return new Promise((resolve) => {
    execFile(program, args, { env, encoding: "utf8" }, (error, stdout, stderr) =>
      resolve(
        readAnswer(stdout) ?? { problem: stderr.trim() || (error?.message ?? "The engine gave no answer.") },
      ),
    );
  });
}

/** What `serve --detach --json` printed: its last line is the one document. */
export function readAnswer(stdout: string): Reached | null {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  const answer = parse(line);
  if (typeof answer !== "object" || answer === null) return null;
  if ("socket" in answer && typeof answer.socket === "string") return { socket: answer.socket };
  return "fault" in answer ? { problem: words(answer.fault) } : null;
}

function words(fault: unknown): string {
  const told = typeof fault === "object" && fault !== null ? Object.entries(fault) : [];
  const by = (name: string) => told.find(([key]) => key === name)?.[1] as unknown;
  return [by("what"), by("message"), by("todo")].filter((text) => typeof text === "string").join("\n");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
