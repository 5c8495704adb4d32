import { z } from "zod";
import { carriedCommands } from "./carried.ts";
import { contentCommands } from "./content.ts";
import { Bay, Character, Drive, OldData } from "./drive.ts";
import { inspectCommands } from "./inspection.ts";
import { CommandEnd, JobEvent, JobState, Phase } from "./job.ts";
import { masterCommands } from "./masters.ts";
import { JobMarks } from "./job-marks.ts";
import { LimitedBy } from "./limit.ts";
import { Media } from "./media.ts";
import { createCommands } from "./media-create.ts";
import { draftCommands } from "./media-draft.ts";
import { historyCommands } from "./media-history.ts";
import { deleteCommands } from "./media-dependents.ts";
import { versionCommands } from "./media-versions.ts";
import { mediaContentCommands } from "./media-content.ts";
import { proofCommands } from "./proof.ts";
import { Batch, RecordedEvent, UnitRecord } from "./record.ts";
import { sequenceEditorCommands } from "./sequence-editor.ts";
import { signingCommands } from "./signing.ts";
import { modelCommands } from "./target-model.ts";
import { sequenceCommands } from "./sequence-library.ts";
import { Sequence, StepEffect } from "./sequence.ts";
import { settingCommands } from "./settings.ts";

/** Everything that may cross between the engine and the rest. Change it here, nowhere else. */

/** One staging that this engine run knows of, running or over. */
export const Job = z.object({
  job: z.string(),
  batch: z.string(),
  bay: z.number().int().positive(),
  unitSerial: z.string(),
  /** The drive's identity, model and serial as bound at the start. */
  identity: z.string(),
  model: z.string(),
  driveSerial: z.string().nullable(),
  sizeBytes: z.number(),
  mediaName: z.string(),
  mediaVersion: z.string(),
  sequenceName: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  state: JobState,
  steps: z.array(StepEffect),
  /** Phases that ended, in order. */
  phases: z.array(z.object({ phase: Phase, bytes: z.number(), ms: z.number() })),
  /** Retries, slowness, a new writer: what it met on its way. None when left out. */
  marks: JobMarks.optional(),
  /** Steps that ran on the station and have ended, in order. None when left out. */
  commands: z.array(CommandEnd).optional(),
});
export type Job = z.infer<typeof Job>;

/** Long work that is not a drive: an import, a check, a master build, a sample being made. */
export const Task = z.object({
  task: z.string(),
  kind: z.enum([
    "import",
    "check",
    "master",
    "sample",
    "create",
    "proof",
    "pull",
    "publish",
    "hash",
    "reread",
    "sign",
  ]),
  /** For people: what is being worked on ("Field laptop 24H2 3.2"). */
  subject: z.string(),
  /** What it is doing now ("Reading back the copy"). */
  doing: z.string(),
  cancellable: z.boolean(),
});
export type Task = z.infer<typeof Task>;

