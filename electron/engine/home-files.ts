import { createHash, randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StagingFault } from "../../shared/fault.ts";
import type { EngineFile } from "./client.ts";

/** sun_path has 108 bytes, the last of which is NUL. */
const MAX_SOCKET_PATH_BYTES = 107;

/** Where everything of a station lies in its home. Folders are made by whoever uses them. */
export function homePaths(home: string) {
  return {
    records: join(home, "records.db"),
    library: join(home, "media"),
    masters: join(home, "masters"),
    training: join(home, "training"),
    proofs: join(home, "proofs"),
    compiled: join(home, "compiled"),
    certificates: join(home, "certificates"),
    sample: join(home, "sample"),
    token: join(home, "token"),
    /** For other stations: it opens the library and nothing else. */
    contentToken: join(home, "content-token"),
    locationTokens: join(home, "location-tokens.json"),
    engine: join(home, "engine.json"),
    socket: socketPath(home),
  };
}
export type HomePaths = ReturnType<typeof homePaths>;

/** In the home; for a home too deep for a socket's path, in a folder of this user's under the temporary one. */
function socketPath(home: string): string {
  const path = join(home, "engine.sock");
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const name = createHash("sha256").update(home).digest("hex").slice(0, 16);
  const uid = process.getuid?.() ?? 0;
  const dir = join(tmpdir(), `prestage-${uid}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dir);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new StagingFault(
      "home-not-writable",
      `${dir} is not this user's alone. Remove it, or choose a shorter --home.`,
    );
  return join(dir, `${name}.sock`);
}

/** The token stays the same over restarts, so that an open window finds its engine again. */
export function ownToken(path: string): string {
  try {
    const kept = readFileSync(path, "utf8").trim();
    if (/^[0-9a-f]{48}$/.test(kept)) return kept;
  } catch {
    // the first start
  }
  const made = randomBytes(24).toString("hex");
  writeOwn(path, made);
  return made;
}

/** Tells others of this user where the engine can be spoken to. */
export function tellEngine(path: string, file: EngineFile): void {
  writeOwn(path, JSON.stringify(file));
}

export function forgetEngine(path: string): void {
  rmSync(path, { force: true });
}

function writeOwn(path: string, text: string): void {
  try {
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new StagingFault("home-not-writable", `The station cannot write ${path}.`, { cause });
  }
}
