/** Lets so many through at once, the others in the order they came. */
export interface ProofTurns {
  /** Resolves with the way to give the turn back. @throws `signal.reason` */
  take(signal: AbortSignal): Promise<() => void>;
}

export function proofTurns(atOnce: number): ProofTurns {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else taken--;
  };
  const once = () => {
    let given = false;
    return () => {
      if (!given) give();
      given = true;
    };
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < atOnce) {
        taken++;
        return once();
      }
      const mine = Promise.withResolvers<void>();
      const enter = () => mine.resolve();
      const leave = () => {
        const at = waiting.indexOf(enter);
        if (at >= 0) waiting.splice(at, 1);
        mine.reject(signal.reason);
      };
      waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
      try {
        await mine.promise;
        return once();
      } finally {
        signal.removeEventListener("abort", leave);
      }
    },
  };
}
