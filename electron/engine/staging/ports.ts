import type { Carried } from "../../../shared/carried.ts";
import type { Character, Drive, Stamp } from "../../../shared/drive.ts";
import type { DriveHealth, HealthPolicy } from "../../../shared/health.ts";
import type { JobEvent } from "../../../shared/job.ts";
import type { Media } from "../../../shared/media.ts";
import type { Batch, RecordedEvent, UnitRecord } from "../../../shared/record.ts";
import type { SequenceTree } from "../../../shared/sequence-tree.ts";
import type { SignaturePolicy } from "../../../shared/signing.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import type { DriveImage } from "./drive-image.ts";
import type { LaidPartition } from "./layout.ts";
import type { LimitSettings } from "./limits.ts";
import type { RunCommand } from "./station-commands.ts";
import type { Masters } from "./masters.ts";
import type { NotCurrentPolicy } from "./refuse-retired.ts";
import type { BootRecords } from "./volume-recipe.ts";
import type { Clock, CpuTimes } from "./stage-drive.ts";
import type { Machine } from "./machine.ts";

/** A unit's record as it begins. */
export type NewUnit = Omit<
  UnitRecord,
  "endedAt" | "ending" | "fault" | "writtenBytes" | "verifiedBytes" | "phases"
>;

/** What must never be on two drives. */
export type IdKind = "disk-signature" | "disk-guid" | "partition-guid" | "volume-serial" | "fat-serial";

/** What staging asks of the records. Every call is durable when it returns. */
export interface StagingRecords {
  createBatch(batch: { target: number | null; operator: string; note: string; at: string }): Batch;
  /** @throws StagingFault batch-unknown */
  batch(id: string): Batch;
  openBatches(): Batch[];
  addUnit(unit: NewUnit): UnitRecord;
  append(job: string, event: JobEvent, at: string): RecordedEvent;
  unit(job: string): UnitRecord;
  units(batch: string): UnitRecord[];
  /** False when one of them was ever used before: then none is taken. */
  reserveIds(kind: IdKind, ids: readonly string[], job: string): boolean;
  taughtBays(): { port: string; bay: number }[];
  /** Units whose serials, batch or model contain the text, newest first. */
  findUnits(text: string, limit: number): UnitRecord[];
  /** What this drive carries by its last staging; null when nothing is known. */
  carriedBy(serial: string, model: string): Carried | null;
  /** Jobs without an ending, with their events. */
  openJobs(): { unit: UnitRecord; events: RecordedEvent[] }[];
}

/** What staging asks of the media library. */
export interface StagingMedia {
  get(id: string): Media | undefined;
  list(): Media[];
}

/** What only training bays can do. */
export interface TrainingBays {
  empty(bay: number): Promise<void>;
  load(bay: number): Promise<void>;
  setCharacter(bay: number, character: Character): Promise<void>;
  characterOf(port: string): Character | null;
  /** Bays that are there with or without a drive: their ports, by number. */
  ports(): { port: string; bay: number }[];
}

/** What the station was told to do about drives that are not as they should be. */
export interface StationPolicy {
  /** How many drives at once behind one controller. */
  limits: LimitSettings;
  /** A drive much slower than others of its model is failed, not only marked. */
  failOutliers: boolean;
  /** What to do about what a drive says of itself. */
  health: HealthPolicy;
  /** What is asked of a medium's signature. */
  signature: SignaturePolicy;
  /** What is done about a medium that is not the current version of its name. */
  notCurrent: NotCurrentPolicy;
}

/** Everything the station is made of. Filled in by the composition root; tests fill in their own. */
export interface StationParts {
  machine: Machine;
  training: TrainingBays | null;
  records: StagingRecords;
  media: StagingMedia;
  masters: Masters;
  readonly sequences: readonly Sequence[];
  /** The tree of an imported or own sequence, by its hash; null for a built-in one. */
  treeOf?(hash: string): SequenceTree | null;
  /** Whether a sequence may run commands on this station; not when left out. */
  stationCommands?(): boolean;
  runCommand: RunCommand;
  bootCode: { mbr: Uint8Array; bootRecords: BootRecords };
  clock: Clock;
  /** Lower-case hex. */
  sha256: (bytes: Uint8Array) => string;
  /** How much this computer's processors have worked; unknown when left out. */
  cpu?: () => CpuTimes;
  /** Random bytes, for ids. */
  random(bytes: number): Uint8Array;
  /** What a drive says it carries; null when it cannot be read or carries nothing of ours. */
  readStamp(drive: Drive): Promise<Stamp | null>;
  clearSignatures(drive: Drive): Promise<void>;
  station: string;
  software: string;
  /** Identities of drives that a stuck write still holds. */
  blocked(): ReadonlySet<string>;
  /** Whether the drive at this path is being started to prove that it boots: nobody writes to it then. */
  proving?(path: string): boolean;
  /** Puts on record what is about to be written to a drive, for whoever reads it again later. */
  keepImage?(job: string, image: DriveImage, laid: readonly LaidPartition[]): Promise<void>;
  /** Told when the first job begins and when the last has ended. */
  busy(running: boolean): void;
  log(line: string): void;
  /** What a drive says of itself; null when that is not known. Never throws and never takes long. */
  health?: (drive: Drive) => Promise<DriveHealth | null>;
  /** As it is now. */
  policy(): StationPolicy;
}
