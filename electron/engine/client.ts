import { readFile } from "node:fs/promises";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { StagingFault } from "../../shared/fault.ts";
import { connect, type Connection, type Port } from "../../shared/rpc.ts";

/** What a running engine writes to engine.json in its home (mode 0600): where it can be spoken to. */
export const EngineFile = z.object({
  pid: z.number().int().positive(),
  /** Path of its Unix socket. Not always in the home: such a path may have 107 bytes at most. */
  socket: z.string(),
  /** Its port on 127.0.0.1, when it was asked to have one. */
  port: z.number().int().positive().nullable(),
  token: z.string(),
  /** It ends by itself once its last client has left and nothing runs: nothing to build a window on. */
  transient: z.boolean().optional(),
});
export type EngineFile = z.infer<typeof EngineFile>;

export interface EngineConnection extends Connection {
  engine: EngineFile;
  /** Fulfilled when the connection has ended, from whichever side. */
  closed: Promise<void>;
  close(): void;
}

/**
 * Connects to the engine that runs in this home; null when none does.
 * @throws StagingFault access-denied when it runs as another user
 */
export async function connectEngine(home: string): Promise<EngineConnection | null> {
  const engine = await readEngineFile(home);
  if (engine === null) return null;
  const socket = await openSocket(engine.socket);
  if (socket === null) return null;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const connection = connect(portOf(socket), resolve);
  return { ...connection, engine, closed, close: () => socket.close() };
}

/** The address for a browser, token included; null when the engine has no port. */
export function browserUrl({ port, token }: EngineFile): string | null {
  return port === null ? null : `http://127.0.0.1:${port}/?token=${token}`;
}

async function readEngineFile(home: string): Promise<EngineFile | null> {
  try {
    return EngineFile.parse(JSON.parse(await readFile(join(home, "engine.json"), "utf8")));
  } catch (cause) {
    if (codeOf(cause) === "EACCES") throw denied(cause);
    return null; // not there, or left half-written by an engine that died: nobody answers either way
  }
}

/** @returns null when nobody listens there */
function openSocket(path: string): Promise<WebSocket | null> {
  // A ws+unix: address cannot hold a path with a colon; a connection made by hand can.
  const socket = new WebSocket("ws://localhost/ws", { createConnection: () => connectSocket(path) });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", (cause) => {
      if (codeOf(cause) === "EACCES") return reject(denied(cause));
      if (["ENOENT", "ECONNREFUSED", "ECONNRESET"].includes(codeOf(cause) ?? "")) return resolve(null);
      reject(new StagingFault("engine-gone", `The engine does not answer: ${cause.message}.`, { cause }));
    });
  });
}

function portOf(socket: WebSocket): Port {
  socket.on("error", () => {}); // a close follows, and that is what is told
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") listener(JSON.parse(data));
      }),
    onClose: (listener) => void socket.on("close", listener),
    bufferedBytes: () => socket.bufferedAmount,
  };
}

function denied(cause: unknown): StagingFault {
  return new StagingFault(
    "access-denied",
    "An engine runs there as another user. Use the same user (or sudo), or another --home.",
    { cause },
  );
}

function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : null;
}
