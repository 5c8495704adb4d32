import { setTimeout as delay } from "node:timers/promises";
import type { Client, Frame, Snapshot, WatchMessage } from "../../../shared/contract.ts";
import { FaultCode, StagingFault } from "../../../shared/fault.ts";
import { follow } from "../../../shared/follow.ts";
import { connectEngine, type EngineConnection } from "../client.ts";
import { startEngine } from "./engine-start.ts";

/** A running engine, and all of its state that a watcher sees. */
export interface Station extends AsyncDisposable {
  readonly client: Client;
  readonly connection: EngineConnection;
  snapshot(): Snapshot;
  /** The newest progress. */
  frame(): Frame;
  /** Why a task of this watch failed. */
  failureOf(task: string): StagingFault | undefined;
  /** Told of each message after the state has taken it in. Returns the way to stop it. */
  listen(listener: (message: WatchMessage) => void): () => void;
  /**
   * Waits until `find` finds something in the state.
   * @throws StagingFault engine-gone
   */
  until<T>(find: (snapshot: Snapshot) => T | null): Promise<T>;
}

/** How to start an engine, should none be running. */
export interface OwnEngine {
  bench?: "training" | "real" | undefined;
  allowLoop: boolean;
}

/**
 * The engine that runs in this home; when none does, one that ends when its last client leaves and nothing is left to
 * do.
 * @throws StagingFault engine-running when the one that runs works on another bench than the one asked for
 */
export async function openStation(home: string, own: OwnEngine): Promise<Station> {
  const station = await watchStation((await connectEngine(home)) ?? (await startOwn(home, own)));
  const { bench } = station.snapshot().engine;
  if (own.bench === undefined || own.bench === bench) return station;
  await station[Symbol.asyncDispose]();
  throw new StagingFault(
    "engine-running",
    `The engine in ${home} works on the ${bench} bench, and the ${own.bench} bench was asked for.`,
  );
}

async function startOwn(home: string, own: OwnEngine): Promise<EngineConnection> {
  const args = [
    "--transient",
    "--bench",
    own.bench ?? "training",
    ...(own.allowLoop ? ["--allow-loop"] : []),
  ];
  return startAndConnect(home, args);
}

/** Starts an engine and connects to it, or to the one that somebody else started in the same moment. */
export async function startAndConnect(home: string, args: readonly string[]): Promise<EngineConnection> {
  try {
    await startEngine(home, args);
  } catch (thrown) {
    if (!(thrown instanceof StagingFault) || thrown.code !== "engine-running") throw thrown;
  }
  for (let tries = 0; tries < 100; tries++) {
    const connection = await connectEngine(home);
    if (connection) return connection;
    await delay(50);
  }
  throw new StagingFault("engine-gone", `An engine has ${home}, but it does not answer.`);
}

/** Begins a watch and waits for its first snapshot. */
export async function watchStation(connection: EngineConnection): Promise<Station> {
  const listeners = new Set<(message: WatchMessage) => void>();
  const failures = new Map<string, StagingFault>();
  const first = Promise.withResolvers<void>();
  let held: Snapshot | null = null;
  let frame: Frame = { jobs: [], tasks: [] };

  function take(message: WatchMessage): void {
    if ("frame" in message) frame = message.frame;
    else if ("snapshot" in message) held = message.snapshot;
    else if (held === null || message.seq !== held.seq + 1) return connection.watch(take);
    else {
      held = follow(held, message.seq, message.event);
      if (message.event.type === "task-failed") failures.set(message.event.task.task, faultOf(message.event));
    }
    first.resolve();
    for (const listener of listeners) listener(message);
  }
  function snapshot(): Snapshot {
    if (held === null) throw gone();
    return held;
  }
  function listen(listener: (message: WatchMessage) => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  connection.watch(take);
  await Promise.race([first.promise, connection.closed]);
  snapshot();
  return {
    client: connection.client,
    connection,
    snapshot,
    frame: () => frame,
    failureOf: (task) => failures.get(task),
    listen,
    until: (find) => waitFor(find, snapshot, listen, connection.closed),
    async [Symbol.asyncDispose]() {
      connection.close();
      await connection.closed;
    },
  };
}

async function waitFor<T>(
  find: (snapshot: Snapshot) => T | null,
  snapshot: () => Snapshot,
  listen: Station["listen"],
  closed: Promise<void>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = () => {
    const found = find(snapshot());
    if (found !== null) resolve(found);
  };
  const unlisten = listen(look);
  void closed.then(() => reject(gone()));
  look();
  try {
    return await promise;
  } finally {
    unlisten();
  }
}

function faultOf({ code, message }: { code: string; message: string }): StagingFault {
  const known = FaultCode.safeParse(code);
  return new StagingFault(known.success ? known.data : "internal", message);
}

function gone(): StagingFault {
  return new StagingFault("engine-gone", "The engine stopped answering.");
}
