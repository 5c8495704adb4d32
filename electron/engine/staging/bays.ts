import type { Drive } from "../../../shared/drive.ts";

/** A port that has a bay number. */
export interface TaughtPort {
  port: string;
  bay: number;
}

export interface Place extends TaughtPort {
  drive: Drive | null;
}

export interface Assignment {
  /** By bay number; a taught port without a drive is an empty bay. */
  bays: Place[];
  /** Drives on ports that are no bay, and drives that share a port. By port. */
  strangers: Drive[];
  /** Ports with more than one drive on them, as behind a port multiplier: no bay, since nobody could tell which. */
  crowdedPorts: string[];
  /** The numbers that ports gave themselves. Hand them in with the next look, so that they stay. */
  selfTaught: TaughtPort[];
}

export interface AssignOptions {
  /** Loop devices and training drives take a number by themselves. Default true. */
  selfTeaching?: boolean;
  /** `selfTaught` of the look before. A number is kept while the drive is there. */
  selfTaught?: readonly TaughtPort[];
}

/** Puts each drive into its bay. A taught port keeps its number, empty or not, whatever else comes or goes. */
export function assignBays(
  drives: readonly Drive[],
  taught: readonly TaughtPort[],
  { selfTeaching = true, selfTaught: before = [] }: AssignOptions = {},
): Assignment {
  const byPort = Map.groupBy(drives, ({ port }) => port);
  const crowdedPorts = [...byPort].filter(([, on]) => on.length > 1).map(([port]) => port);
  const numbers = new Map<string, number>();
  const taken = new Set<number>();
  const give = ({ port, bay }: TaughtPort): boolean => {
    if (numbers.has(port) || taken.has(bay)) return false;
    numbers.set(port, bay);
    taken.add(bay);
    return true;
  };
  for (const each of taught) give(each);
  const selfTaught = selfTeaching ? teachThemselves(byPort, numbers, taken, before, give) : [];
  const bays = [...numbers].map(([port, bay]) => ({ bay, port, drive: onlyDrive(byPort.get(port)) }));
  const strangers = drives.filter(({ port }) => !numbers.has(port) || crowdedPorts.includes(port));
  return {
    bays: bays.toSorted((a, b) => a.bay - b.bay),
    strangers: strangers.toSorted((a, b) => naturally.compare(a.port, b.port)),
    crowdedPorts: crowdedPorts.toSorted(naturally.compare),
    selfTaught,
  };
}

/** "loop10" after "loop9". */
const naturally = new Intl.Collator("en", { numeric: true });

function teachThemselves(
  byPort: ReadonlyMap<string, Drive[]>,
  numbers: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
  before: readonly TaughtPort[],
  give: (port: TaughtPort) => boolean,
): TaughtPort[] {
  const able = [...byPort]
    .filter(([port, on]) => !numbers.has(port) && on.length === 1 && on[0]?.kind !== "disk")
    .map(([port]) => port)
    .toSorted(naturally.compare);
  const kept = before.filter((each) => able.includes(each.port)).filter(give);
  const added: TaughtPort[] = [];
  for (const port of able) {
    if (numbers.has(port)) continue;
    let bay = 1;
    while (taken.has(bay)) bay++;
    give({ port, bay });
    added.push({ port, bay });
  }
  return [...kept, ...added];
}

function onlyDrive(on: readonly Drive[] | undefined): Drive | null {
  return on?.length === 1 ? (on[0] ?? null) : null;
}
