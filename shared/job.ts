import { z } from "zod";
import { assertNever, Fault } from "./fault.ts";
import { DriveHealth, HealthConcern } from "./health.ts";
import { SignatureCover, SignaturePolicy, SignatureState } from "./signing.ts";
import { PhaseLimit, Waits } from "./limit.ts";

/**
 * The life of one drive on the bench.
 *
 *   queued → waiting(for what) → running( clear → write → read-back → finish ) → done
 *     │          │                  │                                  └ verified, then committing: from here on
 *     │          │                  │                                    a cancel comes too late
 *     ├──────────┴──────────────────┼──→ failed
 *     ├─→ cancelling ───────────────┴──→ cancelled     (a real fault outranks a cancel)
 *     └─→ interrupted   (the engine died; written at the next start, unless the drive proves it was finished)
 */
export const Phase = z.enum(["clear", "write", "read-back", "finish"]);
export type Phase = z.infer<typeof Phase>;

/**
 * Expected share of a job's time for each phase, in order; progress over all phases is counted by it and the bar on
 * the screen is cut by it. Writing is the slow part on most drives, reading back comes next.
 */
export const phaseShares: Record<Phase, number> = {
  clear: 0.05,
  write: 0.53,
  "read-back": 0.38,
  finish: 0.04,
};

/**
 * What a job waits for. `master`: the master volumes are being built. `limit`: a controller's limit or a paused queue.
 * `command`: a step of the sequence that runs on the station before the drive's first write.
 */
export const WaitReason = z.enum(["master", "limit", "paused", "command"]);
export type WaitReason = z.infer<typeof WaitReason>;

/** How fast a phase went: one rate for each step of time, from its start on. */
export const RateCurve = z.object({
  stepMs: z.number().positive(),
  bytesPerSecond: z.array(z.number()).max(200),
});
export type RateCurve = z.infer<typeof RateCurve>;

/** When a step runs on the station: before the drive's first write, or after its table and stamp are committed. */
export const CommandTime = z.enum(["before", "after"]);

/** How a step on the station ended. `wentOn`: it was a success, or the sequence goes on without one. */
export const CommandEnd = z.object({
  step: z.string(),
  when: CommandTime,
  outcome: z.enum(["succeeded", "failed", "timed-out", "cancelled", "not-started"]),
  /** Null when it did not come to its own end. */
  exitCode: z.number().int().nullable(),
  ms: z.number(),
  /** The end of what it printed, at most 4 KiB; hidden values are left out. */
  output: z.string(),
  wentOn: z.boolean(),
});
export type CommandEnd = z.infer<typeof CommandEnd>;

