import type { Frame, Task } from "../../shared/contract.ts";
import { StagingFault, toFault } from "../../shared/fault.ts";
import type { Feed } from "./staging/feed.ts";

/** What a task's work is given: the way to hear of a cancel, and the way to tell how far it is. */
export interface TaskWork {
  signal: AbortSignal;
  tell(doing: string, doneBytes: number, totalBytes: number): void;
}

/** Long work that is not a drive: told to all watchers, cancelled by its id. */
export interface Tasks {
  list(): Task[];
  progress(): Frame["tasks"];
  /** Runs the work; its fault is told to the watchers and thrown to whoever waits for `ended`. */
  run<T>(
    kind: Task["kind"],
    subject: string,
    work: (work: TaskWork) => Promise<T>,
  ): { task: string; ended: Promise<T> };
  /** A build that others run and cancel by themselves: only shown. */
  show(id: string, task: Omit<Task, "task" | "cancellable">, doneBytes: number, totalBytes: number): void;
  hide(id: string): void;
  /** @throws StagingFault bad-input */
  cancel(task: string): void;
  cancelAll(): Promise<void>;
}

interface Running {
  task: Task;
  doneBytes: number;
  totalBytes: number;
  abort: AbortController | null;
  ended: Promise<unknown> | null;
}

export function createTasks(feed: () => Feed, log: (line: string) => void): Tasks {
  const running = new Map<string, Running>();
  let lastId = 0;
  const publish = () =>
    feed().publish({ type: "tasks", tasks: [...running.values()].map(({ task }) => ({ ...task })) });

  function update(id: string, doing: string, doneBytes: number, totalBytes: number): void {
    const entry = running.get(id);
    if (!entry) return;
    Object.assign(entry, { doneBytes, totalBytes });
    if (entry.task.doing === doing) return;
    entry.task = { ...entry.task, doing };
    publish();
  }

  async function finish<T>(id: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      const entry = running.get(id);
      if (entry && !entry.abort?.signal.aborted) {
        const { code, message, detail } = toFault(thrown);
        log(`${entry.task.kind} of ${entry.task.subject}: ${message} ${detail}`);
        feed().publish({ type: "task-failed", task: entry.task, code, message });
      }
      throw thrown;
    } finally {
      running.delete(id);
      publish();
    }
  }

  return {
    list: () => [...running.values()].map(({ task }) => task),
    progress: () =>
      [...running.values()].map(({ task, doneBytes, totalBytes }) => ({
        task: task.task,
        doneBytes,
        totalBytes,
      })),
    run(kind, subject, work) {
      const id = `task-${++lastId}`;
      const abort = new AbortController();
      const task: Task = { task: id, kind, subject, doing: "Starting", cancellable: true };
      const entry: Running = { task, doneBytes: 0, totalBytes: 0, abort, ended: null };
      running.set(id, entry);
      publish();
      const ended = finish(id, work({ signal: abort.signal, tell: (...told) => update(id, ...told) }));
      entry.ended = ended;
      ended.catch(() => {}); // told to the watchers already; nobody has to wait for it
      return { task: id, ended };
    },
    show(id, { kind, subject, doing }, doneBytes, totalBytes) {
      if (running.has(id)) return update(id, doing, doneBytes, totalBytes);
      const task: Task = { task: id, kind, subject, doing, cancellable: false };
      running.set(id, { task, doneBytes, totalBytes, abort: null, ended: null });
      publish();
    },
    hide(id) {
      if (running.delete(id)) publish();
    },
    cancel(id) {
      const abort = running.get(id)?.abort;
      if (!abort)
        throw new StagingFault("bad-input", "That is over already, or it cannot be cancelled by itself.");
      abort.abort(new DOMException("The task was cancelled.", "AbortError"));
    },
    async cancelAll() {
      for (const { abort } of running.values())
        abort?.abort(new DOMException("The engine ends.", "AbortError"));
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };
}
