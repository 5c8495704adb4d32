import { closeSync, fstatSync, openSync } from "node:fs";
import type { Drive } from "../../../../shared/drive.ts";
import type { ClaimedDrive, DriveNote, Segment } from "../../staging/machine.ts";
import type { WireSegment, WriterSettings } from "./protocol.ts";
import { WatchedWriter, writerLimits, type WriterLimits } from "./watched-writer.ts";
import { Writer } from "./writer.ts";

/** What differs between a real drive and a training bay. */
export interface OpenDrive {
  drive: Drive;
  /** Opened exclusively and checked; given away to the claim, which closes it. */
  fd: number;
  /** The descriptor is still this drive. @throws StagingFault drive-gone, drive-swapped */
  confirm(): Promise<void>;
  discardAll(signal: AbortSignal): Promise<boolean>;
  /** After the last flush: forget partitions, spin down. Errors here harm no data. */
  settle(): Promise<void>;
  settings: Pick<WriterSettings, "chunkBytes" | "depth" | "character">;
  /** Told once the writer runs; training bays pull a drive through it. */
  started?(writer: Writer): void;
  /** The descriptor was closed; the drive is no longer ours. */
  released?(): void;
  /** The writer never let go in time: the drive stays claimed until it does. */
  stuck(gone: Promise<void>): void;
  /** A drive that fails with an I/O error may simply be gone; the machine knows. */
  explain(thrown: unknown): Promise<unknown>;
}

/** Claims an opened drive for one job: starts its writer and speaks for it. */
export function claimDrive(
  open: OpenDrive,
  masters: readonly { key: string; path: string }[],
  note: (note: DriveNote) => void = () => {},
  limits = writerLimits(),
): ClaimedDrive {
  const writer = startFor(open, masters, note, limits);
  const numbers = new Map(masters.map(({ key }, n) => [key, n]));
  const never = new AbortController().signal;

  const order: WatchedWriter["order"] = async (...args) => {
    try {
      return await writer.order(...args);
    } catch (thrown) {
      throw await open.explain(thrown);
    }
  };

  return {
    drive: open.drive,
    confirm: () => open.confirm(),
    discardAll: (signal) => open.discardAll(signal),
    async zero(ranges, signal, progress) {
      await order({ order: "zero", ranges: [...ranges] }, signal, progress);
    },
    async write(segments, signal, progress) {
      await order({ order: "write", segments: wire(segments, numbers) }, signal, progress);
    },
    async readBack(segments, signal, progress) {
      await order({ order: "read-back", segments: wire(segments, numbers) }, signal, progress);
    },
    async read(range) {
      return (await order({ order: "read", range }, never)) ?? new Uint8Array();
    },
    async flush() {
      await order({ order: "flush" }, never);
    },
    [Symbol.asyncDispose]: () => letGo(open, writer),
  };
}

function startFor(
  open: OpenDrive,
  masters: readonly { path: string }[],
  note: (note: DriveNote) => void,
  limits: WriterLimits,
): WatchedWriter {
  try {
    const start = (before: number) => startWriter(open, masters, limits, before);
    return new WatchedWriter({ start, depth: open.settings.depth, limits, note });
  } catch (thrown) {
    closeSync(open.fd);
    throw thrown;
  }
}

/** The child gets its own copies of the masters' descriptors; it never opens a path. */
function startWriter(
  open: OpenDrive,
  masters: readonly { path: string }[],
  { letGoMs, retryPausesMs, flushEveryBytes }: WriterLimits,
  writersBefore: number,
): Writer {
  const masterFds: number[] = [];
  try {
    for (const { path } of masters) masterFds.push(openSync(path, "r"));
    const settings: WriterSettings = {
      ...open.settings,
      retryPausesMs,
      flushEveryBytes,
      writersBefore,
      sectorBytes: open.drive.logicalSectorBytes,
      masters: masterFds.map((fd) => ({ sizeBytes: fstatSync(fd).size })),
    };
    const writer = new Writer(open.fd, masterFds, settings, letGoMs);
    open.started?.(writer);
    return writer;
  } finally {
    for (const fd of masterFds) closeSync(fd);
  }
}

async function letGo(open: OpenDrive, writer: WatchedWriter): Promise<void> {
  const ended = await writer.end();
  // The data is flushed already: a drive that will not spin down is still good.
  if (ended) await open.settle().catch(() => {});
  else open.stuck(writer.gone);
  closeSync(open.fd);
  open.released?.();
}

function wire(segments: readonly Segment[], numbers: ReadonlyMap<string, number>): WireSegment[] {
  return segments.map((segment) => {
    if (segment.kind === "bytes") return { offset: segment.offset, bytes: Uint8Array.from(segment.bytes) };
    const master = numbers.get(segment.master);
    if (master === undefined) throw new Error(`master ${segment.master} was not claimed with the drive`);
    const { masterOffset, offset, length } = segment;
    return { master, masterOffset, offset, length };
  });
}
