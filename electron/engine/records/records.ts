import type { Carried } from "../../../shared/carried.ts";
import type { ContentLocation } from "../../../shared/content.ts";
import type { MediaEntry } from "../../../shared/media-history.ts";
import { UnitRecord, type Batch, type RecordedEvent } from "../../../shared/record.ts";
import type { JobEvent } from "../../../shared/job.ts";
import type { Proof } from "../../../shared/proof.ts";
import type { SequenceFacts, SequenceTree } from "../../../shared/sequence-tree.ts";
import type { SequenceKind } from "../../../shared/sequence.ts";
import type { TargetModel } from "../../../shared/target-model.ts";
import type { OwnPiece, WrittenLayout } from "../../../shared/written-image.ts";

/** A unit at its start: all of its record but what only its events can tell. */
export const NewUnit = UnitRecord.omit({
  endedAt: true,
  ending: true,
  fault: true,
  writtenBytes: true,
  verifiedBytes: true,
  phases: true,
});
export type NewUnit = Omit<
  UnitRecord,
  "endedAt" | "ending" | "fault" | "writtenBytes" | "verifiedBytes" | "phases"
>;

export interface NewBatch {
  /** How many units the order wants; null when nobody said. */
  target: number | null;
  operator: string;
  note: string;
  /** ISO 8601, UTC. Its year is the year in the id. */
  at: string;
}

/** What must never be on two drives. */
export type IdKind = "disk-signature" | "disk-guid" | "partition-guid" | "volume-serial" | "fat-serial";

/** A port that someone made a bay. */
export interface TaughtBay {
  port: string;
  bay: number;
}

/** Drives that carry the same medium. `firstAt`: when the first of them was started. */
export interface CarriedGroup {
  mediaName: string;
  mediaVersion: string;
  mediaSha256: string;
  units: number;
  firstAt: string;
}

/** A job without an ending, with its story so far. */
export interface OpenJob {
  unit: UnitRecord;
  events: RecordedEvent[];
}

/** One version of a task sequence. */
export interface StoredSequence {
  /** The same for all versions of a sequence. */
  sequence: string;
  version: number;
  name: string;
  kind: SequenceKind;
  source: "imported" | "own";
  author: string;
  comment: string;
  at: string;
  /** sha256 of `xml`. */
  hash: string;
  /** Canonical. */
  xml: string;
  tree: SequenceTree;
  facts: SequenceFacts;
  /** Its part in the archive it was imported from; null for other files. */
  part: string | null;
  /** The version that keeps the file it was imported from; null when there is none. */
  originalOf: number | null;
}

/** A content location without its token, which is kept elsewhere, and without how it was found last. */
export type StoredLocation = Omit<ContentLocation, "hasToken" | "look">;
/** What units that were staged alike have in common. */
export interface StoredImage {
  image: string;
  layout: WrittenLayout;
  hashes: Uint8Array | null;
}

/** A certificate whose signatures the station trusts. */
export interface StoredTrust {
  /** SHA-256, hex. */
  fingerprint: string;
  subject: string;
  /** PEM. */
  certificate: string;
  addedAt: string;
  addedBy: string;
  note: string;
}

/**
 * What the station remembers. Every method returns when the disk has it; times are ISO 8601, UTC, given by the caller.
 * Any of them may throw StagingFault disk-full, database-read-only or database-corrupt; then nothing of that call
 * was kept, and what was returned before stays.
 */
export interface Records {
  /** Opens the next batch of the year of `at`: "B-2026-0001", "B-2026-0002", … */
  createBatch(batch: NewBatch): Batch;
  /** @throws StagingFault batch-unknown */
  batch(id: string): Batch;
  /** Newest first. */
  listBatches(limit: number): Batch[];
  /** Newest first. */
  openBatches(): Batch[];
  /** Closes a batch, or opens it again. Units that are being staged in it go on. @throws StagingFault batch-unknown */
  closeBatch(id: string, closed: boolean, at: string): Batch;

