import { expect, test } from "vitest";
import { WatchedWriter, writerLimits } from "../../../electron/engine/machine/writer/watched-writer.ts";
import {
  WRITER_ENDED,
  type OrderListener,
  type Writer,
} from "../../../electron/engine/machine/writer/writer.ts";
import type { DriveNote } from "../../../electron/engine/staging/machine.ts";

const segments = [{ master: 0, masterOffset: 0, offset: 4096, length: 8192 }];

/** A drive whose first writer gets half of the order done and then hangs; `leaves` is whether it ends when killed. */
function hanging(leaves: boolean, stallMs: number, restartMs: number) {
  const orders: unknown[] = [];
  const notes: DriveNote["type"][] = [];
  const start = (before: number): Writer => {
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    const writer: Pick<Writer, "order" | "setDepth" | "kill" | "gone" | "end"> = {
      gone: new Promise(() => {}),
      order: async (order, _signal, listener: OrderListener) => {
        orders.push(order);
        if (before > 0) return undefined;
        listener.safe(4096);
        listener.progress(6144, { sourceMs: 1, driveMs: 2 });
        return ended.promise;
      },
      setDepth: (depth) => void orders.push(`depth ${depth}`),
      kill: async () => (ended.reject(WRITER_ENDED), leaves),
      end: async () => leaves,
    };
    return writer as Writer;
  };
  const limits = { ...writerLimits(stallMs), slowMs: 50, restartMs };
  const drive = new WatchedWriter({ start, depth: 4, limits, note: ({ type }) => void notes.push(type) });
  return { drive, orders, notes };
}

test("a writer that hangs is replaced, and the new one goes on behind what was safe", async () => {
  const { drive, orders, notes } = hanging(true, 60_000, 100);
  const progress: number[] = [];
  await drive.order({ order: "write", segments }, new AbortController().signal, (done) =>
    progress.push(done),
  );
  expect(orders).toEqual([
    { order: "write", segments },
    "depth 1",
    "depth 1", // the new one is slow until it has shown that it is not
    { order: "write", segments: [{ master: 0, masterOffset: 4096, offset: 8192, length: 4096 }] },
  ]);
  expect(notes).toEqual(["slow", "resumed"]);
  expect(progress).toEqual([6144]);
});

test("a writer that does not end is never replaced: two must not write one drive", async () => {
  const { drive, orders, notes } = hanging(false, 400, 100);
  const { signal } = new AbortController();
  await expect(drive.order({ order: "write", segments }, signal)).rejects.toMatchObject({
    code: "drive-stalled",
  });
  expect(orders.filter((each) => typeof each === "object")).toHaveLength(1);
  expect(notes).toEqual(["slow"]);
});

test("a drive that is cancelled while its writer does not end is cancelled, not stalled", async () => {
  const { drive } = hanging(false, 60_000, 100);
  const abort = new AbortController();
  const order = drive.order({ order: "write", segments }, abort.signal);
  setTimeout(() => abort.abort(new Error("cancel")), 300);
  await expect(order).rejects.toThrow("cancel");
});

/** A drive whose writers are ended from outside again and again, `times` in all, each after 4096 more bytes are safe. */
function lost(times: number) {
  const orders: unknown[] = [];
  const start = (before: number): Writer => {
    const writer: Pick<Writer, "order" | "setDepth" | "kill" | "gone" | "end"> = {
      gone: Promise.resolve(),
      order: async (order, _signal, listener: OrderListener) => {
        orders.push(order);
        if (before >= times) return undefined;
        listener.safe(1024);
        throw WRITER_ENDED;
      },
      setDepth: () => {},
      kill: async () => true,
      end: async () => true,
    };
    return writer as Writer;
  };
  const limits = writerLimits();
  return { drive: new WatchedWriter({ start, depth: 4, limits, note: () => {} }), orders };
}

test("a writer that something else ended is replaced, and the new one goes on behind what was safe", async () => {
  const { drive, orders } = lost(3);
  await drive.order({ order: "write", segments }, new AbortController().signal);
  expect(orders).toHaveLength(4);
  expect(orders[1]).toEqual({
    order: "write",
    segments: [{ master: 0, masterOffset: 1024, offset: 5120, length: 7168 }],
  });
});

test("a drive whose writers are ended again and again fails in words", async () => {
  const { drive, orders } = lost(100);
  const order = drive.order({ order: "write", segments }, new AbortController().signal);
  await expect(order).rejects.toThrow("was ended 4 times by something else on this computer");
  expect(orders).toHaveLength(4);
});
