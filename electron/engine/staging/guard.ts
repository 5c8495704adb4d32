import type { Drive, DriveUse, Refusal, RefusalCode } from "../../../shared/drive.ts";

/** What the guard must know beside the drive itself. */
export interface GuardContext {
  /** Every drive there is now; the judged one may be among them. */
  all: readonly Drive[];
  /** What the plan wants to put on it. Left out: size is not judged yet. */
  neededBytes?: number;
  /** Its port is a bay. */
  taught: boolean;
  /** A stuck write of an earlier job still holds it. */
  blocked: boolean;
}

type Judge = (drive: Drive, context: GuardContext) => string | null;

/**
 * In the order in which they are told; the first that applies is the answer. First what a person would lose most by
 * (this computer, the station's data, data in use), then what makes writing impossible, then what makes the drive
 * uncertain or unfit, and last what can be mended on the bench: the way on is offered only when nothing else stands in it.
 */
const judges: readonly [RefusalCode, Judge][] = [
  ["holds-system", used("system", ({ where }) => `This computer runs from it: ${where}.`)],
  ["holds-station", used("station", ({ where }) => `The station keeps its data on it, in ${where}.`)],
  ["mounted", used("mounted", ({ where }) => `Mounted at ${where}.`)],
  ["swap", used("swap", ({ where }) => `In use as swap (${where}).`)],
  ["held", used("held", ({ by }) => `In use by ${by}.`)],
  ["blocked", (_drive, { blocked }) => (blocked ? "A write that never came back still holds it." : null)],
  ["no-size", ({ sizeBytes }) => (sizeBytes > 0 ? null : "It answers, but reports a size of 0 bytes.")],
  ["read-only", ({ readOnly }) => (readOnly ? "It is write-protected." : null)],
  ["duplicate-identity", sameIdentity],
  ["too-small", tooSmall],
  ["untaught-port", (drive, { taught }) => (taught ? null : `Its port ${drive.port} is not a bay yet.`)],
  ["stale-signature", used("stale-signature", ({ kind }) => `It carries a ${kind} that nothing uses now.`)],
];

/** Why this drive may not be staged, in words with its own facts; null when nothing speaks against it. */
export function judge(drive: Drive, context: GuardContext): Refusal | null {
  for (const [code, applies] of judges) {
    const message = applies(drive, context);
    if (message !== null) return { code, message, mendable: code === "stale-signature" };
  }
  return null;
}

type UseOf<Name extends DriveUse["use"]> = Extract<DriveUse, { use: Name }>;

function used<Name extends DriveUse["use"]>(name: Name, say: (use: UseOf<Name>) => string): Judge {
  return ({ uses }) => {
    const [first, ...others] = uses.filter((use): use is UseOf<Name> => use.use === name);
    if (!first) return null;
    return others.length === 0 ? say(first) : `${say(first)} (and ${others.length} more)`;
  };
}

/** A missing serial is not a duplicate: many drives tell none, and the unit's serial is scanned then. */
function sameIdentity(drive: Drive, { all }: GuardContext): string | null {
  if (!drive.serial) return null;
  const twin = all.find(
    (other) =>
      other.path !== drive.path &&
      other.kind === drive.kind &&
      other.serial === drive.serial &&
      other.wwid === drive.wwid &&
      (drive.kind !== "loop" || other.port === drive.port),
  );
  return twin ? `It answers with the same serial as ${twin.path}: ${drive.serial}.` : null;
}

function tooSmall(drive: Drive, { neededBytes = 0 }: GuardContext): string | null {
  if (drive.sizeBytes >= neededBytes) return null;
  const [held, needed] = [gigabytes(drive.sizeBytes, Math.floor), gigabytes(neededBytes, Math.ceil)];
  return `It holds ${held}, and ${needed} are needed.`;
}

/** In the decimal units that are printed on drives. Rounded apart, so that too small never reads as just enough. */
function gigabytes(bytes: number, round: (value: number) => number): string {
  const steps = bytes < 10e9 ? 1000 : 10;
  return `${round((bytes / 1e9) * steps) / steps} GB`;
}
