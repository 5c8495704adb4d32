import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { StagingFault } from "../../../shared/fault.ts";
import { software } from "../version.ts";
import { networkFault, stalled } from "./network-fault.ts";
import { within } from "./patience.ts";
import type { Asking, Place } from "./place.ts";
import { connectTls } from "./tls-connection.ts";

const MOST_REDIRECTS = 5;

/** Asks a place for one of its addresses, following redirects that stay there. The body is the caller's to read. */
export async function askHttp(
  place: Place,
  first: URL,
  headers: Readonly<Record<string, string>>,
  asking: Asking,
): Promise<IncomingMessage> {
  let url = first;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const answer = await askOnce(place, url, headers, asking);
    if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0)) return answer;
    answer.destroy();
    const next = URL.parse(answer.headers.location ?? "", url.href);
    // Elsewhere nobody has said that it may be trusted, and the token is not for it.
    if (!next || next.origin !== first.origin)
      throw new StagingFault(
        "location-broken",
        `${place.name} sends us elsewhere, to ${next?.origin ?? "no address"}. Give that address as a location of its own.`,
      );
    url = next;
  }
  throw new StagingFault("location-broken", `${place.name} sends us round in circles.`);
}

async function askOnce(
  place: Place,
  url: URL,
  headers: Readonly<Record<string, string>>,
  asking: Asking,
): Promise<IncomingMessage> {
  const socket = url.protocol === "https:" ? await connectTls(place, url, asking) : null;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request: ClientRequest = httpRequest({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || 80,
    path: url.pathname + url.search,
    headers: {
      host: url.host,
      "user-agent": software.replace(" ", "/"),
      "accept-encoding": "identity",
      ...(place.token !== null && { authorization: `Bearer ${place.token}` }),
      ...headers,
    },
    signal: asking.signal,
    ...(socket === null ? { agent: false } : { createConnection: () => socket }),
  });
  request.once("response", resolve);
  request.on("error", reject);
  request.end();
  try {
    return await within(promise, asking.stallMs, () => stalled(place, asking.stallMs), asking.signal);
  } catch (thrown) {
    request.destroy();
    asking.signal.throwIfAborted();
    throw networkFault(place, thrown);
  }
}

/** What a status other than the wanted ones means. `what` names what was asked for. */
export function statusFault(place: Place, status: number, what: string): StagingFault {
  if (status === 401 || status === 403)
    return new StagingFault(
      "location-denied",
      `${place.name} answers ${status}: ${place.token === null ? "it wants a token" : "it does not take this token"}.`,
    );
  if (status === 404 || status === 410)
    return new StagingFault("content-missing", `${place.name} has no ${what} (${status}).`);
  if (status === 408 || status === 429 || status >= 500)
    return new StagingFault("location-unreachable", `${place.name} cannot answer now (${status}).`);
  return new StagingFault("location-broken", `${place.name} answers ${status} when asked for ${what}.`);
}

/**
 * The body, piece by piece, of `bytes` bytes when that is known. It must all come: a connection that ends before is a
 * break.
 * @throws StagingFault location-unreachable, location-broken; `asking.signal.reason`
 */
export async function* piecesOf(
  place: Place,
  answer: IncomingMessage,
  bytes: number | null,
  asking: Asking,
): AsyncGenerator<Buffer> {
  const pieces = (answer as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let come = 0;
  try {
    for (;;) {
      const late = () => stalled(place, asking.stallMs);
      const next = await within(pieces.next(), asking.stallMs, late, asking.signal);
      if (next.done) break;
      come += next.value.length;
      if (bytes !== null && come > bytes)
        throw new StagingFault("location-broken", `${place.name} sends more than it announced.`);
      yield next.value;
    }
    if (bytes !== null && come < bytes)
      throw new StagingFault(
        "location-unreachable",
        `${place.name} broke off after ${come} of ${bytes} bytes.`,
      );
  } catch (thrown) {
    asking.signal.throwIfAborted();
    throw networkFault(place, thrown);
  } finally {
    answer.destroy();
  }
}

/** The whole body of something small. @throws StagingFault location-broken when it is larger than `most` bytes */
export async function smallBody(
  place: Place,
  answer: IncomingMessage,
  most: number,
  asking: Asking,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(place, answer, null, asking)) {
    bytes += piece.length;
    if (bytes > most)
      throw new StagingFault("location-broken", `${place.name} sends more than ${most} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
