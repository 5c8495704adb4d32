import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { StagingFault } from "../../shared/fault.ts";
import { lockExclusive } from "./machine/libc.ts";

/**
 * One engine per home: held from here to the end of the process, whatever ends it, because the kernel lets go of it.
 * @throws StagingFault engine-running
 */
export function lockHome(home: string): { release(): void } {
  const fd = openSync(join(home, "engine.lock"), "a", 0o600);
  if (lockExclusive(fd)) return { release: () => closeSync(fd) };
  closeSync(fd);
  throw new StagingFault("engine-running", `Another engine works with ${home}.`);
}
