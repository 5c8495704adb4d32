const KEPT = 100;

/** What the last tasks came to, for whoever asks by the task's id. */
export class TaskResults<T> {
  readonly #results = new Map<string, T>();

  /** @returns the task's id */
  keep({ task, ended }: { task: string; ended: Promise<T> }): string {
    ended.then(
      (result) => {
        this.#results.set(task, result);
        const [oldest] = this.#results.keys();
        if (this.#results.size > KEPT && oldest !== undefined) this.#results.delete(oldest);
      },
      () => {}, // its fault was told to the watchers
    );
    return task;
  }

  /** Null while it runs, and of one that failed or was long ago. */
  of(task: string): T | null {
    return this.#results.get(task) ?? null;
  }
}
