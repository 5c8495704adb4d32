import { closeSync, constants, openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Character, Drive } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { ClaimedDrive, DriveNote, Machine } from "../../staging/machine.ts";
import type { TrainingBays } from "../../staging/ports.ts";
import { lockExclusive } from "../libc.ts";
import { claimDrive, type OpenDrive } from "../writer/claimed-drive.ts";
import type { WriterLimits } from "../writer/watched-writer.ts";
import type { Writer } from "../writer/writer.ts";
import { openBayStore, type BayStore, type BayStoreOptions, type TrainingBay } from "./bay-store.ts";

export interface TrainingOptions extends BayStoreOptions {
  masterPath(key: string): string;
  limits?: WriterLimits;
}

const CHUNK_BYTES = 4 << 20;
const DEPTH = 4;

/** The training bench: bays that are sparse files, written by the same writer as real drives. Needs no root. */
export class TrainingMachine implements Machine, TrainingBays {
  readonly kind = "training";
  readonly #options: TrainingOptions;
  readonly #store: BayStore;
  readonly #writers = new Map<number, Writer>();
  readonly #blocked = new Set<string>();
  #changed = () => {};

  constructor(options: TrainingOptions) {
    this.#options = options;
    this.#store = openBayStore(options);
  }

  blocked(): ReadonlySet<string> {
    return this.#blocked;
  }

  async listDrives(): Promise<Drive[]> {
    return this.#store.bays().flatMap((bay) => driveOf(bay, this.#store.fileOf(bay.bay)) ?? []);
  }

  watch(changed: () => void): () => void {
    this.#changed = changed;
    return () => void (this.#changed = () => {});
  }

  async blink(_drive: Drive, signal: AbortSignal): Promise<void> {
    await pause(BLINK_MS, undefined, { signal }).catch(() => {});
  }

  async claim(
    drive: Drive,
    masters: readonly string[],
    note?: (note: DriveNote) => void,
  ): Promise<ClaimedDrive> {
    const bay = this.#confirm(drive);
    const fd = openBay(this.#store.fileOf(bay.bay));
    if (!lockExclusive(fd)) {
      closeSync(fd);
      throw new StagingFault("drive-busy", `Another program holds bay ${bay.bay}.`);
    }
    const files = masters.map((key) => ({ key, path: this.#options.masterPath(key) }));
    return claimDrive(this.#opened(bay, drive, fd), files, note, this.#options.limits);
  }

  async empty(number: number): Promise<void> {
    this.#store.bay(number);
    this.#takeOut(number);
  }

  async load(number: number): Promise<void> {
    this.#store.load(number);
    this.#changed();
  }

  async setCharacter(number: number, character: Character): Promise<void> {
    this.#store.setCharacter(number, character);
    this.#changed();
  }

  characterOf(port: string): Character | null {
    return this.#store.bays().find((bay) => portOf(bay) === port)?.character ?? null;
  }

  ports(): { port: string; bay: number }[] {
    return this.#store.bays().map((bay) => ({ port: portOf(bay), bay: bay.bay }));
  }

  #opened(bay: TrainingBay, drive: Drive, fd: number): OpenDrive {
    return {
      drive,
      fd,
      confirm: async () => void this.#confirm(drive),
      discardAll: async () => false,
      settle: async () => {},
      settings: { chunkBytes: CHUNK_BYTES, depth: DEPTH, character: bay.character },
      started: (writer) => {
        this.#writers.set(bay.bay, writer);
        void writer.gone.then(() => this.#writers.get(bay.bay) === writer && this.#writers.delete(bay.bay));
      },
      stuck: (gone) => {
        this.#blocked.add(drive.identity);
        void gone.then(() => (this.#blocked.delete(drive.identity), this.#changed()));
      },
      explain: async (thrown) => this.#explain(bay, drive, thrown),
    };
  }

  #explain(bay: TrainingBay, drive: Drive, thrown: unknown): unknown {
    if (!(thrown instanceof StagingFault)) return thrown;
    if (thrown.code === "drive-gone" && this.#find(drive.identity)) this.#takeOut(bay.bay);
    if (!/ENOSPC/.test(`${thrown.message}${thrown.detail ?? ""}`)) return thrown;
    return new StagingFault("disk-full", "The station's disk is full, and training bays live on it.", {
      cause: thrown,
    });
  }

  #confirm(drive: Drive): TrainingBay {
    const bay = this.#find(drive.identity);
    if (bay) return bay;
    const now = this.#store.bays().find((each) => portOf(each) === drive.port);
    if (!now?.drive) throw new StagingFault("drive-gone", "The drive was taken out of the bay.");
    throw new StagingFault("drive-swapped", `Bay ${now.bay} holds another drive now (${now.drive.serial}).`);
  }

  #find(identity: string): TrainingBay | undefined {
    return this.#store.bays().find((bay) => bay.drive && identityOf(bay) === identity);
  }

  #takeOut(number: number): void {
    this.#writers.get(number)?.pull();
    this.#store.empty(number);
    this.#changed();
  }
}

/** A training bay has no LED; the screen blinks for it. */
const BLINK_MS = 5000;

/** O_DIRECT where the file system has it (tmpfs only since Linux 6.6). Never O_CREAT: a bay that is gone stays gone. */
function openBay(path: string): number {
  const { O_RDWR, O_DIRECT } = constants;
  try {
    return openSync(path, O_RDWR | O_DIRECT);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EINVAL") return openSync(path, O_RDWR);
    if (code === "ENOENT")
      throw new StagingFault("drive-gone", "The training drive's file is gone.", { cause: thrown });
    throw thrown;
  }
}

function portOf(bay: TrainingBay): string {
  return `training:${bay.bay}`;
}

function identityOf(bay: TrainingBay): string {
  return `training:${bay.bay}|${bay.drive?.serial ?? ""}|${bay.drive?.sizeBytes ?? 0}|${bay.loads}`;
}

function driveOf(bay: TrainingBay, path: string): Drive | null {
  if (!bay.drive) return null;
  const { model, serial, sizeBytes, sectorBytes } = bay.drive;
  return {
    kind: "training",
    identity: identityOf(bay),
    port: portOf(bay),
    path,
    model,
    serial,
    serialSource: "training",
    wwid: null,
    sizeBytes,
    logicalSectorBytes: sectorBytes,
    physicalSectorBytes: 4096,
    diskseq: bay.loads,
    rotational: false,
    removable: true,
    readOnly: false,
    uses: [],
  };
}
