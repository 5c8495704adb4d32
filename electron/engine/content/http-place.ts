import type { IncomingMessage } from "node:http";
import { contentLimits, INDEX_NAME } from "../../../shared/content-index.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { askHttp, piecesOf, smallBody, statusFault } from "./http-ask.ts";
import { parseIndex } from "./index-file.ts";
import type { Asking, Found, OpenedContent, Place, Wanted } from "./place.ts";

/** @throws StagingFault location-…; `asking.signal.reason` */
export async function lookAtHttp(place: Place, asking: Asking): Promise<Found> {
  const answer = await askHttp(place, addressOf(place, INDEX_NAME), {}, asking);
  const status = answer.statusCode ?? 0;
  if (status !== 200) {
    answer.destroy();
    if (status === 404 || status === 410)
      throw new StagingFault("location-unreadable", `${place.name} answers, and has no ${INDEX_NAME}.`);
    throw statusFault(place, status, INDEX_NAME);
  }
  const { items } = parseIndex(await smallBody(place, answer, contentLimits.indexBytes, asking), place.name);
  return { by: "index", items, notes: [] };
}

/** A small file beside the content. @throws StagingFault content-missing, location-… */
export async function readSmallHttp(
  place: Place,
  path: string,
  most: number,
  asking: Asking,
): Promise<Buffer> {
  const answer = await askHttp(place, addressOf(place, path), {}, asking);
  if (answer.statusCode === 200) return smallBody(place, answer, most, asking);
  answer.destroy();
  throw statusFault(place, answer.statusCode ?? 0, path);
}

/**
 * Opens a file at a byte. A server that knows no ranges is read from the beginning, and what is there already dropped.
 * @throws StagingFault content-changed (another file than before, or of another length than the index says),
 * content-missing, location-…
 */
export async function openHttp(place: Place, wanted: Wanted): Promise<OpenedContent> {
  const { item, from, validator } = wanted;
  const range = `bytes=${from}-${item.sizeBytes - 1}`;
  // A weak validator may not be used with a range; it is compared below all the same.
  const strong = validator !== null && !validator.startsWith("W/");
  const headers = { range, ...(strong && { "if-range": validator }) };
  const answer = await askHttp(place, addressOf(place, item.path), headers, wanted);
  try {
    const start = startOf(place, answer, wanted);
    const now = validatorOf(answer);
    if (validator !== null && now !== validator)
      throw new StagingFault(
        "content-changed",
        `${item.name} was changed at ${place.name} while it was pulled.`,
      );
    const pieces = piecesOf(place, answer, item.sizeBytes - start, wanted);
    return {
      validator: now,
      chunks: start === from ? pieces : without(pieces, from - start),
      close: () => answer.destroy(),
    };
  } catch (thrown) {
    answer.destroy();
    throw thrown;
  }
}

/** At which byte the answer begins. */
function startOf(place: Place, answer: IncomingMessage, { item, from }: Wanted): number {
  const status = answer.statusCode ?? 0;
  if (answer.headers["content-encoding"] ?? false)
    throw new StagingFault("location-broken", `${place.name} sends it packed, though it was asked not to.`);
  if (status === 416)
    throw new StagingFault(
      "content-changed",
      `${item.name} is shorter at ${place.name} than its index says.`,
    );
  if (status === 200) {
    const length = answer.headers["content-length"];
    if (length !== undefined && Number(length) !== item.sizeBytes) throw otherLength(place, item, length);
    return 0;
  }
  if (status !== 206) throw statusFault(place, status, item.path);
  const [, first, last, total] =
    /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers["content-range"] ?? "") ?? [];
  if (total !== undefined && Number(total) !== item.sizeBytes) throw otherLength(place, item, total);
  if (Number(first) !== from || Number(last) !== item.sizeBytes - 1)
    throw new StagingFault(
      "location-broken",
      `${place.name} sends another part of the file than was asked for.`,
    );
  return from;
}

function otherLength(place: Place, item: Wanted["item"], length: string): StagingFault {
  return new StagingFault(
    "content-changed",
    `${item.name} has ${length} bytes at ${place.name}, and ${item.sizeBytes} by its index.`,
  );
}

function validatorOf({ headers }: IncomingMessage): string | null {
  return headers.etag ?? headers["last-modified"] ?? null;
}

async function* without(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const piece of pieces) {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    // Also an empty one: whoever waits sees that something comes.
    yield piece.subarray(skipped);
  }
}

function addressOf({ address }: Place, path: string): URL {
  return new URL(path, address.endsWith("/") ? address : `${address}/`);
}
