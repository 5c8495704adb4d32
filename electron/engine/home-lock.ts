import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { StagingFault } from "../../shared/fault.ts";
import { lockExclusive } from "./machine/libc.ts";

const POLL_MS = 50;
const ENDING_MS = 20_000;

/**
 * One engine per home: held from here to the end of the process, whatever ends it, because the kernel lets go of it.
 * One that ends has taken back its engine.json, and may still have a while to go: it is waited for.
 * @param engineFile engine.json of that home: who holds the lock without it begins or ends
 * @throws StagingFault engine-running
 */
export async function lockHome(
  home: string,
  engineFile: string,
  patienceMs = ENDING_MS,
): Promise<{ release(): void }> {
  const fd = openSync(join(home, "engine.lock"), "a", 0o600);
  const until = performance.now() + patienceMs;
  for (;;) {
    if (lockExclusive(fd)) return { release: () => closeSync(fd) };
    if (existsSync(engineFile) || performance.now() > until) break;
    await delay(POLL_MS);
  }
  closeSync(fd);
  throw new StagingFault("engine-running", `Another engine works with ${home}.`);
}
