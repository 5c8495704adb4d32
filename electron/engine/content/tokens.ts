import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { StagingFault } from "../../../shared/fault.ts";

const Kept = z.record(z.string(), z.string());

/** The tokens of locations, by location: in a file that only this user can read, and not in the records. */
export class Tokens {
  readonly #path: string;
  readonly #tokens: Map<string, string>;

  /** @throws StagingFault home-not-writable: the file is there and cannot be used */
  constructor(path: string) {
    this.#path = path;
    this.#tokens = new Map(Object.entries(read(path)));
  }

  of(location: string): string | null {
    return this.#tokens.get(location) ?? null;
  }

  /** Null forgets it. @throws StagingFault home-not-writable, and then nothing has changed */
  set(location: string, token: string | null): void {
    const next = new Map(this.#tokens);
    if (token === null) next.delete(location);
    else next.set(location, token);
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(`${this.#path}.new`, JSON.stringify(Object.fromEntries(next)), {
        mode: 0o600,
        flush: true,
      });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (cause) {
      throw new StagingFault("home-not-writable", `The station cannot write ${this.#path}.`, { cause });
    }
    if (token === null) this.#tokens.delete(location);
    else this.#tokens.set(location, token);
  }
}

function read(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {};
    throw new StagingFault("home-not-writable", `The station cannot read ${path}.`, { cause });
  }
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    // Its text is not told: it would be a secret.
    throw new StagingFault(
      "home-not-writable",
      `${path} is damaged. Move it away, and give the tokens again.`,
    );
  }
}
