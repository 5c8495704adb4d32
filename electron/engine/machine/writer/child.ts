import { toFault } from "../../../../shared/staging-fault.ts";
import type { Waits } from "../../../../shared/limit.ts";
import { lastingMemory } from "../memory.ts";
import { driveFault } from "./drive-fault.ts";
import { driveIo, timedIo, type DriveIo } from "./drive-io.ts";
import type { TrainingIo } from "./faulty-io.ts";
import { mapMaster } from "./mapped-master.ts";
import { DRIVE_FD, FIRST_MASTER_FD, type Answer, type Order, type WriterSettings } from "./protocol.ts";
import { withRetries } from "./retries.ts";
import { readBackSegments, writeSegments, zeroRanges, type Pace, type Transfer } from "./transfer.ts";

/**
 * The writer process: one drive, already opened and checked by the engine. It does one order at a time and ends when the
 * engine's channel closes; a request that is stuck in the kernel then keeps only this process waiting.
 */

const PROGRESS_EVERY_MS = 250;
const RETRIES_EVERY_MS = 10_000;
const settings = JSON.parse(process.argv[2] ?? "") as WriterSettings;
const drive = driveIo(DRIVE_FD, settings.depth);
const training = await forTraining(drive);
const io = training?.io ?? drive;
const masters = settings.masters.map(({ sizeBytes }, n) => mapMaster(FIRST_MASTER_FD + n, sizeBytes));
const room = Array.from({ length: settings.depth }, () => lastingMemory(settings.chunkBytes));
const running = new Map<number, AbortController>();
const pace: Pace = { depth: settings.depth, raised: () => {} };

process.on("message", (message) => void obey(message as Order));
process.on("disconnect", () => process.exit(0));

type Work = Exclude<Order, { order: "cancel" | "pull" | "depth" }>;

/** Only a training bay's writer takes the time to load its troubles. */
async function forTraining(real: DriveIo): Promise<TrainingIo | null> {
  if (!settings.character) return null;
  const { trainingIo } = await import("./faulty-io.ts");
  return trainingIo(real, settings.character, settings.writersBefore);
}

async function obey(order: Order): Promise<void> {
  if (order.order === "cancel") return running.get(order.id)?.abort();
  if (order.order === "pull") return training?.pull();
  if (order.order === "depth") return setDepth(order.depth);
  training?.arm(order.order !== "zero");
  const abort = new AbortController();
  running.set(order.id, abort);
  const retries = retryTeller(order.id);
  try {
    const bytes = await carryOut(order, transferFor(order.id, abort.signal, retries.retried));
    retries.tell();
    say({ id: order.id, done: true, ...(bytes && { bytes }) });
  } catch (thrown) {
    retries.tell();
    if (abort.signal.aborted && thrown === abort.signal.reason) say({ id: order.id, cancelled: true });
    else say({ id: order.id, fault: toFault(driveFault(thrown, reads(order) ? "read" : "write")) });
  } finally {
    running.delete(order.id);
  }
}

async function carryOut(order: Work, transfer: Transfer): Promise<Uint8Array<ArrayBuffer> | void> {
  switch (order.order) {
    case "write":
      return writeSegments(transfer, order.segments);
    case "read-back":
      return readBackSegments(transfer, order.segments);
    case "zero":
      return zeroRanges(transfer, order.ranges);
    case "flush":
      return io.flush();
    case "read":
      return readRange(transfer.io, order.range);
  }
}

async function readRange(
  drive: DriveIo,
  { offset, length }: { offset: number; length: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const into = room[0]?.subarray(0, length);
  if (!into || into.length < length) throw new RangeError(`At most ${settings.chunkBytes} bytes at a time.`);
  const count = await drive.read(into, offset);
  return Uint8Array.from(into.bytes.subarray(0, count));
}

function setDepth(depth: number): void {
  const raised = depth > pace.depth;
  pace.depth = Math.min(depth, settings.depth);
  if (raised) pace.raised();
}

/** Counts what was sent again and tells it now and then: a drive that is dying must not fill the records. */
function retryTeller(id: number): { retried: (offset: number) => void; tell: () => void } {
  let since = { count: 0, offset: 0 };
  let told = -RETRIES_EVERY_MS;
  const tell = () => {
    if (since.count === 0) return;
    told = performance.now();
    say({ id, retried: since.count, offset: since.offset });
    since = { count: 0, offset: 0 };
  };
  return {
    tell,
    retried(offset) {
      since = { count: since.count + 1, offset };
      if (performance.now() - told >= RETRIES_EVERY_MS) tell();
    },
  };
}

function transferFor(id: number, signal: AbortSignal, retried: (offset: number) => void): Transfer {
  let told = 0;
  const waits: Waits = { sourceMs: 0, driveMs: 0 };
  const progress = (doneBytes: number) => {
    const now = performance.now();
    if (now - told < PROGRESS_EVERY_MS) return;
    told = now;
    say({ id, doneBytes, waits });
  };
  const { chunkBytes, sectorBytes, flushEveryBytes, retryPausesMs } = settings;
  const timed = timedIo(io, (ms) => (waits.driveMs += ms));
  const patient = withRetries(timed, { pausesMs: retryPausesMs, sectorBytes, signal, retried });
  const safe = (safeBytes: number) => say({ id, safeBytes });
  return {
    io: patient,
    masters,
    chunkBytes,
    pace,
    sectorBytes,
    flushEveryBytes,
    room,
    signal,
    progress,
    waited: (ms) => (waits.sourceMs += ms),
    safe,
  };
}

function reads(order: Order): boolean {
  return order.order === "read" || order.order === "read-back";
}

function say(answer: Answer): void {
  if (process.connected) process.send?.(answer);
}
