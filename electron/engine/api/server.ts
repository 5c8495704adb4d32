import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Engine } from "../../../shared/contract.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { serve, type Watch } from "../../../shared/rpc.ts";
import { cookieName, hasToken, isLocalHost, isOwnOrigin, sameText, tokenInAddress } from "./access.ts";
import { receiveUpload, UPLOAD_PATH, type TakeUpload } from "./upload.ts";
import { sendFile, sendText } from "./static-files.ts";
import { socketPort } from "./socket-port.ts";

export interface ApiOptions {
  engine: Engine;
  watch: Watch;
  /** Where to listen for the CLI and the shell. Who may open the file may command the engine. */
  socketPath: string;
  /** Loopback TCP for a browser; 0 lets the system choose; null for none. */
  port: number | null;
  token: string;
  /** Takes in the media that a browser sends. */
  takeUpload: TakeUpload;
  /** The built renderer. */
  webRoot: string;
  /** Told how many clients there are, after each change. */
  clients(count: number): void;
}

export interface Api {
  /** The TCP port that was opened, or null. */
  port: number | null;
  close(): Promise<void>;
}

const MAX_MESSAGE_BYTES = 16 << 20;

/** Opens the engine's doors: always a Unix socket, and loopback TCP behind the token when asked. @throws StagingFault port-in-use */
export async function openApi(options: ApiOptions): Promise<Api> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const greet = (socket: WebSocket) => {
    socket.on("error", () => {}); // a close follows
    serve(socketPort(socket), options.engine, options.watch);
    options.clients(sockets.clients.size);
    socket.on("close", () => setImmediate(() => options.clients(sockets.clients.size)));
  };
  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, socket, head, greet);

  const local = createServer((_request, response) => sendText(response, 404, "Speak WebSocket to /ws."));
  local.on("upgrade", accept);
  rmSync(options.socketPath, { force: true }); // left by an engine that is gone: this one holds the home's lock
  await listen(local, { path: options.socketPath });
  chmodSync(options.socketPath, 0o660);

  const web = options.port === null ? null : webServer(options, accept);
  if (web) await listen(web, { host: "127.0.0.1", port: options.port ?? 0 });
  const address = web?.address();
  return {
    port: typeof address === "object" && address ? address.port : null,
    async close() {
      for (const client of sockets.clients) client.close(1001, "The engine ends.");
      await Promise.all([local, web].flatMap((server) => (server ? closed(server) : [])));
      rmSync(options.socketPath, { force: true });
    },
  };
}

function webServer(
  options: ApiOptions,
  accept: (...upgrade: [IncomingMessage, Duplex, Buffer]) => void,
): Server {
  const server = createServer((request, response) => {
    if (!isLocalHost(request)) return sendText(response, 403, "This address is not this station's.");
    const given = tokenInAddress(request);
    if (given !== null && sameText(given, options.token)) {
      // The token leaves the address at once, so that no history or screenshot keeps it.
      const cookie = `${cookieName(request)}=${options.token}; HttpOnly; SameSite=Strict; Path=/`;
      response.writeHead(303, { location: "/", "set-cookie": cookie, "referrer-policy": "no-referrer" });
      return response.end();
    }
    if (!hasToken(request, options.token))
      return sendText(response, 401, "Open the station with the address it printed; it holds the token.");
    if (request.method === "PUT" && pathOf(request) === UPLOAD_PATH)
      return void receiveUpload(request, response, options.takeUpload);
    if (request.method !== "GET" && request.method !== "HEAD") return sendText(response, 405, "Only GET.");
    return sendFile(options.webRoot, pathOf(request), response);
  });
  server.requestTimeout = 0; // a large medium takes as long as it takes; one that falls silent is cut
  server.on("upgrade", (request, socket, head) => {
    if (isLocalHost(request) && isOwnOrigin(request) && hasToken(request, options.token))
      return accept(request, socket, head);
    socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
  });
  return server;
}

function pathOf({ url }: IncomingMessage): string {
  return new URL(url ?? "/", "http://localhost").pathname;
}

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" && "port" in where;
      reject(
        taken
          ? new StagingFault("port-in-use", `Port ${where.port} on this computer is taken.`, { cause: error })
          : error,
      );
    });
    server.listen(where, () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
