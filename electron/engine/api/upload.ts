import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { StagingFault, toFault } from "../../../shared/fault.ts";
import { isOwnOrigin } from "./access.ts";
import { sendText } from "./static-files.ts";

/** A file that a browser sends, as large as it says. */
export interface Upload {
  /** As its owner calls it. */
  name: string;
  sizeBytes: number;
  body: Readable;
}

/** Takes a whole file in. @throws StagingFault; what it throws is told to the browser */
export type TakeUpload = (upload: Upload) => Promise<void>;

export const UPLOAD_PATH = "/import";
/** A browser that sends nothing for so long has gone. */
const SILENCE_MS = 60_000;
const LINGER_MS = 3000;

/** Answers PUT /import?name=field.wim: 201 when the file is in, else a fault as JSON. */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  take: TakeUpload,
): Promise<void> {
  // A form or a script of another page could send no Origin of ours; programs that are no browsers import by path.
  if (request.headers.origin === undefined || !isOwnOrigin(request))
    return sendText(response, 403, "Only the station's own page may send media.");
  request.setTimeout(SILENCE_MS, () => request.destroy());
  try {
    await take({ ...announced(request), body: request });
    response.writeHead(201).end();
  } catch (thrown) {
    const fault = Buffer.from(JSON.stringify(toFault(thrown)));
    const headers = { "content-type": "application/json", "content-length": fault.length };
    response.writeHead(400, { ...headers, connection: "close" }).write(fault);
    linger(request, response);
  }
}

/**
 * A browser that is still sending reads no answer once the line is cut, and the line is cut when the answer ends: until
 * then what comes is dropped, for a moment.
 */
function linger(request: IncomingMessage, response: ServerResponse): void {
  const end = () => {
    clearTimeout(cut);
    response.end();
  };
  const cut = setTimeout(() => (end(), request.destroy()), LINGER_MS);
  request.once("end", end).once("close", end);
  if (request.readableEnded) end();
  request.resume();
}

/** @throws StagingFault bad-input */
function announced({ url, headers }: IncomingMessage): { name: string; sizeBytes: number } {
  const name = new URL(url ?? "/", "http://localhost").searchParams.get("name") ?? "";
  const length = headers["content-length"] ?? "";
  if (!/^\d{1,15}$/.test(length))
    throw new StagingFault("bad-input", "The browser did not say how large the file is.");
  return { name, sizeBytes: Number(length) };
}
