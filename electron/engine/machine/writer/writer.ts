import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fromFault, StagingFault } from "../../../../shared/fault.ts";
import { Answer, type Order, type WriterSettings } from "./protocol.ts";

type NewOrder = Order extends infer Each ? (Each extends { id: number } ? Omit<Each, "id"> : never) : never;

/** The engine's end of one writer process. */
export interface Writer {
  /** Does one order. @throws StagingFault, or `signal.reason` once the drive has let go */
  order(
    order: NewOrder,
    signal: AbortSignal,
    progress?: (doneBytes: number) => void,
  ): Promise<Uint8Array | undefined>;
  /** Training bays only: from now on the drive answers as one that was pulled. */
  pull(): void;
  /** Closes the channel; the process ends as soon as its last request has returned. True when it is gone in time. */
  end(): Promise<boolean>;
  /** Resolves when the process is gone, however long that takes. */
  readonly gone: Promise<void>;
}

export interface WriterLimits {
  /** No progress for this long: the drive has stalled. */
  stallMs: number;
  /** How long a cancelled or ended child may take before it is killed, and again before it counts as stuck. */
  letGoMs: number;
}
export const defaultLimits: WriterLimits = { stallMs: 180_000, letGoMs: 10_000 };

interface Waiting {
  resolve(bytes: Uint8Array | undefined): void;
  reject(reason: unknown): void;
  progress(doneBytes: number): void;
}

/**
 * Starts a writer for an opened drive. The child gets copies of these descriptors; the caller keeps and closes its own.
 * @param driveFd opened and checked by the engine
 * @param masterFds opened read-only, in the order that segments number them
 */
export function startWriter(
  driveFd: number,
  masterFds: readonly number[],
  settings: WriterSettings,
  limits: WriterLimits = defaultLimits,
): Writer {
  const child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), [JSON.stringify(settings)], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc", driveFd, ...masterFds],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, UV_THREADPOOL_SIZE: String(settings.depth + 1) },
  });
  const waiting = new Map<number, Waiting>();
  const gone = childGone(child, waiting);
  let lastId = 0;

  child.on("message", (message) => {
    const answer = Answer.parse(message);
    const caller = waiting.get(answer.id);
    if (!caller) return;
    if ("doneBytes" in answer) return caller.progress(answer.doneBytes);
    waiting.delete(answer.id);
    if ("fault" in answer) caller.reject(fromFault(answer.fault));
    else if ("cancelled" in answer) caller.reject(new Error("cancelled"));
    else caller.resolve(answer.bytes);
  });

  return {
    gone,
    order(order, signal, progress = () => {}) {
      signal.throwIfAborted();
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const watch = watchProgress(child, limits, reject);
        const cancel = () => {
          send(child, { order: "cancel", id });
          watch.hurry();
        };
        signal.addEventListener("abort", cancel, { once: true });
        const settled = () => {
          watch.stop();
          signal.removeEventListener("abort", cancel);
        };
        waiting.set(id, {
          resolve: (bytes) => (settled(), resolve(bytes)),
          reject: (reason) => (
            settled(),
            reject(isFault(reason) || !signal.aborted ? reason : signal.reason)
          ),
          progress: (doneBytes) => (watch.alive(), progress(doneBytes)),
        });
        send(child, { ...order, id } as Order);
      });
    },
    pull: () => send(child, { order: "pull", id: 0 }),
    async end() {
      if (child.connected) child.disconnect();
      if (await within(gone, limits.letGoMs)) return true;
      child.kill("SIGKILL");
      return within(gone, limits.letGoMs);
    },
  };
}

/** A real fault outranks a cancel; the child's own death by our kill does not. */
function isFault(reason: unknown): boolean {
  return reason instanceof StagingFault && reason.code !== "drive-stalled";
}

function send(child: ChildProcess, order: Order): void {
  if (child.connected) child.send(order, () => {}); // a child that is gone rejects its orders by "exit"
}

/** Kills a child that shows no progress: after the stall limit, or soon after a cancel. */
function watchProgress(child: ChildProcess, limits: WriterLimits, reject: (reason: unknown) => void) {
  let timer: NodeJS.Timeout;
  const stalled = (ms: number) => () => {
    child.kill("SIGKILL");
    reject(
      new StagingFault("drive-stalled", `The drive made no progress for ${Math.round(ms / 1000)} seconds.`),
    );
  };
  const arm = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(stalled(ms), ms);
  };
  let hurried = false;
  arm(limits.stallMs);
  return {
    alive: () => hurried || arm(limits.stallMs),
    hurry: () => {
      hurried = true;
      arm(limits.letGoMs);
    },
    stop: () => clearTimeout(timer),
  };
}

function childGone(child: ChildProcess, waiting: Map<number, Waiting>): Promise<void> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-4000)));
  return new Promise((resolve) => {
    child.on("error", (error) => (stderr += String(error))); // could not be started, or a message was lost: "close" follows
    child.on("close", (code, killedBy) => {
      const detail = `writer ended: code ${code ?? "-"}, ${killedBy ?? "no signal"}\n${stderr}`;
      const words = "The process that writes this drive ended before it was told to.";
      for (const caller of waiting.values()) caller.reject(new StagingFault("internal", words, { detail }));
      waiting.clear();
      resolve();
    });
  });
}

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
