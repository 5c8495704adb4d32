import { z } from "zod";
import { commands, WatchMessage, type Client, type CommandName, type Engine } from "./contract.ts";
import { Fault, fromFault, StagingFault, toFault } from "./fault.ts";

/** Any two-way pipe: a MessagePort, a WebSocket, or a pair of arrays in a test. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  /** Bytes not yet taken by the other side. Progress frames are left out while it is high; state never is. */
  bufferedBytes?(): number;
}

const BACK_PRESSURE_BYTES = 1 << 20;

const Request = z.union([
  z.object({ id: z.number(), command: z.string(), input: z.unknown() }),
  z.object({ watch: z.boolean() }),
]);
const Reply = z.union([
  z.object({ id: z.number(), fault: Fault }),
  z.object({ id: z.number(), output: z.unknown() }),
  z.object({ watched: WatchMessage }),
]);

/** Starts a watch: sends the snapshot, then everything after it, until the returned function is called. */
export type Watch = (send: (message: WatchMessage) => void) => () => void;

/** Engine side. Whatever arrives is parsed before a handler sees it. */
export function serve(port: Port, engine: Engine, watch: Watch): void {
  let unwatch: (() => void) | undefined;
  port.onMessage((message) => {
    const request = Request.safeParse(message);
    if (!request.success) return; // nobody to answer, and no reason to stop drives that are being written
    if ("watch" in request.data) return setWatch(request.data.watch);
    void answer(request.data);
  });
  port.onClose(() => setWatch(false));

  function setWatch(on: boolean): void {
    unwatch?.();
    unwatch = on ? watch(sendWatched) : undefined;
  }

  function sendWatched(watched: WatchMessage): void {
    if ("frame" in watched && (port.bufferedBytes?.() ?? 0) > BACK_PRESSURE_BYTES) return;
    port.send({ watched });
  }

  async function answer(request: { id: number; command: string; input?: unknown }): Promise<void> {
    const { id, command, input } = request;
    try {
      port.send({ id, output: await call(engine, command, input) });
    } catch (thrown) {
      port.send({ id, fault: toFault(thrown) });
    }
  }
}

async function call(engine: Engine, command: string, input: unknown): Promise<unknown> {
  if (!isCommand(command)) throw new StagingFault("bad-input", `This station knows no command "${command}".`);
  const parsed = commands[command].input.safeParse(input);
  if (!parsed.success)
    throw new StagingFault("bad-input", `${command}: ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  const handler = engine[command] as (input: unknown) => Promise<unknown>;
  return commands[command].output.parse(await handler(parsed.data));
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

export interface Connection {
  client: Client;
  /** Asks for a (new) snapshot and everything after it. */
  watch(listener: (message: WatchMessage) => void): void;
}

/** The other side: a `Client` whose every method is a message. `onClosed` is told once, after waiting calls failed. */
export function connect(port: Port, onClosed: () => void = () => {}): Connection {
  const waiting = new Map<number, { resolve(output: unknown): void; reject(fault: StagingFault): void }>();
  let listener: (message: WatchMessage) => void = () => {};
  let closed = false;
  let lastId = 0;

  port.onMessage((message) => {
    const reply = Reply.parse(message);
    if ("watched" in reply) return listener(reply.watched);
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("fault" in reply) caller?.reject(fromFault(reply.fault));
    else caller?.resolve(reply.output);
  });
  port.onClose(() => {
    closed = true;
    for (const caller of waiting.values()) caller.reject(engineGone());
    waiting.clear();
    onClosed();
  });

  const send = (command: CommandName) => async (input: unknown) => {
    if (closed) throw engineGone();
    const output = await new Promise((resolve, reject) => {
      waiting.set(++lastId, { resolve, reject });
      port.send({ id: lastId, command, input });
    });
    return commands[command].output.parse(output);
  };
  const names = Object.keys(commands) as CommandName[];
  const client = Object.fromEntries(names.map((name) => [name, send(name)])) as unknown as Client;
  return {
    client,
    watch(next) {
      listener = next;
      port.send({ watch: true });
    },
  };
}

function engineGone(): StagingFault {
  return new StagingFault("engine-gone", "The engine stopped answering.");
}
