import type { Job } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { faultWords, refusalWords } from "../../../shared/fault-words.ts";
import { assertNever } from "../../../shared/fault.ts";
import { rateText } from "../../format.ts";
import { FaultDetail } from "../../parts/fault-note.tsx";
import { useStation } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { carriesText, concernsText, noteOf, whenStopped, type Face } from "./bay-face.ts";
import { useStaleText } from "./stale-text.ts";
import classes from "./side-panel.module.css";

interface SideStateProps {
  bay: Bay;
  job: Job | undefined;
  face: Face;
}

/** The state as sentences: what is, then what to do now. */
export function SideState({ bay, job, face }: SideStateProps) {
  const t = useWords();
  const ahead = useStation((s) => (job ? waitingAhead(s.jobs, job) : null));
  const stale = useStaleText(bay, job);
  const { now, todo } =
    ahead !== null
      ? held(t, job, ahead)
      : stale !== null
        ? readyStale(t, stale)
        : sentences(t, bay, job, face);
  const fault = job?.state.status === "failed" ? job.state.fault : null;
  return (
    <div>
      <p className={classes["now"]}>{now}</p>
      <p className={classes["todo"]}>{todo}</p>
      {fault && <FaultDetail fault={fault} />}
    </div>
  );
}

/** How many drives wait before this one behind its controller; null when no limit holds it back. */
function waitingAhead(jobs: readonly Job[], { job, state }: Job): number | null {
  if (state.status !== "waiting" || state.reason !== "limit") return null;
  const behind = jobs.filter(
    (each) => each.state.status === "waiting" && each.state.controller === state.controller,
  );
  return Math.max(
    0,
    behind.findIndex((each) => each.job === job),
  );
}

function held(t: Translate, job: Job | undefined, count: number): { now: string; todo: string } {
  const controller = job?.state.status === "waiting" ? (job.state.controller ?? "") : "";
  return { now: t("side.now.limit", { controller }), todo: t("side.todo.limit", { count }) };
}

function sentences(t: Translate, bay: Bay, job: Job | undefined, face: Face): { now: string; todo: string } {
  const { kind } = face;
  if (job && face.mark) return marked(t, job, face.mark);
  switch (kind) {
    case "refused":
    case "blocked":
      return refused(bay);
    case "failed":
      return failed(job);
    case "ready":
      return ready(t, bay);
    case "waiting":
      return {
        now: t("side.now.waiting", { what: noteOf(t, face, bay, job, 0) }),
        todo: t("side.todo.waiting"),
      };
    case "interrupted":
      if (phaseOf(job) === "finish") return { now: t("side.now.interruptedLate"), todo: t("side.todo.over") };
      return {
        now: t("side.now.interrupted", { when: whenStopped(t, phaseOf(job)) }),
        todo: t("side.todo.over"),
      };
    case "cancelled":
      return {
        now: t("side.now.cancelled", { when: whenStopped(t, phaseOf(job)) }),
        todo: t("side.todo.over"),
      };
    case "empty":
    case "done":
    case "cancelling":
      return { now: t(`side.now.${kind}`), todo: t(`side.todo.${kind}`) };
    case "finish":
      return { now: finishing(t, job), todo: t("side.todo.running") };
    case "clear":
    case "write":
    case "read-back":
      return { now: t(`side.now.${kind}`), todo: t("side.todo.running") };
    default:
      return assertNever(kind);
  }
}

function finishing(t: Translate, job: Job | undefined): string {
  const command = job?.state.status === "running" ? job.state.command : undefined;
  return command === undefined ? t("side.now.finish") : t("side.now.command", { step: command });
}

function marked(t: Translate, job: Job, mark: NonNullable<Face["mark"]>): { now: string; todo: string } {
  const { marks } = job;
  if (mark === "concern")
    return { now: t("side.now.concern", { concern: concernsText(t, job) }), todo: t("side.todo.concern") };
  if (mark === "retries")
    return { now: t("side.now.retries", { count: marks?.retries ?? 0 }), todo: t("side.todo.done") };
  const { slow = null, outlier = null } = marks ?? {};
  const now = outlier
    ? t("side.now.slow", {
        rate: rateText(outlier.bytesPerSecond),
        median: rateText(outlier.medianBytesPerSecond),
      })
    : t("side.now.slowAlone", { rate: rateText(slow ?? 0) });
  return { now, todo: t("side.todo.slow") };
}

function refused(bay: Bay) {
  return {
    now: bay.refusal?.message ?? "",
    todo: bay.refusal ? refusalWords[bay.refusal.code].todo : "",
  };
}

function failed(job: Job | undefined) {
  if (job?.state.status !== "failed") return { now: "", todo: "" };
  const { fault } = job.state;
  return { now: fault.message, todo: faultWords[fault.code].todo };
}

function ready(t: Translate, bay: Bay) {
  const named = bay.unitSerial ?? bay.drive?.serial;
  const carries = bay.carries ? ` ${capital(carriesText(t, bay.carries))}.` : "";
  return {
    now: t("side.now.ready") + carries,
    todo: named ? t("side.todo.ready") : t("side.todo.readyNoSerial"),
  };
}

/** The unit is known, and what the drive carries is not the version to stage. */
function readyStale(t: Translate, stale: string) {
  return { now: `${t("side.now.ready")} ${capital(stale)}.`, todo: t("side.todo.ready") };
}

function phaseOf(job: Job | undefined) {
  return job && "phase" in job.state ? job.state.phase : null;
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
