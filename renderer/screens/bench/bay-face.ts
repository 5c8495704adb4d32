import type { Job, JobProgress } from "../../../shared/contract.ts";
import { standingOf } from "../../../shared/carried.ts";
import type { Bay, Stamp } from "../../../shared/drive.ts";
import { faultWords, refusalWords } from "../../../shared/fault-words.ts";
import { assertNever } from "../../../shared/fault.ts";
import { isOver, phaseShares, type JobState, type Phase } from "../../../shared/job.ts";
import type { Media } from "../../../shared/media.ts";
import { mediaText, percent } from "../../format.ts";
import type { Tone } from "../../theme.ts";
import type { Translate } from "../../translate.ts";

export type FaceKind =
  | "empty"
  | "ready"
  | "waiting"
  | "refused"
  | "blocked"
  | Phase
  | "done"
  | "failed"
  | "cancelling"
  | "cancelled"
  | "interrupted";

/** What a bay looks like: one word, its tone, and whether its bar moves. */
export interface Face {
  kind: FaceKind;
  tone: Tone;
  running: boolean;
  /** Told in amber: it is slow now, it is done after requests had to be sent again, or has a concern of its own. */
  mark: "slow" | "retries" | "concern" | null;
}

const tones: Record<FaceKind, Tone> = {
  empty: "faint",
  ready: "dim",
  waiting: "dim",
  refused: "dim",
  blocked: "fail",
  clear: "write",
  write: "write",
  "read-back": "verify",
  finish: "verify",
  done: "done",
  failed: "fail",
  cancelling: "dim",
  cancelled: "dim",
  interrupted: "dim",
};

/** The state of a bay from what is in it and the job it shows. */
export function faceOf(bay: Bay, job: Job | undefined): Face {
  const kind = kindOf(bay, job);
  const mark = markOf(job);
  return { kind, mark, tone: mark ? "slow" : tones[kind], running: job?.state.status === "running" };
}

function markOf(job: Job | undefined): Face["mark"] {
  const { slow = null, outlier = null, retries = 0, concerns = [] } = job?.marks ?? {};
  if (job?.state.status === "running" && (slow !== null || outlier)) return "slow";
  if (job?.state.status !== "done") return null;
  if (retries > 0) return "retries";
  return concerns.length > 0 ? "concern" : null;
}

/** The state in a word or two: "Writing", "Slow", "Done with 3 retries". */
export function stateWord(t: Translate, face: Face, job: Job | undefined): string {
  if (face.mark === "slow") return t("face.slow");
  if (face.mark === "retries") return t("face.doneRetries", { count: job?.marks?.retries ?? 0 });
  if (face.mark === "concern") return t("face.doneConcern", { count: job?.marks?.concerns.length ?? 0 });
  return t(`face.${face.kind}`);
}

/** What the drive said of itself that the station marks: "worn out, too hot". */
export function concernsText(t: Translate, job: Job | undefined): string {
  return (job?.marks?.concerns ?? []).map((concern) => t(`health.${concern}`)).join(", ");
}

function kindOf(bay: Bay, job: Job | undefined): FaceKind {
  if (bay.refusal?.code === "blocked") return "blocked";
  if (job?.state.status === "running") return job.state.phase;
  if (job) return job.state.status === "queued" ? "waiting" : job.state.status;
  if (!bay.drive) return "empty";
  return bay.refusal ? "refused" : "ready";
}

/** May be put on by a start: a drive is in it, nothing forbids it, and nothing runs on it. */
export function stageable(bay: Bay, job: Job | undefined): boolean {
  return bay.drive !== null && bay.refusal === null && (!job || isOver(job.state));
}

/** How far the bar goes, 0 to 1. A job that ended badly keeps where it stood. */
export function fractionOf(job: Job | undefined, progress: JobProgress | undefined): number {
  if (!job) return 0;
  if (job.state.status === "done") return 1;
  const ended = job.phases.reduce((sum, { phase }) => sum + phaseShares[phase], 0);
  return Math.max(ended, progress?.overall ?? 0);
}

/** The note at the foot of a card: why, what for, or what next, in a few words. */
export function noteOf(t: Translate, face: Face, bay: Bay, job: Job | undefined, fraction: number): string {
  const state = job?.state;
  switch (face.kind) {
    case "waiting":
      return state?.status === "waiting" ? waitNote(t, state) : t("note.turn");
    case "refused":
      return bay.refusal ? refusalWords[bay.refusal.code].what : "";
    case "blocked":
      return t("note.pullBlocked");
    case "failed": {
      if (state?.status !== "failed") return "";
      const { what } = faultWords[state.fault.code];
      return fraction > 0 ? t("note.failedAt", { what, percent: percent(fraction) }) : what;
    }
    case "cancelling":
      return t("note.stopping");
    case "cancelled":
    case "interrupted":
      return whenStopped(t, state && "phase" in state ? state.phase : null);
    case "done":
      return t("note.pull");
    case "ready":
      return readyNote(t, bay);
    case "finish":
      return state?.status === "running" && state.command !== undefined
        ? t("note.onStation", { step: state.command })
        : "";
    case "empty":
    case "clear":
    case "write":
    case "read-back":
      return "";
    default:
      return assertNever(face.kind);
  }
}

function waitNote(t: Translate, { reason, step }: Extract<JobState, { status: "waiting" }>): string {
  return step === undefined ? t(`note.${reason}`) : t("note.forStep", { step });
}

/** "while writing", or "before it began". */
export function whenStopped(t: Translate, phase: Phase | null): string {
  return phase ? t("note.cancelledAt", { phase: t(`during.${phase}`) }) : t("note.before");
}

function readyNote(t: Translate, bay: Bay): string {
  if (!bay.unitSerial && !bay.drive?.serial) return t("note.scanUnit");
  return bay.carries ? carriesText(t, bay.carries) : t("note.blank");
}

/** "carries Field laptop 24H2 3.1". */
export function carriesText(t: Translate, stamp: Stamp): string {
  const what = mediaText(stamp.mediaName, stamp.mediaVersion).trim();
  return t(stamp.committed ? "note.carries" : "note.carriesHalf", { what });
}

/** "carries Field laptop · 3.1, current is 3.2"; null when what the drive carries is current, or not known. */
export function staleText(t: Translate, { carries, staged }: Bay, media: readonly Media[]): string | null {
  const carried = carries?.committed ? carries : carries === null ? staged : null;
  if (!carried) return null;
  const { standing, stale, current } = standingOf(
    carried,
    "at" in carried ? carried.at : carried.startedAt,
    media,
  );
  const what = mediaText(carried.mediaName, carried.mediaVersion);
  const how = carries ? "carries" : "staged";
  if (stale && current !== null) return t(`versions.${how}`, { what, current });
  return standing === "retired" ? t(`versions.${how}Retired`, { what }) : null;
}

/** The unit serial that a start would use, or null when it has to be scanned. */
export function unitOf(bay: Bay, job: Job | undefined): string | null {
  return job?.unitSerial ?? bay.unitSerial ?? bay.drive?.serial ?? null;
}
