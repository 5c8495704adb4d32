import { spawn } from "node:child_process";
import { StagingFault } from "../../shared/fault.ts";

/** Which Debian package brings a program, for the line that a person can copy. */
const packages: Record<string, string> = {
  "wimlib-imagex": "wimtools",
  "mkfs.ntfs": "ntfs-3g",
  ntfsfix: "ntfs-3g",
  ntfsresize: "ntfs-3g",
  ntfssecaudit: "ntfs-3g",
  ntfscp: "ntfs-3g",
  "mkfs.fat": "dosfstools",
  fatlabel: "dosfstools",
  mcopy: "mtools",
  mmd: "mtools",
  mtools: "mtools",
  smartctl: "smartmontools",
  "qemu-system-x86_64": "qemu-system-x86",
};

export interface ToolOptions {
  signal?: AbortSignal;
  cwd?: string;
  /** Called with each piece of output that ends in a newline or a carriage return, without it. */
  onLine?: (line: string) => void;
  /** What to write to its standard input. */
  input?: string;
}

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program of this computer to its end, in the C locale, and gives what it printed (the last 1 MiB of each stream).
 * A nonzero exit is an answer, not an error: the caller knows what it means.
 * @throws StagingFault tool-missing with the line that installs it; `signal.reason` when it was cancelled.
 */
export function runTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { signal, cwd, onLine, input } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const [program, given] = endingWithUs(name, args);
    const child = spawn(program, given, {
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, LC_ALL: "C.UTF-8", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const stop = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", stop, { once: true });
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    child.stdin.on("error", () => {}); // it ended without reading: its exit code tells
    child.stdin.end(input ?? "");
    child.on("error", (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener("abort", stop);
      reject(error.code === "ENOENT" ? missing(name) : error);
    });
    child.on("close", (code, killedBy) => {
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) return reject(signal.reason as Error);
      if (code === 127 && NOT_FOUND.test(stderr())) return reject(missing(name));
      resolve({
        code: code ?? 128,
        stdout: stdout(),
        stderr: stderr() + (killedBy ? `\nended by ${killedBy}` : ""),
      });
    });
  });
}

/** What setpriv says of a program that is not there. */
const NOT_FOUND = /^setpriv: failed to execute .*: No such file or directory/;

/** By way of setpriv, so that it does not outlive an engine that is killed: its work would be for nobody. */
function endingWithUs(name: string, args: readonly string[]): [string, readonly string[]] {
  if (process.platform !== "linux") return [name, args];
  return ["setpriv", ["--pdeathsig", "KILL", "--", name, ...args]];
}

const KEEP_CHARS = 1 << 20;

function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let all = "";
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    all += text;
    if (all.length > 2 * KEEP_CHARS) all = all.slice(-KEEP_CHARS); // now and then: it copies what is kept
    if (!onLine) return;
    const lines = (rest + text).split(/[\r\n]+/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) onLine(line);
  });
  return () => all.slice(-KEEP_CHARS);
}

function missing(name: string): StagingFault {
  const brings = packages[name];
  const how = brings ? `Install it: sudo apt-get install ${brings}` : "Install it, then try again.";
  return new StagingFault("tool-missing", `${name} is not installed on this station. ${how}`);
}
