import type { Drive } from "../../shared/drive.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { ClaimedDrive, Machine, Range, Segment } from "../../electron/engine/staging/machine.ts";

export const bareDrive: Drive = {
  kind: "disk",
  identity: "disk:S1|wwn|64000000000|7",
  port: "pci0/usb1/1-1",
  path: "/dev/sdb",
  model: "Bench SSD",
  serial: "S1",
  serialSource: "ata",
  wwid: "naa.5000",
  sizeBytes: 64_000_000_000,
  logicalSectorBytes: 512,
  physicalSectorBytes: 4096,
  diskseq: 7,
  rotational: false,
  removable: true,
  readOnly: false,
  uses: [],
};

/** What a claimed drive was told, in order: "zero", "write 1048576", "read-back", … */
export type Told = string;

/** A point at which something is to happen: the n-th (from 1) call of that name. */
export interface Trouble {
  at: string;
  nth?: number;
  /** Throws what the drive would; or does something first, such as cancelling. */
  act: (signal: AbortSignal) => void;
}

/** A machine with drives in memory, which remember what was done to them. `release` is always the last thing told. */
export function memoryMachine(drives: Drive[] = [bareDrive], trouble?: Trouble): Machine & { told: Told[] } {
  const told: Told[] = [];
  const counts = new Map<string, number>();
  const step = (name: string, what: string, signal: AbortSignal) => {
    told.push(what);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (trouble?.at === name && count === (trouble.nth ?? 1)) trouble.act(signal);
    signal.throwIfAborted();
  };
  const never = new AbortController().signal;
  return {
    told,
    kind: "real",
    listDrives: async () => drives,
    watch: () => () => {},
    blink: async () => {},
    async claim(drive, masters) {
      step("claim", `claim ${drive.identity} with ${masters.length} masters`, never);
      return claimed(drive, step, told);
    },
  };
}

function claimed(
  drive: Drive,
  step: (name: string, what: string, signal: AbortSignal) => void,
  told: Told[],
): ClaimedDrive {
  const never = new AbortController().signal;
  return {
    drive,
    confirm: async () => step("confirm", "confirm", never),
    async discardAll(signal) {
      step("discard", "discard", signal);
      return true;
    },
    async zero(ranges, signal, progress) {
      step("zero", `zero ${places(ranges)}`, signal);
      progress(ranges.reduce((sum, { length }) => sum + length, 0));
    },
    async write(segments, signal, progress) {
      step("write", `write ${places(segments)}`, signal);
      progress(1);
    },
    async readBack(segments, signal, progress) {
      step("read-back", `read back ${places(segments)}`, signal);
      progress(1);
    },
    async read({ length }) {
      return new Uint8Array(length);
    },
    flush: async () => step("flush", "flush", never),
    async [Symbol.asyncDispose]() {
      told.push("release");
    },
  };
}

function places(list: readonly (Range | Segment)[]): string {
  return list.map(({ offset }) => offset).join(",");
}

export const gone = (): never => {
  throw new StagingFault("drive-gone", "The drive was pulled.");
};
