import { describe, expect, test } from "vitest";
import { sharedWork } from "../../../electron/engine/machine/shared-work.ts";

const never = new AbortController().signal;

/** Work that ends when told, and counts how often it was begun. */
function pending() {
  const runs: { signal: AbortSignal; end: (value: string) => void; fail: (thrown: unknown) => void }[] = [];
  const begin = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => runs.push({ signal, end: resolve, fail: reject }));
  return { runs, begin };
}

describe("work that several want", () => {
  test("is done once for all who wait, and anew for who comes later", async () => {
    const { runs, begin } = pending();
    const work = sharedWork<string>();
    const both = Promise.all([work.join("a", begin, never), work.join("a", begin, never)]);
    runs[0]?.end("built");
    expect(await both).toEqual(["built", "built"]);
    const later = work.join("a", begin, never);
    runs[1]?.end("found");
    expect(await later).toBe("found");
    expect(runs.length).toBe(2);
  });

  test("goes on when one of two leaves, and is ended when the last one leaves", async () => {
    const { runs, begin } = pending();
    const work = sharedWork<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [work.join("a", begin, first.signal), work.join("a", begin, second.signal)];
    first.abort(new Error("first left"));
    await expect(waiting[0]).rejects.toThrow("first left");
    expect(runs[0]?.signal.aborted).toBe(false);
    second.abort(new Error("second left"));
    await expect(waiting[1]).rejects.toThrow("second left");
    expect(runs[0]?.signal.aborted).toBe(true);
    runs[0]?.fail(new Error("ended"));
  });

  test("is begun anew only after what was given up has cleared away", async () => {
    const { runs, begin } = pending();
    const work = sharedWork<string>();
    const gone = new AbortController();
    const left = work.join("a", begin, gone.signal);
    gone.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    const next = work.join("a", begin, never);
    await Promise.resolve();
    expect(runs.length).toBe(1);
    runs[0]?.fail(new Error("ended"));
    await expect.poll(() => runs.length).toBe(2);
    runs[1]?.end("built");
    expect(await next).toBe("built");
  });

  test("that fails fails for all who wait", async () => {
    const { runs, begin } = pending();
    const work = sharedWork<string>();
    const waiting = [work.join("a", begin, never), work.join("a", begin, never)];
    runs[0]?.fail(new Error("no room"));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("is not begun for who has left already", async () => {
    const { runs, begin } = pending();
    const gone = AbortSignal.abort(new Error("left"));
    await expect(sharedWork<string>().join("a", begin, gone)).rejects.toThrow("left");
    expect(runs.length).toBe(0);
  });
});
