import type { Frame, Task } from "../../shared/contract.ts";
import { StagingFault, toFault } from "../../shared/fault.ts";
import type { Feed } from "./staging/feed.ts";

/** What a task's work is given: the way to hear of a cancel, and the way to tell how far it is. */
export interface TaskWork {
  signal: AbortSignal;
  tell: (doing: string, doneBytes: number, totalBytes: number) => void;
}

const ENGINE_ENDS = "The engine ends.";

/** Whether work was told to stop because the engine ends, and not because anyone wanted that. */
export function isEngineEnding(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof DOMException && signal.reason.message === ENGINE_ENDS;
}

interface Running {
  task: Task;
  doneBytes: number;
  totalBytes: number;
  abort: AbortController | null;
  ended: Promise<unknown>;
}

/** Long work that is not a drive: told to all watchers, cancelled by its id. */
export class Tasks {
  readonly #running = new Map<string, Running>();
  readonly #feed: () => Feed;
  readonly #log: (line: string) => void;
  #lastId = 0;

  constructor(feed: () => Feed, log: (line: string) => void) {
    this.#feed = feed;
    this.#log = log;
  }

  list(): Task[] {
    return [...this.#running.values()].map(({ task }) => task);
  }

  progress(): Frame["tasks"] {
    return [...this.#running.values()].map(({ task: { task }, doneBytes, totalBytes }) => ({
      task,
      doneBytes,
      totalBytes,
    }));
  }

  /** Runs the work; its fault is told to the watchers, and thrown to whoever waits for `ended`. */
  run<T>(
    kind: Task["kind"],
    subject: string,
    work: (work: TaskWork) => Promise<T>,
  ): { task: string; ended: Promise<T> } {
    const id = `task-${++this.#lastId}`;
    const abort = new AbortController();
    const task: Task = { task: id, kind, subject, doing: "Starting", cancellable: true };
    const started = work({ signal: abort.signal, tell: (...told) => this.#update(id, ...told) });
    const entry: Running = { task, doneBytes: 0, totalBytes: 0, abort, ended: started };
    this.#running.set(id, entry);
    this.#publish();
    const ended = this.#finish(id, started);
    ended.catch(() => {}); // told to the watchers already; nobody has to wait for it
    return { task: id, ended };
  }

  /** A build that jobs run and cancel by themselves: only shown. */
  show(
    id: string,
    { kind, subject, doing }: Pick<Task, "kind" | "subject" | "doing">,
    doneBytes: number,
    totalBytes: number,
  ): void {
    if (this.#running.has(id)) return this.#update(id, doing, doneBytes, totalBytes);
    const task: Task = { task: id, kind, subject, doing, cancellable: false };
    this.#running.set(id, { task, doneBytes, totalBytes, abort: null, ended: Promise.resolve() });
    this.#publish();
  }

  hide(id: string): void {
    if (this.#running.delete(id)) this.#publish();
  }

  /** @throws StagingFault bad-input */
  cancel(id: string): void {
    const abort = this.#running.get(id)?.abort;
    if (!abort)
      throw new StagingFault("bad-input", "That is over already, or it cannot be cancelled by itself.");
    abort.abort(new DOMException("The task was cancelled.", "AbortError"));
  }

  async cancelAll(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { abort } of all) abort?.abort(new DOMException(ENGINE_ENDS, "AbortError"));
    await Promise.allSettled(all.map(async ({ ended }) => ended));
  }

  #update(id: string, doing: string, doneBytes: number, totalBytes: number): void {
    const entry = this.#running.get(id);
    if (!entry) return;
    Object.assign(entry, { doneBytes, totalBytes });
    if (entry.task.doing === doing) return;
    entry.task = { ...entry.task, doing };
    this.#publish();
  }

  async #finish<T>(id: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      this.#tellFailure(id, thrown);
      throw thrown;
    } finally {
      this.#running.delete(id);
      this.#publish();
    }
  }

  #tellFailure(id: string, thrown: unknown): void {
    const entry = this.#running.get(id);
    if (!entry || entry.abort?.signal.aborted) return;
    const { code, message, detail } = toFault(thrown);
    this.#log(`${entry.task.kind} of ${entry.task.subject}: ${message} ${detail}`);
    this.#feed().publish({ type: "task-failed", task: entry.task, code, message });
  }

  #publish(): void {
    this.#feed().publish({ type: "tasks", tasks: this.list().map((task) => ({ ...task })) });
  }
}