/** What the engine is, told once at the start of a watch. */
export const EngineInfo = z.object({
  epoch: z.string(),
  software: z.string(),
  bench: z.enum(["training", "real"]),
  station: z.string(),
  home: z.string(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

/** All state a screen needs. Events after it carry `seq` + 1, + 2, …; a gap or a new epoch means: watch again. */
export const Snapshot = z.object({
  engine: EngineInfo,
  seq: z.number().int(),
  bays: z.array(Bay),
  /** Drives on ports that are no bay: shown, never stageable. */
  strangers: z.array(Drive),
  jobs: z.array(Job),
  batches: z.array(Batch), // the open ones, newest first
  media: z.array(Media),
  sequences: z.array(Sequence),
  tasks: z.array(Task),
  paused: z.boolean(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** State events. Never dropped, each with the next `seq`. */
export const StateEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("bays"), bays: z.array(Bay), strangers: z.array(Drive) }),
  z.object({ type: z.literal("job-added"), job: Job }),
  z.object({ type: z.literal("job"), job: z.string(), at: z.string(), event: JobEvent }),
  z.object({ type: z.literal("batch"), batch: Batch }),
  z.object({ type: z.literal("media"), media: z.array(Media) }),
  z.object({ type: z.literal("sequences"), sequences: z.array(Sequence) }),
  z.object({ type: z.literal("tasks"), tasks: z.array(Task) }),
  z.object({ type: z.literal("task-failed"), task: Task, code: z.string(), message: z.string() }),
  z.object({ type: z.literal("paused"), paused: z.boolean() }),
]);
export type StateEvent = z.infer<typeof StateEvent>;

/** Progress of one running job. `etaMs` is to the end of the whole job; null while it cannot be told. */
export const JobProgress = z.object({
  job: z.string(),
  phase: Phase,
  doneBytes: z.number(),
  totalBytes: z.number(),
  /** 0 to 1 over all four phases, by expected time. */
  overall: z.number(),
  bytesPerSecond: z.number(),
  etaMs: z.number().nullable(),
  /** How warm the drive was when it was last asked, in degrees Celsius. */
  celsius: z.number().nullable().optional(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** Latest wins, at most four a second, outside fold, seq and records. */
export const Frame = z.object({
  jobs: z.array(JobProgress),
  tasks: z.array(z.object({ task: z.string(), doneBytes: z.number(), totalBytes: z.number() })),
  /** What limits the drives that move content now; null when none does. */
  limitedBy: LimitedBy.nullable().optional(),
});
export type Frame = z.infer<typeof Frame>;

/** What comes down a watch, in order. */
export const WatchMessage = z.union([
  z.object({ snapshot: Snapshot }),
  z.object({ seq: z.number().int(), event: StateEvent }),
  z.object({ frame: Frame }),
]);
export type WatchMessage = z.infer<typeof WatchMessage>;

const nothing = z.object({});
const bay = z.number().int().positive();
const serial = z.string().trim().min(1).max(64);

/** One bay of a start, with the drive's identity as it was shown to the person who confirmed. */
export const StartBay = z.object({ bay, identity: z.string(), unitSerial: serial.optional() });
export type StartBay = z.infer<typeof StartBay>;

export const BatchChoice = z.union([
  z.object({ open: z.string() }), // the id of an open batch to add to
  z.object({
    create: z.object({
      target: z.number().int().positive().max(100_000).nullable(),
      operator: z.string().max(80),
      note: z.string().max(500),
    }),
  }),
]);

const document = z.object({ name: z.string(), mime: z.string(), base64: z.string() });
export const ReportOf = z.union([z.object({ batch: z.string() }), z.object({ job: z.string() })]);

export const commands = {
  // bench
  setUnitSerial: { input: z.object({ bay, unitSerial: serial.nullable() }), output: nothing },
  identify: { input: z.object({ bay }), output: nothing },
  clearOldData: { input: z.object({ bay, identity: z.string() }), output: nothing },
  teachBay: { input: z.object({ port: z.string(), bay }), output: nothing },
  forgetBay: { input: z.object({ bay }), output: nothing },
  // training bays
  emptyBay: { input: z.object({ bay }), output: nothing },
  loadBay: { input: z.object({ bay }), output: nothing },
  setCharacter: { input: z.object({ bay, character: Character }), output: nothing },
  // staging
  start: {
    input: z.object({
      media: z.string(),
      imageIndex: z.number().int().positive().default(1),
      sequence: z.string(),
      batch: BatchChoice,
      bays: z.array(StartBay).min(1).max(256),
      oldData: OldData,
    }),
    /** `warnings`: what a person should know of this start, in words. */
    output: z.object({
      batch: z.string(),
      jobs: z.array(z.string()),
      warnings: z.array(z.string()).default([]),
    }),
  },
  cancelJob: { input: z.object({ job: z.string() }), output: nothing },
  cancelAll: { input: nothing, output: z.object({ cancelled: z.number().int() }) },
  retryFailed: { input: z.object({ batch: z.string() }), output: z.object({ jobs: z.array(z.string()) }) },
  pauseQueue: { input: z.object({ paused: z.boolean() }), output: nothing },
  /** When and with which version a unit or drive serial was staged before; newest first. */
  stagedBefore: { input: z.object({ serials: z.array(z.string()).max(512) }), output: z.array(UnitRecord) },
  // media
  /** `keepCurrent`: the version of its name that is current now stays so. */
  importMedia: {
    input: z.object({ path: z.string().min(1), keepCurrent: z.boolean().optional() }),
    output: z.object({ task: z.string() }),
  },
  /**
   * The medium that an import brought, or the one with the same content that the library had. Null while it is not there,
   * and for one that failed or was long ago.
   */
  importedMedia: {
    input: z.object({ task: z.string() }),
    output: z.object({ media: z.string() }).nullable(),
  },
  checkMedia: { input: z.object({ media: z.string() }), output: z.object({ task: z.string() }) },
  ...createCommands,
  ...draftCommands,
  ...mediaContentCommands,
  ...versionCommands,
  ...historyCommands,
  ...carriedCommands,
  ...deleteCommands,
  ...masterCommands,
  cancelTask: { input: z.object({ task: z.string() }), output: nothing },
  ...contentCommands,
  ...signingCommands,
  ...sequenceCommands,
  ...sequenceEditorCommands,
  ...modelCommands,
  // records
  listBatches: {
    input: z.object({ limit: z.number().int().positive().max(1000).default(200) }),
    output: z.array(Batch),
  },
  closeBatch: { input: z.object({ batch: z.string(), closed: z.boolean().default(true) }), output: Batch },
  batchUnits: { input: z.object({ batch: z.string() }), output: z.array(UnitRecord) },
  findUnits: {
    input: z.object({ text: z.string().max(128), limit: z.number().int().positive().max(5000).default(200) }),
    output: z.array(UnitRecord),
  },
  jobEvents: { input: z.object({ job: z.string() }), output: z.array(RecordedEvent) },
  /** `paper`: what a PDF is for; the usual one of the station's locale when left out. */
  report: {
    input: z.object({
      of: ReportOf,
      format: z.enum(["pdf", "csv"]),
      paper: z.enum(["A4", "Letter"]).optional(),
    }),
    output: document,
  },
  // drives on a bay, or files
  ...inspectCommands,
  ...proofCommands,
  ...settingCommands,
  // the engine
  stop: { input: z.object({ running: z.enum(["refuse", "wait", "cancel"]) }), output: nothing },
};
type Commands = typeof commands;
export type CommandName = keyof Commands;
export type Input<K extends CommandName> = z.input<Commands[K]["input"]>;
export type Parsed<K extends CommandName> = z.output<Commands[K]["input"]>;
export type Output<K extends CommandName> = z.output<Commands[K]["output"]>;

/** The engine implements this; whoever calls from outside holds a `Client`. */
export type Engine = { [K in CommandName]: (input: Parsed<K>) => Promise<Output<K>> };
export type Client = { [K in CommandName]: (input: Input<K>) => Promise<Output<K>> };
