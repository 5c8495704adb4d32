import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/** A word with a running QEMU: JSON lines over its socket. Source: "QEMU Machine Protocol Specification". */
export interface Qmp extends AsyncDisposable {
  /** @throws Error with QEMU's own words when it refuses, or when it is gone */
  ask(command: string, args?: Record<string, unknown>): Promise<unknown>;
}

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

const CONNECT_EVERY_MS = 50;

/**
 * Connects to the socket that QEMU makes, as soon as it is there. `event` hears what QEMU tells by itself.
 * @throws `signal.reason`
 */
export async function connectQmp(
  path: string,
  signal: AbortSignal,
  event: (name: string, data: unknown) => void,
): Promise<Qmp> {
  const socket = await connected(path, signal);
  const waiting: Waiting[] = []; // QEMU answers in the order it was asked
  let gone: Error | null = null;
  const lines = createInterface({ input: socket });
  lines.on("line", (line) => {
    const said = parsed(line);
    if (typeof said["event"] === "string") return event(said["event"], said["data"]);
    if ("return" in said) waiting.shift()?.resolve(said["return"]);
    else if ("error" in said) waiting.shift()?.reject(new Error(describe(said["error"])));
  });
  socket.on("error", () => {}); // "close" follows, and tells whoever waits
  socket.on("close", () => {
    gone = new Error("QEMU closed the connection");
    for (const each of waiting.splice(0)) each.reject(gone);
  });
  const qmp: Qmp = {
    ask: (command, args) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify({ execute: command, ...(args && { arguments: args }) })}\n`);
      }),
    async [Symbol.asyncDispose]() {
      lines.close();
      socket.destroy();
    },
  };
  await qmp.ask("qmp_capabilities");
  return qmp;
}

async function connected(path: string, signal: AbortSignal): Promise<Socket> {
  for (;;) {
    signal.throwIfAborted();
    const socket = await tryConnect(path);
    if (socket) return socket;
    await delay(CONNECT_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => (socket.destroy(), resolve(null)));
  });
}

function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function describe(error: unknown): string {
  const words = typeof error === "object" && error !== null && "desc" in error ? error.desc : error;
  return typeof words === "string" ? words : JSON.stringify(words);
}
