import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

/** The window's own address: not file:, so that the page has an origin and reaches no file but its own. */
export const SCHEME = "prestage";
export const ADDRESS = `${SCHEME}://station/index.html`;

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

const POLICY = [
  "default-src 'self'",
  "connect-src 'none'", // the engine is reached through the port only
  "style-src 'self' 'unsafe-inline'", // Mantine sets sizes and colours in style attributes
  "img-src 'self' data: blob:",
  "frame-src blob:", // a report's PDF is shown from memory
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Answers a request of the window with a file of the built renderer; anything else there is a 404. */
export async function answerScreens(folder: string, address: string): Promise<Response> {
  try {
    // Normalised from the root, a path cannot climb out of the folder it is joined to.
    const path = join(folder, normalize(decodeURIComponent(new URL(address).pathname)));
    const type = types[extname(path)];
    if (type === undefined) return new Response(null, { status: 404 });
    const headers = {
      "content-type": type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
    };
    return new Response(await readFile(path), { headers });
  } catch {
    return new Response(null, { status: 404 });
  }
}
