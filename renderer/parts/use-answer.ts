import { useEffect, useState } from "react";
import type { Client } from "../../shared/contract.ts";
import { toFault, type Fault } from "../../shared/fault.ts";
import { engine, useLive } from "../store.ts";

export type Answer<T> =
  | { status: "asking"; last: T | null }
  | { status: "here"; last: T }
  | { status: "failed"; last: T | null; fault: Fault };

/**
 * Asks the engine now, and again whenever `key` changes or the connection comes back. The last answer stays on the
 * screen meanwhile. A null key asks nothing.
 */
export function useAnswer<T>(key: string | null, question: (client: Client) => Promise<T>): Answer<T> {
  const live = useLive();
  const [answer, setAnswer] = useState<Answer<T>>({ status: "asking", last: null });
  useEffect(() => {
    if (key === null || !live) return;
    let current = true;
    const settle = (next: (last: T | null) => Answer<T>) => {
      if (current) setAnswer((before) => next(before.last));
    };
    void (async () => {
      try {
        const last = await question(engine());
        settle(() => ({ status: "here", last }));
      } catch (thrown) {
        settle((last) => ({ status: "failed", last, fault: toFault(thrown) }));
      }
    })();
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the question
  }, [key, live]);
  return answer;
}
