import type { Bay, Drive, Stamp } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { assignBays, type Place, type TaughtPort } from "./bays.ts";
import type { Feed } from "./feed.ts";
import { judge } from "./guard.ts";
import type { Jobs } from "./jobs.ts";
import type { StationParts } from "./ports.ts";

/** The bays as they are now: which drive is in each, whether it may be staged, and what it carries. */
export class BayBoard {
  readonly #parts: StationParts;
  readonly #jobs: Jobs;
  readonly #feed: () => Feed;
  #bays: Bay[] = [];
  #strangers: Drive[] = [];
  #selfTaught: readonly TaughtPort[] = [];
  #told = "";
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  /** What each drive carries, by identity: read once per insertion, and again after a job. */
  readonly #stamps = new Map<string, Stamp | null>();
  readonly #typed = new Map<number, { identity: string; unitSerial: string }>();

  constructor(parts: StationParts, jobs: Jobs, feed: () => Feed) {
    this.#parts = parts;
    this.#jobs = jobs;
    this.#feed = feed;
  }

  bays(): Bay[] {
    return this.#bays;
  }

  /** Drives on ports that are no bay. */
  strangers(): Drive[] {
    return this.#strangers;
  }

  /** @throws StagingFault bay-unknown */
  bay(number: number): Bay {
    const found = this.#bays.find((each) => each.bay === number);
    if (!found) throw new StagingFault("bay-unknown", `There is no bay ${number} on this bench.`);
    return found;
  }

  /** The bay with a drive in it. @throws StagingFault bay-unknown, bay-empty */
  occupied(number: number): Bay & { drive: Drive } {
    const found = this.bay(number);
    if (!found.drive) throw new StagingFault("bay-empty", `Bay ${number} is empty.`);
    return { ...found, drive: found.drive };
  }

  /** The serial that was typed or scanned for this bay; null takes it back. It goes with the drive. */
  setUnitSerial(number: number, unitSerial: string | null): void {
    const { drive } = this.occupied(number);
    if (unitSerial === null) this.#typed.delete(number);
    else this.#typed.set(number, { identity: drive.identity, unitSerial });
    this.bay(number).unitSerial = unitSerial;
    this.#publish();
  }

  /** What this drive carries is to be read anew at the next look. */
  reread(identity: string): void {
    this.#stamps.delete(identity);
  }

  /** Looks again, and tells the watchers when something is different. One look at a time; whoever asks waits for a new one. */
  async refresh(): Promise<void> {
    if (this.#looking) this.#lookAgain = true;
    this.#looking ??= this.#lookUntilQuiet();
    return this.#looking;
  }

  async #lookUntilQuiet(): Promise<void> {
    try {
      do {
        this.#lookAgain = false;
        await this.#look();
      } while (this.#lookAgain);
    } finally {
      this.#looking = null;
    }
  }

  async #look(): Promise<void> {
    const { machine, records, training } = this.#parts;
    const drives = await machine.listDrives();
    const taught = [...records.taughtBays(), ...(training?.ports() ?? [])];
    const assigned = assignBays(drives, taught, { selfTaught: this.#selfTaught });
    const bays = await Promise.all(assigned.bays.map((place) => this.#describe(place, drives)));
    this.#selfTaught = assigned.selfTaught;
    this.#strangers = assigned.strangers;
    this.#bays = bays;
    const present = new Set(drives.map(({ identity }) => identity));
    for (const identity of this.#stamps.keys()) if (!present.has(identity)) this.#stamps.delete(identity);
    this.#jobs.forget(present);
    this.#publish();
  }

  async #describe({ bay, port, drive }: Place, all: Drive[]): Promise<Bay> {
    const character = this.#parts.training?.characterOf(port) ?? null;
    if (!drive) return { bay, port, drive, refusal: null, carries: null, unitSerial: null, character };
    const blocked = this.#parts.blocked().has(drive.identity);
    const refusal = judge(drive, { all, taught: true, blocked });
    const scanned = this.#typed.get(bay);
    const unitSerial = scanned?.identity === drive.identity ? scanned.unitSerial : null;
    const carries = await this.#carries(drive);
    const staged = drive.serial === null ? null : this.#parts.records.carriedBy(drive.serial, drive.model);
    return { bay, port, drive, refusal, carries, staged, unitSerial, character };
  }

  async #carries(drive: Drive): Promise<Stamp | null> {
    const known = this.#stamps.get(drive.identity);
    if (known !== undefined || this.#jobs.holding(drive.identity)) return known ?? null;
    const stamp = await this.#parts.readStamp(drive);
    this.#stamps.set(drive.identity, stamp);
    return stamp;
  }

  #publish(): void {
    const text = JSON.stringify([this.#bays, this.#strangers]);
    if (text === this.#told) return;
    this.#told = text;
    const { bays, strangers } = structuredClone({ bays: this.#bays, strangers: this.#strangers });
    this.#feed().publish({ type: "bays", bays, strangers });
  }
}
