import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** A reason to stop that a person can act on. `exitCode` 3: something has to be done by hand first. */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Words for people go to stderr: stdout belongs to results. */
export function say(line = "") {
  process.stderr.write(`${line}\n`);
}

/** PATH with the project's own programs first, so that `#!/usr/bin/env node` finds the project's Node. */
export function ownPath() {
  return [join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
}

/** PATH without any node_modules: what runs while node_modules is being replaced must not live in it. */
export function outsidePath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
}

/**
 * Runs a program to its end and keeps what it printed, both streams as one text.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, echo?: boolean, together?: boolean }} [options] `echo` shows the output while
 * it comes; `together`: a signal that ends this process ends the program and all that it started first.
 * @returns {Promise<{ code: number, output: string, seconds: number }>}
 */
export function run(program, args, { env = {}, echo = false, together = false } = {}) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: together,
    });
    const apart = together ? endTogether(child) : () => {};
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        if (echo) process.stdout.write(text);
      });
    child.on("error", (error) => (apart(), reject(error)));
    child.on("close", (code) => {
      apart();
      resolve({ code: code ?? 128, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child the first of a process group of its own
 * @returns {() => void} the way to stop it
 */
function endTogether(child) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    child.once("close", () => process.exit(128 + constants.signals[signal]));
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.once(signal, end);
  return () => signals.forEach((signal) => process.off(signal, end));
}

/** What flock says when somebody else has the lock. */
const HELD = 75;

/**
 * Runs a program that only one at a time may run. The program itself holds the lock, so that one whose parent was killed
 * still counts. Where there is no flock (it is Linux's), it is run all the same.
 * @param {string} lock a file of its own
 * @param {readonly string[]} command
 * @param {{ env?: Record<string, string>, waiting: () => void }} options `waiting` is told that another one runs
 * @returns {Promise<{ code: number, output: string, seconds: number } | null>} null: another one ran, and has ended
 */
export async function runAlone(lock, command, { env = {}, waiting }) {
  mkdirSync(dirname(lock), { recursive: true });
  const flags = ["--nonblock", "--conflict-exit-code", String(HELD)];
  const [program = "", ...args] = command;
  const ran = await run("flock", [...flags, lock, ...command], { env, together: true }).catch(() =>
    run(program, args, { env, together: true }),
  );
  if (ran.code !== HELD) return ran;
  waiting();
  await run("flock", [lock, "true"], { together: true });
  return null;
}

/**
 * The end of a long output, for showing why something failed.
 * @param {string} text
 * @param {number} lines
 */
export function tail(text, lines = 40) {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Runs a script's main function; a Stop ends it with its words and its exit code.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    say(thrown.message);
    process.exitCode = thrown.exitCode;
  }
}
