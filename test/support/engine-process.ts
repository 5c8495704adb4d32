import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Batch } from "../../shared/record.ts";
import type { Job, Snapshot, StateEvent, WatchMessage } from "../../shared/contract.ts";
import type { Bay, Drive } from "../../shared/drive.ts";
import { Fault, fromFault } from "../../shared/fault.ts";
import type { JobEvent } from "../../shared/job.ts";
import type { Media } from "../../shared/media.ts";
import { connectEngine, type EngineConnection } from "../../electron/engine/client.ts";

const MAIN = fileURLToPath(new URL("../../electron/engine/main.ts", import.meta.url));

/** A real engine in a process of its own, and what it told since we watch. */
export interface EngineProcess extends AsyncDisposable {
  child: ChildProcess;
  connection: EngineConnection;
  client: EngineConnection["client"];
  url: string | null;
  events: StateEvent[];
  snapshot(): Snapshot;
  bays(): Bay[];
  media(): Media[];
  jobEvents(job: string): JobEvent["type"][];
  /** Waits until this is true of what was told; looks after each message. */
  until<T>(look: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  /** How these jobs ended, in the same order. */
  endings(jobs: readonly string[], timeoutMs?: number): Promise<string[]>;
  kill(): Promise<void>;
}

/** Starts an engine and watches it. @throws its fault, when it would not start */
export async function startEngine(
  home: string,
  args: readonly string[] = [],
  { stderr = "ignore", ...how }: { env?: NodeJS.ProcessEnv; uid?: number; stderr?: "ignore" | number } = {},
): Promise<EngineProcess> {
  const child = spawn(process.execPath, [MAIN, "--home", home, ...args], {
    stdio: ["ignore", "pipe", stderr],
    ...how,
  });
  const ready = await firstLine(child);
  if (ready.fault) throw fromFault(ready.fault);
  const connection = await connectEngine(home);
  if (!connection) throw new Error("The engine said that it was ready, and does not answer.");
  return watched(child, connection, ready.url ?? null);
}

async function firstLine(child: ChildProcess): Promise<{ fault?: Fault; url?: string | null }> {
  if (!child.stdout) throw new Error("no stdout");
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { fault?: unknown; url?: string | null };
    return said.fault ? { fault: Fault.parse(said.fault) } : { url: said.url ?? null };
  }
  throw new Error("The engine ended without a word.");
}

async function watched(
  child: ChildProcess,
  connection: EngineConnection,
  url: string | null,
): Promise<EngineProcess> {
  const events: StateEvent[] = [];
  const listeners = new Set<() => void>();
  let snapshot: Snapshot | undefined;
  connection.watch((message: WatchMessage) => {
    if ("snapshot" in message) snapshot = message.snapshot;
    else if ("event" in message) events.push(message.event);
    for (const listener of listeners) listener();
  });

  const until: EngineProcess["until"] = (look, timeoutMs = 60_000) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(check);
        reject(
          new Error(
            `It did not happen within ${timeoutMs} ms. Last told: ${JSON.stringify(events.slice(-5))}`,
          ),
        );
      }, timeoutMs);
      const check = () => {
        const found = look();
        if (!found) return;
        clearTimeout(timer);
        listeners.delete(check);
        resolve(found);
      };
      listeners.add(check);
      check();
    });

  const latest = <K extends StateEvent["type"]>(type: K) =>
    events.findLast((event): event is Extract<StateEvent, { type: K }> => event.type === type);
  const jobEvents = (job: string) =>
    events.flatMap((event) => (event.type === "job" && event.job === job ? [event.event.type] : []));
  const ending = (job: string) =>
    jobEvents(job).find((type) => /^(done|failed|cancelled|interrupted)$/.test(type));

  await until(() => snapshot);
  return {
    child,
    connection,
    client: connection.client,
    url,
    events,
    snapshot: () => snapshot as Snapshot,
    bays: () => latest("bays")?.bays ?? snapshot?.bays ?? [],
    media: () => latest("media")?.media ?? snapshot?.media ?? [],
    jobEvents,
    until,
    endings: (jobs, timeoutMs) =>
      until(() => {
        const found = jobs.map(ending);
        return found.every((each) => each !== undefined) ? (found as string[]) : null;
      }, timeoutMs),
    async kill() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
    async [Symbol.asyncDispose]() {
      connection.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Imports a medium and waits until it is in the library. */
export async function importInto(engine: EngineProcess, path: string): Promise<Media> {
  const before = engine.media().map(({ id }) => id);
  await engine.client.importMedia({ path });
  return engine.until(() => engine.media().find(({ id }) => !before.includes(id)));
}

/** Starts these bays (all that hold a drive, when none are named) on the built-in BIOS sequence. */
export async function startBays(
  engine: EngineProcess,
  media: string,
  {
    only,
    batch,
    oldData = "keep",
  }: { only?: number[]; batch?: string; oldData?: "keep" | "overwrite" | "discard" } = {},
): Promise<{ batch: string; jobs: string[] }> {
  const occupied = engine.bays().filter((bay): bay is Bay & { drive: Drive } => bay.drive !== null);
  const wanted = occupied.filter(({ bay }) => only?.includes(bay) ?? true);
  return engine.client.start({
    media,
    sequence: "builtin:bios",
    batch: batch ? { open: batch } : { create: { target: null, operator: "Operator", note: "" } },
    bays: wanted.map(({ bay, drive }) => ({ bay, identity: drive.identity })),
    oldData,
  });
}

export type { Batch, Job };
