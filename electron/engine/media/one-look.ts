/** Runs a look once for all who ask for it by the same key meanwhile. One that fails is begun anew by whoever waited. */
export function oneLook<T>(): (key: string, look: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return async function lookOnce(key, look): Promise<T> {
    const theirs = running.get(key);
    if (theirs) {
      const found = await theirs.catch(() => null); // the failure is theirs to hear
      return found ?? lookOnce(key, look);
    }
    const mine = look();
    running.set(key, mine);
    return mine.finally(() => running.delete(key));
  };
}
