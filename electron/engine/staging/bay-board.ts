import type { Bay, Drive, Stamp } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { assignBays, type TaughtPort } from "./bays.ts";
import type { Feed } from "./feed.ts";
import { judge } from "./guard.ts";
import type { Jobs } from "./jobs.ts";
import type { StationParts } from "./ports.ts";

/** The bays as they are now: which drive is in each, whether it may be staged, and what it carries. */
export interface BayBoard {
  bays(): Bay[];
  strangers(): Drive[];
  /** Looks again, and tells the watchers when something is different. One look at a time. */
  refresh(): Promise<void>;
  /** @throws StagingFault bay-unknown */
  bay(number: number): Bay;
  /** The bay with a drive in it. @throws StagingFault bay-unknown, bay-empty */
  occupied(number: number): Bay & { drive: Drive };
  setUnitSerial(number: number, unitSerial: string | null): void;
  /** What this drive carries is to be read anew at the next look. */
  reread(identity: string): void;
}

export function createBayBoard(parts: StationParts, jobs: Jobs, feed: () => Feed): BayBoard {
  let bays: Bay[] = [];
  let strangers: Drive[] = [];
  let selfTaught: TaughtPort[] = [];
  let told = "";
  let looking: Promise<void> | null = null;
  let again = false;
  const stamps = new Map<string, Stamp | null>();
  const typed = new Map<number, { identity: string; unitSerial: string }>();

  async function look(): Promise<void> {
    const drives = await parts.machine.listDrives();
    const taught = [...parts.records.taughtBays(), ...(parts.training?.ports() ?? [])];
    const assigned = assignBays(drives, taught, { selfTaught });
    selfTaught = assigned.selfTaught;
    strangers = assigned.strangers;
    bays = await Promise.all(assigned.bays.map((place) => describe(place, drives)));
    const present = new Set(drives.map(({ identity }) => identity));
    for (const identity of stamps.keys()) if (!present.has(identity)) stamps.delete(identity);
    jobs.forget(present);
    publish();
  }

  async function describe(
    place: { bay: number; port: string; drive: Drive | null },
    all: Drive[],
  ): Promise<Bay> {
    const { bay, port, drive } = place;
    const character = parts.training?.characterOf(port) ?? null;
    if (!drive) return { bay, port, drive, refusal: null, carries: null, unitSerial: null, character };
    const blocked = parts.blocked().has(drive.identity);
    const refusal = judge(drive, { all, taught: true, blocked });
    const scanned = typed.get(bay);
    const unitSerial = scanned?.identity === drive.identity ? scanned.unitSerial : null;
    return { bay, port, drive, refusal, carries: await carries(drive), unitSerial, character };
  }

  async function carries(drive: Drive): Promise<Stamp | null> {
    const known = stamps.get(drive.identity);
    if (known !== undefined || jobs.holding(drive.identity)) return known ?? null;
    const stamp = await parts.readStamp(drive);
    stamps.set(drive.identity, stamp);
    return stamp;
  }

  function publish(): void {
    const text = JSON.stringify([bays, strangers]);
    if (text === told) return;
    told = text;
    feed().publish({ type: "bays", bays: structuredClone(bays), strangers: structuredClone(strangers) });
  }

  async function refresh(): Promise<void> {
    if (looking) {
      again = true;
      return looking;
    }
    looking = (async () => {
      do {
        again = false;
        await look();
      } while (again);
    })();
    try {
      await looking;
    } finally {
      looking = null;
    }
  }

  function bay(number: number): Bay {
    const found = bays.find((each) => each.bay === number);
    if (!found) throw new StagingFault("bay-unknown", `There is no bay ${number} on this bench.`);
    return found;
  }

  return {
    bays: () => bays,
    strangers: () => strangers,
    refresh,
    bay,
    occupied(number) {
      const found = bay(number);
      if (!found.drive) throw new StagingFault("bay-empty", `Bay ${number} is empty.`);
      return { ...found, drive: found.drive };
    },
    setUnitSerial(number, unitSerial) {
      const found = bay(number);
      if (!found.drive)
        throw new StagingFault("bay-empty", `Bay ${number} is empty: put the drive in, then scan.`);
      if (unitSerial === null) typed.delete(number);
      else typed.set(number, { identity: found.drive.identity, unitSerial });
      found.unitSerial = unitSerial;
      publish();
    },
    reread: (identity) => void stamps.delete(identity),
  };
}
