import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fromFault, StagingFault } from "../../../../shared/fault.ts";
import type { Waits } from "../../../../shared/limit.ts";
import { parseAnswer } from "./answers.ts";
import { masterLost } from "./drive-fault.ts";
import type { Answer, Order, WriterSettings } from "./protocol.ts";

/** An order before it has its number. */
export type NewOrder = Order extends infer Each
  ? Each extends { id: number }
    ? Omit<Each, "id">
    : never
  : never;

/** What an order tells while it runs. */
export interface OrderListener {
  progress(doneBytes: number, waits: Waits): void;
  /** The first so many bytes of the order need not be done again. */
  safe(bytes: number): void;
  retried(count: number, offset: number): void;
}

interface Waiting extends OrderListener {
  resolve(bytes: Uint8Array | undefined): void;
  reject(reason: unknown): void;
}

/** There is one writer for each drive and it computes little: threads that compile and collect beside it cost more than they save. */
const NODE_OPTIONS = [
  "--disable-warning=ExperimentalWarning",
  "--disable-sigusr1",
  "--single-threaded-gc",
  "--v8-pool-size=0",
];

/** The engine's end of one writer process. */
export class Writer {
  /** Resolves when the process is gone, however long that takes. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  readonly #letGoMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #killed = false;
  /** What orders are told once the process is gone. */
  #ended: unknown;
  #stderr = "";

  /**
   * Starts a writer for an opened drive. The child gets copies of these descriptors; the caller keeps and closes its own.
   * @param driveFd opened and checked by the engine
   * @param masterFds opened read-only, in the order that segments number them
   * @param letGoMs how long a cancelled or ended child may take before it is killed, and again before it counts as stuck
   */
  constructor(driveFd: number, masterFds: readonly number[], settings: WriterSettings, letGoMs: number) {
    this.#letGoMs = letGoMs;
    this.#child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), [JSON.stringify(settings)], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc", driveFd, ...masterFds],
      execArgv: NODE_OPTIONS,
      // libuv's ring is for polling; making and ending one for each drive costs more than it saves
      env: { ...process.env, UV_USE_IO_URING: "0", UV_THREADPOOL_SIZE: String(settings.depth + 1) },
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#child.on("message", (message) => this.#hear(parseAnswer(message)));
    this.gone = this.#untilGone();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Does one order. A cancelled one that the drive does not let go of in time is killed.
   * @throws StagingFault, `signal.reason` once the drive has let go, or WRITER_ENDED after `kill` and when it was ended from outside
   */
  order(order: NewOrder, signal: AbortSignal, listener: OrderListener): Promise<Uint8Array | undefined> {
    signal.throwIfAborted();
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      let late: NodeJS.Timeout | undefined;
      const cancel = () => {
        this.#send({ order: "cancel", id });
        late = setTimeout(() => {
          this.#child.kill("SIGKILL");
          settle(() => reject(signal.reason as Error));
        }, this.#letGoMs);
      };
      const settle = (then: () => void) => {
        this.#waiting.delete(id);
        clearTimeout(late);
        signal.removeEventListener("abort", cancel);
        then();
      };
      signal.addEventListener("abort", cancel, { once: true });
      this.#waiting.set(id, {
        ...listener,
        resolve: (bytes) => settle(() => resolve(bytes)),
        // A real fault outranks a cancel: a drive that broke while being cancelled is a broken drive.
        reject: (reason) => settle(() => reject(reason === CANCELLED ? signal.reason : reason)),
      });
      this.#send({ ...order, id } as Order);
    });
  }

  /** From now on so many requests at a time. */
  setDepth(depth: number): void {
    this.#send({ order: "depth", id: 0, depth });
  }

  /** Ends the process at once. What it was doing throws WRITER_ENDED; true when it was gone in time. */
  async kill(): Promise<boolean> {
    this.#killed = true;
    for (const caller of this.#waiting.values()) caller.reject(WRITER_ENDED);
    this.#child.kill("SIGKILL");
    return within(this.gone, this.#letGoMs);
  }

  /** Training bays only: from now on the drive answers as one that was pulled. */
  pull(): void {
    this.#send({ order: "pull", id: 0 });
  }

  /** Closes the channel; the process ends as soon as its last request has returned. True when it is gone in time. */
  async end(): Promise<boolean> {
    if (this.#child.connected) this.#child.disconnect();
    if (!this.#killed && (await within(this.gone, this.#letGoMs))) return true;
    return this.kill();
  }

  #send(order: Order): void {
    if (this.#child.connected) this.#child.send(order, () => {}); // a child that is gone rejects its orders by "exit"
  }

  #hear(answer: Answer): void {
    const caller = this.#waiting.get(answer.id);
    if (!caller) return;
    if ("doneBytes" in answer) caller.progress(answer.doneBytes, answer.waits);
    else if ("safeBytes" in answer) caller.safe(answer.safeBytes);
    else if ("retried" in answer) caller.retried(answer.retried, answer.offset);
    else if ("fault" in answer) caller.reject(fromFault(answer.fault));
    else if ("cancelled" in answer) caller.reject(CANCELLED);
    else caller.resolve(answer.bytes);
  }

  #untilGone(): Promise<void> {
    return new Promise((resolve) => {
      const end = (how: string, killedBy: NodeJS.Signals | null = null) => {
        const detail = `writer ended: ${how}\n${this.#stderr}`;
        this.#ended = FROM_OUTSIDE.has(killedBy) ? WRITER_ENDED : endOf(killedBy, detail);
        for (const caller of this.#waiting.values()) caller.reject(this.#ended);
        resolve();
      };
      this.#child.on("error", (error) => {
        if (this.#child.pid === undefined) end(`it could not be started (${error.message})`);
      });
      // Not "close": with descriptors handed over in stdio, Node 24 never emits it.
      this.#child.on("exit", (code, killedBy) =>
        end(`code ${code ?? "-"}, ${killedBy ?? "no signal"}`, killedBy),
      );
    });
  }
}

const CANCELLED = Symbol("cancelled");

function endOf(killedBy: NodeJS.Signals | null, detail: string): StagingFault {
  if (killedBy === "SIGBUS") return masterLost({ detail });
  const words = "The process that writes this drive ended before it was told to.";
  return new StagingFault("internal", words, { detail });
}

/** A person ended it, or the kernel, short of memory. Any other signal is a crash of ours. */
const FROM_OUTSIDE = new Set<NodeJS.Signals | null>(["SIGKILL", "SIGTERM"]);

/** Thrown by an order whose writer was ended under it, by us or from outside. */
export const WRITER_ENDED = Symbol("writer ended");

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
