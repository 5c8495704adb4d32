import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { Character } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";

const TrainingDrive = z.object({
  model: z.string(),
  serial: z.string(),
  sizeBytes: z.number().int().positive(),
  sectorBytes: z.union([z.literal(512), z.literal(4096)]).default(512),
});

const TrainingBay = z.object({
  bay: z.number().int().positive(),
  /** How often a drive was put in: part of the identity, as `diskseq` is for a real one. */
  loads: z.number().int().nonnegative(),
  drive: TrainingDrive.nullable(),
  character: Character,
});
export type TrainingBay = z.infer<typeof TrainingBay>;

const State = z.object({ version: z.literal(1), bays: z.array(TrainingBay) });

const FIRST_BAYS = 8;
const MODEL = "Trainer SX4";

/** The training bays on disk: one sparse file for each drive, and one small file that says what is where. */
export interface BayStore {
  bays(): readonly TrainingBay[];
  /** @throws StagingFault bay-unknown */
  bay(number: number): TrainingBay;
  fileOf(number: number): string;
  /** Puts a new bare drive in. */
  load(number: number): void;
  empty(number: number): void;
  setCharacter(number: number, character: Character): void;
}

export interface BayStoreOptions {
  dir: string;
  /** Null for as many as there are, or eight at the first start. */
  bays: number | null;
  bayBytes: number;
  baySectorBytes?: 512 | 4096;
}

/** Opens the training bays of a home, or makes them: each with a bare, healthy drive in it. */
export function openBayStore(options: BayStoreOptions): BayStore {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const statePath = join(options.dir, "bays.json");
  const bays = readState(statePath);
  const wanted = options.bays ?? (bays.length || FIRST_BAYS);
  const fileOf = (number: number) => join(options.dir, `bay-${String(number).padStart(2, "0")}.img`);

  for (let number = bays.length + 1; number <= wanted; number++) {
    const bay: TrainingBay = { bay: number, loads: 0, drive: null, character: { kind: "healthy" } };
    bays.push(bay);
    fill(bay);
  }
  save();

  function fill(bay: TrainingBay): void {
    bay.loads++;
    bay.drive = bareDrive(options);
    makeSparse(fileOf(bay.bay), options.bayBytes);
  }

  function save(): void {
    const text = JSON.stringify({ version: 1, bays }, null, 1);
    writeFileSync(`${statePath}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${statePath}.new`, statePath);
  }

  function bay(number: number): TrainingBay {
    const found = bays.find((each) => each.bay === number);
    if (!found) throw new StagingFault("bay-unknown", `The training bench has no bay ${number}.`);
    return found;
  }

  return {
    bays: () => bays.slice(0, wanted),
    bay,
    fileOf,
    load(number) {
      const found = bay(number);
      if (found.drive)
        throw new StagingFault("bad-input", `Bay ${number} already has a drive in it. Empty it first.`);
      fill(found);
      save();
    },
    empty(number) {
      const found = bay(number);
      found.drive = null;
      save();
      rmSync(fileOf(number), { force: true });
    },
    setCharacter(number, character) {
      bay(number).character = character;
      save();
    },
  };
}

function readState(path: string): TrainingBay[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return []; // the first start
  }
  const parsed = State.safeParse(parseJson(text));
  if (!parsed.success)
    throw new StagingFault(
      "bad-input",
      `The training bench's file ${path} is damaged. Remove the folder it is in; it will be made anew.`,
    );
  return parsed.data.bays;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bareDrive({ bayBytes, baySectorBytes = 512 }: BayStoreOptions): NonNullable<TrainingBay["drive"]> {
  return { model: MODEL, serial: newSerial(), sizeBytes: bayBytes, sectorBytes: baySectorBytes };
}

/** The old drive's file goes first: a new drive never shows an old one's data. */
function makeSparse(path: string, sizeBytes: number): void {
  rmSync(path, { force: true });
  const fd = openSync(path, "wx", 0o600);
  try {
    ftruncateSync(fd, sizeBytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Looks like a drive's: a product code, then what counts. */
function newSerial(): string {
  const letters = "ABCDEFGHJKLMNPRSTVWXYZ0123456789";
  const code = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join("");
  return `T5GX${code}${String(randomInt(1_000_000)).padStart(6, "0")}`;
}