  /**
   * Records a unit at its start and keeps its ids from every other unit.
   * @throws StagingFault batch-unknown, batch-closed; Error when the job or one of its ids belongs to another unit
   */
  addUnit(unit: NewUnit): UnitRecord;
  /**
   * Adds the next event of a job, and in the same transaction what follows from it for the unit's record.
   * @throws StagingFault record-unknown; Error when the job has ended already
   */
  append(job: string, event: JobEvent, at: string): RecordedEvent;
  /** @throws StagingFault record-unknown */
  unit(job: string): UnitRecord;
  /** The units of a batch, in the order they were started. @throws StagingFault batch-unknown */
  units(batch: string): UnitRecord[];
  /**
   * Units whose unit serial, drive serial, batch or model contains the text, upper and lower case alike, newest
   * first. No text finds all.
   */
  findUnits(text: string, limit: number): UnitRecord[];
  /** Units staged to the end whose unit or drive serial is one of these, newest first. */
  stagedBefore(serials: readonly string[]): UnitRecord[];
  /** A job's events, oldest first. @throws StagingFault record-unknown */
  events(job: string): RecordedEvent[];
  /** Jobs without an ending, oldest first: at a start of the engine, those that it left behind. */
  openJobs(): OpenJob[];

  /**
   * Takes ids for a job, all of them or none. False when any of them was ever taken before, by whomever.
   * Upper and lower case alike.
   */
  reserveIds(kind: IdKind, ids: readonly string[], job: string): boolean;

  /** All versions of all task sequences, oldest version first. */
  sequenceVersions(): StoredSequence[];
  /** @param original the file it was imported from */
  addSequenceVersion(stored: StoredSequence, original: Uint8Array | null): void;
  sequenceOriginal(sequence: string, version: number): Uint8Array | null;
  /** All its versions. Units keep the name, version and hash they were staged with. */
  deleteSequence(sequence: string): void;

  /** @throws Error when it names a job that is not recorded */
  addProof(proof: Proof): void;
  /** @throws StagingFault record-unknown */
  proof(id: string): Proof;
  /** Boot proofs of one staging, or of one drive or file, newest first. */
  proofs(of: { job: string } | { path: string }): Proof[];

  /** Nearest first. */
  contentLocations(): StoredLocation[];
  /** Adds it, or changes the one with its id. */
  putContentLocation(location: StoredLocation): void;
  deleteContentLocation(id: string): void;
  /**
   * What is about to be written to a unit's drive: `image` names the layout, which units staged alike share.
   * @throws Error when the job is not recorded, or has an image already
   */
  addUnitImage(job: string, image: string, layout: WrittenLayout, own: readonly OwnPiece[]): void;
  /** One SHA-256 for each shared piece of the layout, in order. Hashes that are there already stay. */
  setImageHashes(image: string, hashes: Uint8Array): void;
  /** Null for a unit that was never written. `hashes` is null until they were taken. */
  unitImage(job: string): (StoredImage & { own: OwnPiece[] }) | null;
  unhashedImages(): StoredImage[];
  /** By name. */
  trustedCertificates(): StoredTrust[];
  trustCertificate(trust: StoredTrust): void;
  /** False when it was not trusted. */
  untrustCertificate(fingerprint: string): boolean;

  /** What this drive carries; null when the records know of nothing, or it was begun to be staged since. */
  carriedBy(serial: string, model: string): Carried | null;
  /** How many drives carry each medium. */
  carriedGroups(): CarriedGroup[];
  /** The drives that carry any of these, each known by its content and the name it was staged under, newest first. */
  carried(contents: readonly { sha256: string; name: string }[], limit: number): Carried[];
  /** Adds the next line to the history of media. */
  addMediaEvent(entry: Omit<MediaEntry, "n">): MediaEntry;
  /** Of all media that this station ever had, or of those with one name, oldest first. */
  mediaEvents(name?: string): MediaEntry[];
  /** The name of a medium that this station ever had; null for one that it never knew. */
  mediaName(id: string): string | null;

  /** By vendor and name. */
  targetModels(): TargetModel[];
  /** Adds it, or changes the one with its id. @throws Error when another has its vendor and name */
  putTargetModel(model: TargetModel): void;
  /** False when it was not there. */
  deleteTargetModel(id: string): boolean;

  /** By bay number. */
  taughtBays(): TaughtBay[];
  /** Gives a port its bay number. What either of them meant before is forgotten. */
  teachBay(port: string, bay: number): void;
  forgetBay(bay: number): void;
  setting(key: string): string | null;
  setSetting(key: string, value: string): void;
  /** Who this station is: made at random the first time, the same ever after. */
  stationId(): string;

  close(): void;
}
