import { expect, test } from "vitest";
import type { Engine, Frame, WatchMessage } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import { connect, serve, type Watch } from "../../shared/rpc.ts";
import { portPair } from "../support/port-pair.ts";

const nobodyWatches: Watch = () => () => {};
const engineOf = (some: Partial<Engine>) => some as Engine;

test("a call and its answer cross the border", async () => {
  const { near, far } = portPair();
  serve(near, engineOf({ cancelAll: async () => ({ cancelled: 3 }) }), nobodyWatches);
  expect(await connect(far).client.cancelAll({})).toEqual({ cancelled: 3 });
});

test("a fault arrives with its code, its words and its detail", async () => {
  const { near, far } = portPair();
  const cancelJob = async () => {
    throw new StagingFault("drive-gone", "It was pulled out.", { cause: new Error("ENODEV") });
  };
  serve(near, engineOf({ cancelJob }), nobodyWatches);
  await expect(connect(far).client.cancelJob({ job: "j" })).rejects.toMatchObject({
    code: "drive-gone",
    message: "It was pulled out.",
    detail: expect.stringContaining("ENODEV") as string,
  });
});

test("a bug is told as internal, with its stack in the detail and none in the words", async () => {
  const { near, far } = portPair();
  const cancelJob = async () => {
    throw new TypeError("x is not a function");
  };
  serve(near, engineOf({ cancelJob }), nobodyWatches);
  await expect(connect(far).client.cancelJob({ job: "j" })).rejects.toMatchObject({
    code: "internal",
    message: "Something went wrong inside the station.",
    detail: expect.stringContaining("x is not a function") as string,
  });
});

test("a malformed command never reaches a handler, and says which field is wrong", async () => {
  const { near, far } = portPair();
  const reached: string[] = [];
  const start = async () => {
    reached.push("start");
    return { batch: "", jobs: [], warnings: [] };
  };
  serve(near, engineOf({ start }), nobodyWatches);
  const { client } = connect(far);
  const wrong = { media: "m", sequence: "s", batch: { open: "b" }, bays: [], oldData: "keep" as const };
  await expect(client.start(wrong)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("bays") as string,
  });
  expect(reached).toEqual([]);
});

test("an unknown command and a name from Object's prototype are refused in words", async () => {
  const { near, far } = portPair();
  serve(near, engineOf({}), nobodyWatches);
  const answers: unknown[] = [];
  far.onMessage((message) => answers.push(message));
  for (const command of ["format", "constructor", "__proto__"]) far.send({ id: 1, command, input: {} });
  await expect.poll(() => answers.length).toBe(3);
  for (const answer of answers) expect(answer).toMatchObject({ id: 1, fault: { code: "bad-input" } });
});

test("noise on the line is ignored", () => {
  const { near, far } = portPair();
  serve(near, engineOf({}), nobodyWatches);
  for (const noise of [null, 7, "x", {}, { id: "1" }, { watch: "yes" }]) far.send(noise);
});

test("calls that still wait when the engine dies are answered with engine-gone, and later ones too", async () => {
  const { near, far, close } = portPair();
  serve(near, engineOf({ cancelAll: () => new Promise(() => {}) }), nobodyWatches);
  let told = 0;
  const { client } = connect(far, () => told++);
  const call = client.cancelAll({});
  close();
  await expect(call).rejects.toMatchObject({ code: "engine-gone" });
  await expect(client.cancelAll({})).rejects.toMatchObject({ code: "engine-gone" });
  expect(told).toBe(1);
});

test("a watcher that reads slowly misses progress, never state", () => {
  const { near, far } = portPair();
  let buffered = 0;
  let send: (message: WatchMessage) => void = () => {};
  const watch: Watch = (to) => {
    send = to;
    return () => {};
  };
  serve({ ...near, bufferedBytes: () => buffered }, engineOf({}), watch);
  const seen: WatchMessage[] = [];
  connect(far).watch((message) => seen.push(message));
  const frame: Frame = { jobs: [], tasks: [] };
  const state: WatchMessage = { seq: 1, event: { type: "paused", paused: true } };
  send({ frame });
  buffered = 10 << 20;
  send({ frame });
  send(state);
  expect(seen).toEqual([{ frame }, state]);
});

test("watching again ends the watch before it", () => {
  const { near, far } = portPair();
  let watching = 0;
  const watch: Watch = () => {
    watching++;
    return () => watching--;
  };
  serve(near, engineOf({}), watch);
  const connection = connect(far);
  connection.watch(() => {});
  connection.watch(() => {});
  expect(watching).toBe(1);
});
