import { createHash, randomBytes, timingSafeEqual, X509Certificate } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { pipeline } from "node:stream/promises";
import { INDEX_NAME, type ContentIndex, type ContentItem } from "../../../shared/content-index.ts";
import type { ContentServed } from "../../../shared/content.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import type { Library } from "../media/library.ts";
import { rangeOf } from "./byte-range.ts";
import { describeMedium } from "./wim-description.ts";

/** How a station lets others have its library. */
export interface ServeOptions {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Files, PEM; null for plain HTTP. */
  tls: { cert: string; key: string } | null;
  site: string;
  parentSite: string | null;
}

export interface LibraryServer {
  served: ContentServed;
  close(): Promise<void>;
}

/** Bench stations that pull at once, with some to spare; more wait in the system's queue. */
const MOST_CONNECTIONS = 64;
const HEADERS_MS = 10_000;
/** A client that takes nothing for so long is let go. */
const IDLE_MS = 60_000;

/**
 * Serves the library read-only, to whoever has the token, on a door of its own: nothing of the station can be commanded
 * through it.
 * @throws StagingFault port-in-use, bad-input (the certificate cannot be used, or the address is not this computer's)
 */
export async function serveLibrary(
  library: Library,
  name: string,
  token: string,
  options: ServeOptions,
): Promise<LibraryServer> {
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => response.destroy());
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (!hasToken(request, token))
      return refuse(response, 401, "Give the token.", { "www-authenticate": 'Bearer realm="content"' });
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(response, 405, "Only GET and HEAD.", { allow: "GET, HEAD" });
    const path = (request.url ?? "").replace(/[?#].*$/, "");
    if (path === `/${INDEX_NAME}`) return sendIndex(request, response, indexOf(library, name, options));
    const [, id = "", signature] = /^\/media\/([0-9a-f-]{36})\/[^/]+\.wim(\.p7s)?$/.exec(path) ?? [];
    const medium = library.get(id);
    if (!medium || medium.state === "bad") return refuse(response, 404, "There is no such content.");
    if (signature) return sendFile(request, response, `${library.pathOf(id)}.p7s`, null);
    return sendFile(request, response, library.pathOf(id), medium.sha256);
  };
  const server = options.tls ? secureServer(options.tls, answer) : createHttpServer(answer);
  server.maxConnections = MOST_CONNECTIONS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = HEADERS_MS;
  server.setTimeout(IDLE_MS);
  await listen(server, options);
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : options.port;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    served: {
      address: `${options.tls ? "https" : "http"}://${host}:${port}/`,
      token,
      fingerprint: options.tls && fingerprintOf(options.tls.cert),
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function indexOf(library: Library, name: string, { site, parentSite }: ServeOptions): ContentIndex {
  return {
    prestageContent: 1,
    name,
    site,
    parentSite,
    generatedAt: new Date().toISOString(),
    items: library.list().flatMap((medium) => (medium.state === "bad" ? [] : [itemOf(library, medium)])),
  };
}

function itemOf(library: Library, medium: Media): ContentItem {
  const called = `${medium.name} ${medium.version}`.trim().replaceAll(/[/\\\p{Cc}]/gu, "_") || "medium";
  const path = `media/${medium.id}/${encodeURIComponent(`${called}.wim`)}`;
  const { sha256, sizeBytes } = medium;
  const signed = statSync(`${library.pathOf(medium.id)}.p7s`, { throwIfNoEntry: false })?.isFile() ?? false;
  return { ...describeMedium(medium), sha256, sizeBytes, path, ...(signed && { signature: `${path}.p7s` }) };
}

function sendIndex(request: IncomingMessage, response: ServerResponse, index: ContentIndex): void {
  const body = Buffer.from(JSON.stringify(index));
  response.writeHead(200, {
    ...plainHeaders,
    "content-type": "application/json",
    "content-length": body.length,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** @param sha256 null: it is small, and sent whole */
async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  sha256: string | null,
): Promise<void> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return refuse(response, 404, "There is no such content.");
  const etag = sha256 === null ? null : `"${sha256}"`;
  const headers = {
    ...plainHeaders,
    "content-type": "application/octet-stream",
    ...(etag !== null && { etag, "accept-ranges": "bytes" }),
  };
  if (etag !== null && request.headers["if-none-match"] === etag)
    return void response.writeHead(304, headers).end();
  const unchanged = (request.headers["if-range"] ?? etag) === etag;
  const range = etag !== null && unchanged ? rangeOf(request.headers.range, size) : "whole";
  if (range === "unsatisfiable")
    return refuse(response, 416, "The file is not that long.", { "content-range": `bytes */${size}` });
  const { start, end } = range === "whole" ? { start: 0, end: size - 1 } : range;
  response.writeHead(range === "whole" ? 200 : 206, {
    ...headers,
    "content-length": end - start + 1,
    ...(range !== "whole" && { "content-range": `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === "HEAD" || size === 0) return void response.end();
  await pipeline(createReadStream(path, { start, end, highWaterMark: 1 << 20 }), response);
}

const plainHeaders = { "x-content-type-options": "nosniff", "cache-control": "no-store" };

function refuse(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...plainHeaders, ...headers, "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

/** Hashed first: so that not even the length of the token shows in how long the answer takes. */
function hasToken(request: IncomingMessage, token: string): boolean {
  const given =
    /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? randomBytes(24).toString("hex");
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

function secureServer(
  { cert, key }: { cert: string; key: string },
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  try {
    return createHttpsServer(
      { cert: readFileSync(cert), key: readFileSync(key), minVersion: "TLSv1.2" },
      answer,
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StagingFault("bad-input", `${cert} and ${key} cannot be used for TLS: ${reason}.`, { cause });
  }
}

function fingerprintOf(cert: string): string {
  return new X509Certificate(readFileSync(cert)).fingerprint256;
}

function listen(server: Server, { host, port }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE")
        return reject(new StagingFault("port-in-use", `Port ${port} of ${host} is taken.`, { cause }));
      reject(
        new StagingFault("bad-input", `The library cannot be served at ${host}:${port} (${cause.code}).`, {
          cause,
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
