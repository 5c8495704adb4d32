import type { Flag, Given } from "./command.ts";
import { UsageError } from "./exit-codes.ts";
import { parseChoice, parseCount, parseSize } from "./values.ts";

/** What an engine can be told when it is started by hand. */
export const serveFlags: Readonly<Record<string, Flag>> = {
  bench: {
    value: "training|real",
    words: "training bays (files), or this computer's drives (default: training)",
  },
  bays: { value: "N", words: "how many training bays (default: 8)" },
  "bay-size": { value: "SIZE", words: "how large a new training drive is, like 8G (default: 8G)" },
  "bay-sector": { value: "512|4096", words: "logical sector of new training drives (default: 512)" },
  "allow-loop": { words: "count loop devices as drives of the real bench" },
  "usb-limit": {
    value: "N|none",
    words: "how many drives at once behind one USB root hub; the others wait for their turn (default: 10)",
  },
  "stall-seconds": {
    value: "N",
    words:
      "fail a drive after so long without progress; it is marked slow at a sixth of it, and its writer is replaced " +
      "at two thirds (default: 180)",
  },
  "fail-outliers": {
    words: "fail a drive that does less than a quarter of its model's median for a minute; else it is marked",
  },
  proofs: { value: "N", words: "how many boot proofs at once (default: 1, in training 2)" },
  port: {
    value: "N",
    words: "also answer browsers of this computer, on this port of 127.0.0.1; 0: any free one",
  },
};

type Check = (text: string, flag: string) => string;
const count: Check = (text, flag) => String(parseCount(text, flag));

const checks: Readonly<Record<string, Check>> = {
  bays: count,
  "bay-size": (text) => String(parseSize(text)),
  "bay-sector": (text, flag) => parseChoice(text, flag, ["512", "4096"]),
  "usb-limit": (text, flag) => (text === "none" ? text : count(text, flag)),
  "stall-seconds": stallSeconds,
  proofs: count,
  port: (text, flag) => (text === "0" ? text : count(text, flag)),
};

/** Flags of the engine's program, checked here so that a slip is told before anything starts. @throws UsageError */
export function engineArgs(given: Given): string[] {
  const args = ["--bench", parseChoice(given.text("bench") ?? "training", "--bench", ["training", "real"])];
  for (const [name, check] of Object.entries(checks)) {
    const text = given.text(name);
    if (text !== undefined) args.push(`--${name}`, check(text, `--${name}`));
  }
  for (const name of ["allow-loop", "fail-outliers"]) if (given.has(name)) args.push(`--${name}`);
  return args;
}

function stallSeconds(text: string, flag: string): string {
  const seconds = parseCount(text, flag);
  if (seconds > 3600) throw new UsageError(`${flag} is at most 3600; "${text}" is more.`);
  return String(seconds);
}
