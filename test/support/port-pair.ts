import type { Port } from "../../shared/rpc.ts";

/** Two ends of one pipe, in memory. Messages are cloned, as a real border would. */
export function portPair(): { near: Port; far: Port; close: () => void } {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const closers: (() => void)[] = [];
  const end = (mine: 0 | 1): Port => ({
    send: (message) => listeners[1 - mine]?.forEach((listener) => listener(structuredClone(message))),
    onMessage: (listener) => void listeners[mine]?.push(listener),
    onClose: (listener) => void closers.push(listener),
  });
  return { near: end(0), far: end(1), close: () => closers.forEach((closed) => closed()) };
}
