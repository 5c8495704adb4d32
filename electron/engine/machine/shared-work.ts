/** Work that several callers may want at once and that is done once for all of them. */
export interface SharedWork<T> {
  /**
   * Waits for the work of this key, begun now or earlier. A caller whose signal aborts leaves with `signal.reason`;
   * the work itself is aborted only when its last caller left.
   */
  join(key: string, begin: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface Flight<T> {
  result: Promise<T>;
  callers: number;
  controller: AbortController;
}

export function sharedWork<T>(): SharedWork<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, begin: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const result = begin(controller.signal).finally(() => flights.delete(key));
    const flight = { result, callers: 0, controller };
    flights.set(key, flight);
    return flight;
  }

  async function join(
    key: string,
    begin: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    // Nobody joins work that is being given up: it clears away what it began, then the next one starts anew.
    for (let known = flights.get(key); known?.controller.signal.aborted; known = flights.get(key))
      await orAborted(
        known.result.catch(() => {}),
        signal,
      );
    signal.throwIfAborted();
    const flight = flights.get(key) ?? start(key, begin);
    flight.callers++;
    try {
      return await orAborted(flight.result, signal);
    } finally {
      flight.callers--;
      if (flight.callers === 0) flight.controller.abort(signal.reason);
    }
  }

  return { join };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const leave = () => aborted.reject(signal.reason as Error);
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
