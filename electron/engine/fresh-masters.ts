import { utimes } from "node:fs/promises";
import type { MasterKeeper } from "./machine/masters.ts";
import type { ReadAnew, WrittenOut } from "./machine/read-anew.ts";
import type { Range } from "./staging/machine.ts";
import type { MasterVolume } from "./staging/masters.ts";
import type { Tasks } from "./tasks.ts";

interface FreshParts {
  masters: Pick<MasterKeeper, "hold" | "pathOf">;
  tasks: Pick<Tasks, "run" | "cancel">;
  readAnew: (file: WrittenOut, how: ReadAnew) => Promise<void>;
}

/**
 * Masters that this engine built. Each is read anew from the disk once, while no drive is being staged: what that is
 * for, `readAnew` says. One that the disk does not give back is not used any more.
 */
export class FreshMasters {
  readonly #parts: FreshParts;
  readonly #fresh = new Set<string>();
  #running: string | null = null;
  #staging = false;

  constructor(parts: FreshParts) {
    this.#parts = parts;
  }

  built(key: string): void {
    this.#fresh.add(key);
  }

  /** While a drive is being staged nothing is begun; what was begun is given up, and begun anew when none is any more. */
  staging(running: boolean): void {
    this.#staging = running;
    if (running && this.#running !== null) this.#parts.tasks.cancel(this.#running);
  }

  settle(): void {
    if (this.#staging || this.#running !== null || this.#fresh.size === 0) return;
    const { task, ended } = this.#parts.tasks.run("reread", "Masters", async ({ signal, tell }) => {
      const lost: unknown[] = [];
      const progress = (done: number, total: number) => tell("from the disk", done, total);
      for (const key of this.#fresh)
        await this.#readAnew(key, { signal, progress }).catch((thrown: unknown) => {
          if (thrown === signal.reason) throw thrown;
          lost.push(thrown); // the others are read all the same
        });
      if (lost.length > 0) throw lost[0];
    });
    const over = () => void (this.#running = null);
    this.#running = task;
    ended.then(over, over);
  }

  async #readAnew(key: string, how: ReadAnew): Promise<void> {
    const master = await this.#parts.masters.hold(key);
    const path = this.#parts.masters.pathOf(key);
    try {
      if (master) {
        const { sizeBytes } = master.recipe;
        await this.#parts.readAnew({ path, sizeBytes, ranges: ownOf(master) }, how);
      }
      this.#fresh.delete(key);
    } catch (thrown) {
      if (thrown !== how.signal.reason) {
        this.#fresh.delete(key);
        await distrust(path);
      }
      throw thrown;
    } finally {
      master?.release();
    }
  }
}

/** What lies in the master's own file. What it has of its base is read as the base's. */
function ownOf({ key, extents }: MasterVolume): Range[] {
  return extents.filter(({ file }) => file === key);
}

/** A master is believed only while its file has the time that it was kept with. */
async function distrust(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}
