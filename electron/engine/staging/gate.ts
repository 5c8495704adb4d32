/** "Pause queue": while closed, no further drive is started. Those that run go on. */
export interface Gate {
  closed(): boolean;
  set(closed: boolean): void;
  /** Resolves once it is open. @throws signal.reason */
  open(signal: AbortSignal): Promise<void>;
}

export function createGate(): Gate {
  let closed = false;
  let waiting: (() => void)[] = [];
  return {
    closed: () => closed,
    set(now) {
      closed = now;
      if (closed) return;
      const all = waiting;
      waiting = [];
      for (const go of all) go();
    },
    async open(signal) {
      while (closed) {
        signal.throwIfAborted();
        await new Promise<void>((go) => {
          waiting.push(go);
          signal.addEventListener("abort", () => go(), { once: true });
        });
      }
      signal.throwIfAborted();
    },
  };
}