/** A file that was filled for this unit: all of it, with the spaces at its end. `partition` counts from 1. */
export const FilledFile = z.object({
  step: z.string(),
  partition: z.number().int(),
  path: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type FilledFile = z.infer<typeof FilledFile>;

/** Append-only; records keep them as JSON, upcast on read. */
export const JobEvent = z.discriminatedUnion("type", [
  /** `controller`: which controller's limit it waits for. */
  z.object({ type: z.literal("waiting"), reason: WaitReason, controller: z.string().optional() }),
  /** What the drive said of itself before it was touched; null when it told nothing. */
  z.object({
    type: z.literal("health"),
    health: DriveHealth.nullable(),
    concerns: z.array(HealthConcern),
    /** Those that the station marks. */
    warned: z.array(HealthConcern).optional(),
  }),
  /** It is warmer than it was before in this job. In degrees Celsius; `tooHot`: the station marks that. */
  z.object({ type: z.literal("temperature"), celsius: z.number(), tooHot: z.boolean() }),
  z.object({ type: z.literal("phase-started"), phase: Phase, totalBytes: z.number() }),
  z.object({
    type: z.literal("phase-ended"),
    phase: Phase,
    bytes: z.number(),
    ms: z.number(),
    curve: RateCurve.optional(),
    /** For what it waited, and what it was limited by; of phases that move content. */
    waited: Waits.optional(),
    limit: PhaseLimit.optional(),
  }),
  /** What became of the data the drive carried before. `not-supported`: asked to discard, but the drive cannot. */
  z.object({
    type: z.literal("old-data"),
    outcome: z.enum(["discarded", "not-supported", "overwritten", "kept"]),
  }),
  /** Who signed the medium, and what the station made of it when the unit was started. */
  z.object({
    type: z.literal("signature"),
    policy: SignaturePolicy,
    state: SignatureState,
    covers: SignatureCover.nullable(),
    signer: z.string().nullable(),
    issuer: z.string().nullable(),
    fingerprint: z.string().nullable(),
    signedAt: z.string().nullable(),
  }),
  /** Boot files that the medium lacks and its boot image had: "\\bootmgr from \\Windows\\Boot\\PCAT\\bootmgr". */
  z.object({ type: z.literal("boot-files"), taken: z.array(z.string()) }),
  /** Requests that failed and were sent again since the last such event: how many, and the newest one's byte. */
  z.object({
    type: z.literal("retried"),
    phase: Phase,
    count: z.number().int().positive(),
    offset: z.number(),
  }),
  /** No progress for a while: fewer requests at a time from here on. The rate is that of the step so far. */
  z.object({ type: z.literal("slow"), bytesPerSecond: z.number() }),
  /** It goes on, as fast as before. */
  z.object({ type: z.literal("recovered") }),
  /** The writer had to be ended; a new one went on behind what was flushed. */
  z.object({ type: z.literal("resumed"), phase: Phase, fromBytes: z.number() }),
  /** For a minute it was slower than a quarter of what drives of its model do. */
  z.object({
    type: z.literal("outlier"),
    phase: Phase,
    bytesPerSecond: z.number(),
    medianBytesPerSecond: z.number(),
  }),
  z.object({ type: z.literal("command-started"), step: z.string(), when: CommandTime }),
  z.object({ type: z.literal("command-ended"), ...CommandEnd.shape }),
  z.object({ type: z.literal("unit-files"), files: z.array(FilledFile) }),
  z.object({ type: z.literal("verified"), bytes: z.number() }),
  /** `commands`: the steps on the station that have to end well before the unit is done. None when left out. */
  z.object({ type: z.literal("committing"), commands: z.array(z.string()).optional() }),
  z.object({ type: z.literal("cancel-requested") }),
  z.object({ type: z.literal("done") }),
  z.object({ type: z.literal("failed"), fault: Fault }),
  z.object({ type: z.literal("cancelled") }),
  z.object({ type: z.literal("interrupted") }),
]);
export type JobEvent = z.infer<typeof JobEvent>;

export const JobState = z.discriminatedUnion("status", [
  z.object({ status: z.literal("queued") }),
  /** `step`: the step that it waits for, where it waits for a command. */
  z.object({
    status: z.literal("waiting"),
    reason: WaitReason,
    controller: z.string().optional(),
    step: z.string().optional(),
  }),
  /** `command`: the step that runs on the station now, the drive being committed. */
  z.object({
    status: z.literal("running"),
    phase: Phase,
    totalBytes: z.number(),
    verified: z.boolean(),
    committing: z.boolean(),
    command: z.string().optional(),
  }),
  z.object({ status: z.literal("cancelling"), phase: Phase.nullable() }),
  z.object({ status: z.literal("done") }),
  z.object({ status: z.literal("failed"), fault: Fault, phase: Phase.nullable() }),
  z.object({ status: z.literal("cancelled"), phase: Phase.nullable() }),
  z.object({ status: z.literal("interrupted"), phase: Phase.nullable() }),
]);
export type JobState = z.infer<typeof JobState>;

export const queued: JobState = { status: "queued" };

/** The only way a job changes. The engine, the records and the screens all use it. */
export function fold(state: JobState, event: JobEvent): JobState {
  if (isOver(state)) throw new Error(`${event.type} after ${state.status}`);
  switch (event.type) {
    case "waiting":
      return state.status === "cancelling" ? state : waiting(event);
    case "phase-started":
      return state.status === "cancelling" ? { ...state, phase: event.phase } : running(state, event);
    case "command-started":
      return commanded(state, event);
    case "command-ended":
      return withoutCommand(state);
    case "unit-files":
    case "phase-ended":
    case "old-data":
    case "boot-files":
    case "signature":
    case "health":
    case "temperature":
    case "retried":
    case "slow":
    case "recovered":
    case "resumed":
    case "outlier":
      return state;
    case "verified":
      return state.status === "running" ? { ...state, verified: true } : state;
    case "committing":
      return state.status === "running" ? { ...state, committing: true } : state;
    case "cancel-requested":
      return { status: "cancelling", phase: phaseOf(state) };
    case "done":
      return { status: "done" };
    case "failed":
      return { status: "failed", fault: event.fault, phase: phaseOf(state) };
    case "cancelled":
      return { status: "cancelled", phase: phaseOf(state) };
    case "interrupted":
      return { status: "interrupted", phase: phaseOf(state) };
    default:
      return assertNever(event);
  }
}

function waiting({ reason, controller }: Extract<JobEvent, { type: "waiting" }>): JobState {
  return { status: "waiting", reason, ...(controller !== undefined && { controller }) };
}

function running(state: JobState, { phase, totalBytes }: { phase: Phase; totalBytes: number }): JobState {
  const verified = state.status === "running" && state.verified;
  return { status: "running", phase, totalBytes, verified, committing: false };
}

function commanded(
  state: JobState,
  { step, when }: Extract<JobEvent, { type: "command-started" }>,
): JobState {
  if (state.status === "running") return { ...state, command: step };
  return when === "before" && state.status !== "cancelling"
    ? { status: "waiting", reason: "command", step }
    : state;
}

function withoutCommand(state: JobState): JobState {
  if (state.status !== "running") return state;
  const { command: _ended, ...rest } = state;
  return rest;
}

function phaseOf(state: JobState): Phase | null {
  return "phase" in state ? state.phase : null;
}

export function isOver(state: JobState): state is Extract<JobState, { status: Ending }> {
  return Ending.options.some((ending) => ending === state.status);
}

/** The four ways a unit's staging is recorded as over; `null` in a record means it is still open. */
export const Ending = z.enum(["done", "failed", "cancelled", "interrupted"]);
export type Ending = z.infer<typeof Ending>;
