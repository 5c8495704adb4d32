import type { Bay, Drive } from "../../../shared/drive.ts";
import { faultWords, refusalWords } from "../../../shared/fault-words.ts";
import type { Fault } from "../../../shared/fault.ts";
import { assertNever } from "../../../shared/fault.ts";
import type { JobState, Phase, WaitReason } from "../../../shared/job.ts";

/** Decimal, as on a drive's label: 8000000000 → "8.0 GB". */
export function formatSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  // 999.95 and not 1000: one decimal would round it up to "1000.0"
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** 250000 → "04:10"; over an hour "1:04:10". */
export function formatTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`;
}

/** ISO 8601 in UTC → local date and time, to the minute. */
export function formatDate(iso: string): string {
  const local = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  const date = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return `${date} ${two(local.getHours())}:${two(local.getMinutes())}`;
}

const phases: Record<Phase, string> = {
  clear: "Clearing",
  write: "Writing",
  "read-back": "Reading back",
  finish: "Finishing",
};

const waits: Record<WaitReason, string> = {
  master: "Waiting for the master",
  limit: "Waiting for its turn",
  paused: "Waiting: the queue is paused",
  command: "Waiting for a step on the station",
};

export function phaseWord(phase: Phase): string {
  return phases[phase];
}

/** A job's state in a few words. */
export function stateWords(state: JobState): string {
  switch (state.status) {
    case "queued":
      return "Queued";
    case "waiting":
      return state.step === undefined ? waits[state.reason] : `On the station: ${state.step}`;
    case "running":
      return state.command === undefined ? phases[state.phase] : `On the station: ${state.command}`;
    case "cancelling":
      return "Cancelling";
    case "done":
      return "Done: verified, pull";
    case "failed":
      return `Failed: ${state.fault.message}`;
    case "cancelled":
      return "Cancelled";
    case "interrupted":
      return "Interrupted";
    default:
      return assertNever(state);
  }
}

/** Why a bay cannot be staged or what it is, in a few words. */
export function bayWords({ drive, refusal }: Bay): string {
  if (drive === null) return "Empty";
  return refusal === null ? "Ready" : `Not allowed: ${refusalWords[refusal.code].what}`;
}

const useCodes = {
  system: "holds-system",
  station: "holds-station",
  mounted: "mounted",
  swap: "swap",
  held: "held",
  "stale-signature": "stale-signature",
} as const;

/** What a drive on a port that is no bay is used for, which matters more than that it is no bay; else that it is none. */
export function strangerWords({ uses }: Drive): { what: string; todo: string } {
  const [use] = uses;
  return refusalWords[use === undefined ? "untaught-port" : useCodes[use.use]];
}

/** "Field laptop 3.2", or a dash. */
export function carriesWords({ carries }: Bay): string | null {
  if (carries === null) return null;
  return `${carries.mediaName} ${carries.mediaVersion}${carries.committed ? "" : " (not finished)"}`;
}

export function serialWords({ serial, serialSource }: Drive): string | null {
  return serial === null ? null : serialSource === "usb-bridge" ? `${serial} (USB bridge)` : serial;
}

/** What happened, this case's figures, what to do; the detail stays for --json. */
export function faultText({ code, message }: Fault): string {
  const { what, todo } = faultWords[code];
  return `${message.startsWith(what) ? message : `${what}. ${message}`}\n${todo}`;
}
