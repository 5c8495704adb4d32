import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What becomes of one connection through the proxy, by its number, beginning with 0. */
export type Fate =
  | { kind: "whole" }
  /** The connection breaks after so many bytes of the answer, header included. */
  | { kind: "cut"; afterBytes: number }
  /** It stays open, and nothing more comes. */
  | { kind: "stall"; afterBytes: number }
  /** So many bytes, and then the connection ends as if that were all. */
  | { kind: "end"; afterBytes: number };

const READ_MS = 50;

/** A way to a server on 127.0.0.1 that breaks as a test tells it to. */
export interface CuttingProxy extends AsyncDisposable {
  port: number;
  connections(): number;
}

export async function cuttingProxy(
  target: number,
  fate: (connection: number) => Fate,
): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    const mine = fate(connections++);
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    }
    client.on("data", (bytes) => upstream.write(bytes));
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.end());
    pass(upstream, client, mine);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function pass(upstream: Socket, client: Socket, fate: Fate): void {
  let left = fate.kind === "whole" ? Infinity : fate.afterBytes;
  upstream.on("data", (bytes) => {
    client.write(bytes.subarray(0, Math.max(0, Math.min(left, bytes.length))));
    left -= bytes.length;
    if (left > 0) return;
    upstream.pause();
    // A reset takes back what the other side has not read yet: a moment to read it.
    if (fate.kind === "cut") setTimeout(() => client.resetAndDestroy(), READ_MS);
    if (fate.kind === "end") client.end();
  });
}
