import { closeSync, constants, openSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Drive } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import type { ClaimedDrive, Machine } from "../../staging/machine.ts";
import type { TrainingBays } from "../../staging/ports.ts";
import { lockExclusive } from "../libc.ts";
import { claimDrive } from "../writer/claimed-drive.ts";
import type { Writer, WriterLimits } from "../writer/writer.ts";
import { openBayStore, type BayStoreOptions, type TrainingBay } from "./bay-store.ts";

export interface TrainingOptions extends BayStoreOptions {
  masterPath(key: string): string;
  limits?: WriterLimits;
}

export interface TrainingMachine extends Machine {
  training: TrainingBays;
  blocked(): ReadonlySet<string>;
}

const CHUNK_BYTES = 4 << 20;
const DEPTH = 4;

/** The training bench: bays that are sparse files, written by the same writer as real drives. Needs no root. */
export function trainingMachine(options: TrainingOptions): TrainingMachine {
  const store = openBayStore(options);
  const writers = new Map<number, Writer>();
  const blocked = new Set<string>();
  let changed = () => {};

  const find = (identity: string) => store.bays().find((bay) => bay.drive && identityOf(bay) === identity);

  function confirm(drive: Drive): TrainingBay {
    const bay = find(drive.identity);
    if (bay) return bay;
    const now = store.bays().find((each) => portOf(each) === drive.port);
    if (now?.drive)
      throw new StagingFault(
        "drive-swapped",
        `Bay ${now.bay} holds another drive now (${now.drive.serial}).`,
      );
    throw new StagingFault("drive-gone", "The drive was taken out of the bay.");
  }

  async function claim(drive: Drive, masters: readonly string[]): Promise<ClaimedDrive> {
    const bay = confirm(drive);
    const fd = openBay(store.fileOf(bay.bay));
    if (!lockExclusive(fd)) {
      closeSync(fd);
      throw new StagingFault("drive-busy", `Another program holds bay ${bay.bay}.`);
    }
    const explain = async (thrown: unknown): Promise<unknown> => {
      if (!(thrown instanceof StagingFault)) return thrown;
      if (thrown.code === "drive-gone" && find(drive.identity)) takeOut(bay.bay);
      if (/ENOSPC/.test(`${thrown.message}${thrown.detail ?? ""}`))
        return new StagingFault("disk-full", "The station's disk is full, and training bays live on it.", {
          cause: thrown,
        });
      return thrown;
    };
    return claimDrive(
      {
        drive,
        fd,
        confirm: async () => void confirm(drive),
        discardAll: async () => false,
        settle: async () => {},
        settings: { chunkBytes: CHUNK_BYTES, depth: DEPTH, character: bay.character },
        started: (writer) => {
          writers.set(bay.bay, writer);
          void writer.gone.then(() => writers.get(bay.bay) === writer && writers.delete(bay.bay));
        },
        stuck(gone) {
          blocked.add(drive.identity);
          void gone.then(() => (blocked.delete(drive.identity), changed()));
        },
        explain,
      },
      masters.map((key) => ({ key, path: options.masterPath(key) })),
      options.limits,
    );
  }

  function takeOut(number: number): void {
    writers.get(number)?.pull();
    store.empty(number);
    changed();
  }

  const training: TrainingBays = {
    async empty(number) {
      store.bay(number);
      takeOut(number);
    },
    async load(number) {
      store.load(number);
      changed();
    },
    async setCharacter(number, character) {
      store.setCharacter(number, character);
      changed();
    },
    characterOf: (port) => store.bays().find((bay) => portOf(bay) === port)?.character ?? null,
    ports: () => store.bays().map((bay) => ({ port: portOf(bay), bay: bay.bay })),
  };

  return {
    kind: "training",
    training,
    blocked: () => blocked,
    listDrives: async () => store.bays().flatMap((bay) => driveOf(bay, store.fileOf(bay.bay)) ?? []),
    watch(listener) {
      changed = listener;
      return () => void (changed = () => {});
    },
    claim,
    blink: (_drive, signal) => pause(BLINK_MS, undefined, { signal }).catch(() => {}),
  };
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
  const { model, serial, sizeBytes } = bay.drive;
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
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    diskseq: bay.loads,
    rotational: false,
    removable: true,
    readOnly: false,
    uses: [],
  };
}
