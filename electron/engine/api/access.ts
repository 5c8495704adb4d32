import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may speak to the engine over TCP: a browser on this computer that was given the token. Host and Origin are
 * checked as well, so that no page from elsewhere can use a cookie, nor a name that someone pointed at 127.0.0.1.
 */
export function cookieName(request: IncomingMessage): string {
  // Cookies know no ports: two stations on one computer would take each other's.
  return `prestage-${/:(\d+)$/.exec(request.headers.host ?? "")?.[1] ?? "80"}`;
}

export function isLocalHost(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? "");
}

/** A WebSocket has no same-origin rule of its own. Programs that are no browsers send no Origin. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || origin === `http://${host ?? ""}`;
}

export function hasToken(request: IncomingMessage, token: string): boolean {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  const name = `${cookieName(request)}=`;
  const own = cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length);
  return sameText(own ?? tokenInAddress(request) ?? "", token);
}

export function tokenInAddress(request: IncomingMessage): string | null {
  return new URL(request.url ?? "/", "http://localhost").searchParams.get("token");
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
