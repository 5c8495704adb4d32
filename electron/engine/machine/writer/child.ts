import { toFault } from "../../../../shared/fault.ts";
import { alignedBytes } from "../libc.ts";
import { driveFault } from "./drive-fault.ts";
import { driveIo } from "./drive-io.ts";
import { trainingIo } from "./faulty-io.ts";
import { mapMaster } from "./mapped-master.ts";
import { DRIVE_FD, FIRST_MASTER_FD, Order, WriterSettings, type Answer } from "./protocol.ts";
import { readBackSegments, writeSegments, zeroRanges, type Transfer } from "./transfer.ts";

/**
 * The writer process: one drive, already opened and checked by the engine. It does one order at a time and ends when the
 * engine's channel closes; a request that is stuck in the kernel then keeps only this process waiting.
 */

const PROGRESS_EVERY_MS = 250;
const settings = WriterSettings.parse(JSON.parse(process.argv[2] ?? ""));
const training = settings.character && trainingIo(driveIo(DRIVE_FD), settings.character);
const io = training?.io ?? driveIo(DRIVE_FD);
const masters = settings.masters.map(({ sizeBytes }, n) => mapMaster(FIRST_MASTER_FD + n, sizeBytes));
const room = Array.from({ length: settings.depth }, () => alignedBytes(settings.chunkBytes));
const running = new Map<number, AbortController>();

process.on("message", (message) => void obey(Order.parse(message)));
process.on("disconnect", () => process.exit(0));

type Work = Exclude<Order, { order: "cancel" | "pull" }>;

async function obey(order: Order): Promise<void> {
  if (order.order === "cancel") return running.get(order.id)?.abort();
  if (order.order === "pull") return training?.pull();
  training?.arm(order.order !== "zero");
  const abort = new AbortController();
  running.set(order.id, abort);
  try {
    const bytes = await carryOut(order, transferFor(order.id, abort.signal));
    say({ id: order.id, done: true, ...(bytes && { bytes }) });
  } catch (thrown) {
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
      return readRange(order.range);
  }
}

async function readRange({
  offset,
  length,
}: {
  offset: number;
  length: number;
}): Promise<Uint8Array<ArrayBuffer>> {
  const into = room[0]?.subarray(0, length);
  if (!into || into.length < length) throw new RangeError(`At most ${settings.chunkBytes} bytes at a time.`);
  const count = await io.read(into, offset);
  return Uint8Array.from(into.subarray(0, count));
}

function transferFor(id: number, signal: AbortSignal): Transfer {
  let told = 0;
  const progress = (doneBytes: number) => {
    const now = performance.now();
    if (now - told < PROGRESS_EVERY_MS) return;
    told = now;
    say({ id, doneBytes });
  };
  const { chunkBytes, depth, sectorBytes } = settings;
  return { io, masters, chunkBytes, depth, sectorBytes, room, signal, progress };
}

function reads(order: Order): boolean {
  return order.order === "read" || order.order === "read-back";
}

function say(answer: Answer): void {
  if (process.connected) process.send?.(answer);
}
