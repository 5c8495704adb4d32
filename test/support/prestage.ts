import { spawn } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "..", "..", "bin", "prestage.mjs");

export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  ended: Promise<Said>;
  /** Waits until it has printed this on stdout. */
  prints(text: string): Promise<void>;
  interrupt(): void;
}

/** Starts `prestage` on a home, as a person or a script would, without a terminal. */
export function startPrestage(home: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args, "--home", home], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Said = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ended = new Promise<Said>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...said, code }));
  });
  return {
    ended,
    interrupt: () => void child.kill("SIGINT"),
    prints: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (said.stdout.includes(text)) resolve();
        };
        child.stdout.on("data", look);
        child.on("close", () =>
          reject(new Error(`ended without printing ${text}: ${said.stdout}${said.stderr}`)),
        );
        look();
      }),
  };
}

/** Runs `prestage` on a home to its end. */
export function prestage(home: string, ...args: string[]): Promise<Said> {
  return startPrestage(home, ...args).ended;
}
