import type { FaultCode } from "../../../shared/fault.ts";

/** What the exit codes of `prestage` mean. The one table: --help prints it. */
export const exitCodes = {
  ok: { code: 0, words: "done; every drive was staged, or read back equal" },
  drives: {
    code: 1,
    words:
      "some drive failed, was cancelled or differs; or a medium turned out to be bad, a rehearsal red, or a model of PC not reached",
  },
  usage: { code: 2, words: "the command line cannot be understood" },
  refused: { code: 3, words: "refused, or the input cannot be used; nothing was changed" },
  engine: { code: 4, words: "the engine cannot be reached or cannot start" },
  internal: { code: 5, words: "something went wrong inside the station" },
  left: { code: 6, words: "left while drives are still being staged (Ctrl-C)" },
  unsure: {
    code: 7,
    words: "nothing was found against it by a rehearsal or check, but facts that decide are not known",
  },
} as const;

/** The command line itself is wrong. `command` names whose --help to point at. */
export class UsageError extends Error {
  readonly command: string | undefined;
  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}

const engineFaults: readonly FaultCode[] = [
  "engine-gone",
  "engine-running",
  "home-not-writable",
  "database-read-only",
  "database-corrupt",
  "database-newer",
  "port-in-use",
  "access-denied",
];

/** The exit code for a fault that ended a command. */
export function exitCodeOf(fault: FaultCode): number {
  if (fault === "internal") return exitCodes.internal.code;
  if (fault === "media-corrupt") return exitCodes.drives.code;
  return engineFaults.includes(fault) ? exitCodes.engine.code : exitCodes.refused.code;
}
