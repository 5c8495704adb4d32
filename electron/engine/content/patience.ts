/**
 * Waits for a promise, but not for ever: after `ms` it throws what `late` makes. Whatever the promise comes to later is
 * nobody's any more.
 * @throws `signal.reason`; what the promise throws
 */
export async function within<T>(
  promise: Promise<T>,
  ms: number,
  late: () => Error,
  signal: AbortSignal,
): Promise<T> {
  promise.catch(() => {});
  signal.throwIfAborted();
  const gaveUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => gaveUp.reject(late()), ms);
  const aborted = () => gaveUp.reject(signal.reason);
  signal.addEventListener("abort", aborted, { once: true });
  try {
    return await Promise.race([promise, gaveUp.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", aborted);
  }
}
