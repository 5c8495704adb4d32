import { createReadStream, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'", // Mantine sets sizes and colours in style attributes
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self' blob:", // a report's PDF is shown from memory
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sends a file of the built renderer. Anything outside the folder, or not there, is a 404. */
export function sendFile(root: string, urlPath: string, response: ServerResponse): void {
  const path = join(root, normalize(`/${decodePath(urlPath)}`).replace(/\/$/, "/index.html"));
  const type = types[extname(path)];
  const size = type && path.startsWith(join(root, "/")) ? sizeOf(path) : null;
  if (type === undefined || size === null) return sendText(response, 404, "There is no such page.");
  response.writeHead(200, {
    "content-type": type,
    "content-length": size,
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": urlPath.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  });
  createReadStream(path)
    .on("error", () => response.destroy())
    .pipe(response);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  response.end(`${text}\n`);
}

function decodePath(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return "/404";
  }
}

function sizeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : null;
}
