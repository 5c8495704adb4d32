import { resolve } from "node:path";
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
  content: { words: "let other stations have this one's library, read-only, with a token of its own" },
  "content-port": { value: "N", words: "with --content: at this port; 0: any free one (default: 7780)" },
  "content-host": {
    value: "ADDRESS",
    words: "with --content: at this address of the computer, 0.0.0.0 for all (default: 127.0.0.1)",
  },
  "content-site": { value: "CODE", words: "with --content: the site that this station belongs to" },
  "content-parent-site": { value: "CODE", words: "with --content: the site above that one" },
  "tls-cert": { value: "FILE.pem", words: "with --content: over TLS, with this certificate and its chain" },
  "tls-key": { value: "FILE.pem", words: "with --tls-cert: its private key" },
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
  "content-port": (text, flag) => (text === "0" ? text : count(text, flag)),
  "content-host": (text) => text,
  "content-site": (text) => text,
  "content-parent-site": (text) => text,
  "tls-cert": (text) => resolve(text),
  "tls-key": (text) => resolve(text),
};

/** Flags of the engine's program, checked here so that a slip is told before anything starts. @throws UsageError */
export function engineArgs(given: Given): string[] {
  const args = ["--bench", parseChoice(given.text("bench") ?? "training", "--bench", ["training", "real"])];
  for (const [name, check] of Object.entries(checks)) {
    const text = given.text(name);
    if (text !== undefined) args.push(`--${name}`, check(text, `--${name}`));
  }
  for (const name of ["allow-loop", "fail-outliers", "content"]) if (given.has(name)) args.push(`--${name}`);
  return args;
}

function stallSeconds(text: string, flag: string): string {
  const seconds = parseCount(text, flag);
  if (seconds > 3600) throw new UsageError(`${flag} is at most 3600; "${text}" is more.`);
  return String(seconds);
}
