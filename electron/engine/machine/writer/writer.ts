import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fromFault, StagingFault } from "../../../../shared/fault.ts";
import { watchProgress } from "./progress-watch.ts";
import { Answer, type Order, type WriterSettings } from "./protocol.ts";

/** An order before it has its number. */
export type NewOrder = Order extends infer Each
  ? Each extends { id: number }
    ? Omit<Each, "id">
    : never
  : never;

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

/** The engine's end of one writer process. */
export class Writer {
  /** Resolves when the process is gone, however long that takes. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  readonly #limits: WriterLimits;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #stderr = "";

  /**
   * Starts a writer for an opened drive. The child gets copies of these descriptors; the caller keeps and closes its own.
   * @param driveFd opened and checked by the engine
   * @param masterFds opened read-only, in the order that segments number them
   */
  constructor(
    driveFd: number,
    masterFds: readonly number[],
    settings: WriterSettings,
    limits = defaultLimits,
  ) {
    this.#limits = limits;
    this.#child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), [JSON.stringify(settings)], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc", driveFd, ...masterFds],
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { ...process.env, UV_THREADPOOL_SIZE: String(settings.depth + 1) },
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#child.on("message", (message) => this.#hear(Answer.parse(message)));
    this.gone = this.#untilGone();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Does one order. @throws StagingFault, or `signal.reason` once the drive has let go */
  order(
    order: NewOrder,
    signal: AbortSignal,
    progress: (doneBytes: number) => void = () => {},
  ): Promise<Uint8Array | undefined> {
    signal.throwIfAborted();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const watch = watchProgress(this.#limits, (fault) => {
        this.#child.kill("SIGKILL");
        settle(() => reject(signal.aborted ? signal.reason : fault));
      });
      const cancel = () => {
        this.#send({ order: "cancel", id });
        watch.hurry();
      };
      const settle = (then: () => void) => {
        this.#waiting.delete(id);
        watch.stop();
        signal.removeEventListener("abort", cancel);
        then();
      };
      signal.addEventListener("abort", cancel, { once: true });
      this.#waiting.set(id, {
        resolve: (bytes) => settle(() => resolve(bytes)),
        // A real fault outranks a cancel: a drive that broke while being cancelled is a broken drive.
        reject: (reason) => settle(() => reject(reason === CANCELLED ? signal.reason : reason)),
        progress: (doneBytes) => (watch.alive(), progress(doneBytes)),
      });
      this.#send({ ...order, id } as Order);
    });
  }

  /** Training bays only: from now on the drive answers as one that was pulled. */
  pull(): void {
    this.#send({ order: "pull", id: 0 });
  }

  /** Closes the channel; the process ends as soon as its last request has returned. True when it is gone in time. */
  async end(): Promise<boolean> {
    if (this.#child.connected) this.#child.disconnect();
    if (await within(this.gone, this.#limits.letGoMs)) return true;
    this.#child.kill("SIGKILL");
    return within(this.gone, this.#limits.letGoMs);
  }

  #send(order: Order): void {
    if (this.#child.connected) this.#child.send(order, () => {}); // a child that is gone rejects its orders by "exit"
  }

  #hear(answer: Answer): void {
    const caller = this.#waiting.get(answer.id);
    if (!caller) return;
    if ("doneBytes" in answer) caller.progress(answer.doneBytes);
    else if ("fault" in answer) caller.reject(fromFault(answer.fault));
    else if ("cancelled" in answer) caller.reject(CANCELLED);
    else caller.resolve(answer.bytes);
  }

  #untilGone(): Promise<void> {
    return new Promise((resolve) => {
      const end = (how: string) => {
        const detail = `writer ended: ${how}\n${this.#stderr}`;
        const words = "The process that writes this drive ended before it was told to.";
        for (const caller of this.#waiting.values())
          caller.reject(new StagingFault("internal", words, { detail }));
        resolve();
      };
      this.#child.on("error", (error) => {
        if (this.#child.pid === undefined) end(`it could not be started (${error.message})`);
      });
      // Not "close": with descriptors handed over in stdio, Node 24 never emits it.
      this.#child.on("exit", (code, killedBy) => end(`code ${code ?? "-"}, ${killedBy ?? "no signal"}`));
    });
  }
}

const CANCELLED = Symbol("cancelled");

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
