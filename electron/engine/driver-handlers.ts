import { basename } from "node:path";
import type { BootDrivers, DriversOf } from "../../shared/boot-drivers.ts";
import type { Engine } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import { KnownDrivers } from "./media/drivers/known-drivers.ts";
import type { Library } from "./media/library.ts";
import type { MediaWork } from "./media/progress.ts";
import type { Tasks } from "./tasks.ts";

/** The looks into boot images that go on and what they found, of one library. */
export class DriverLooks {
  readonly #library: Library;
  readonly #tasks: Tasks;
  readonly #known: KnownDrivers;
  /** By whose boot image it is: two who ask share one look. */
  readonly #looking = new Map<string, string>();

  constructor(library: Library, tasks: Tasks) {
    this.#library = library;
    this.#tasks = tasks;
    this.#known = new KnownDrivers(library.dir);
  }

  /** What was found before; null when nobody looked. @throws StagingFault media-missing */
  known(of: DriversOf): Promise<BootDrivers | null> {
    if ("path" in of) return this.#known.ofFile(of.path, of.index);
    const { id, sha256 } = this.#medium(of.media);
    return this.#known.ofMedium(id, sha256);
  }

  /** The task of the look that goes on; null when none does. */
  running(of: DriversOf): string | null {
    return this.#looking.get(JSON.stringify(of)) ?? null;
  }

  /** Begins to look, or gives the task that does. @throws StagingFault media-missing */
  start(of: DriversOf): string {
    const key = JSON.stringify(of);
    const running = this.#looking.get(key);
    if (running !== undefined) return running;
    const { task, ended } = this.#tasks.run("check", this.#subject(of), ({ signal, tell }) =>
      this.look(of, { signal, progress: tell }),
    );
    this.#looking.set(key, task);
    const over = () => void this.#looking.delete(key);
    ended.then(over, over);
    return task;
  }

  /** @throws StagingFault media-missing, media-corrupt, tool-missing, disk-full; `signal.reason` */
  look(of: DriversOf, work: MediaWork): Promise<BootDrivers> {
    if ("path" in of) return this.#known.lookAtFile(of.path, of.index, work);
    const { id, sha256 } = this.#medium(of.media);
    return this.#known.lookAtMedium(id, sha256, work);
  }

  #subject(of: DriversOf): string {
    if ("path" in of) return basename(of.path);
    const { name, version } = this.#medium(of.media);
    return `${name} ${version}`.trim();
  }

  #medium(id: string) {
    const medium = this.#library.get(id);
    if (!medium) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
    return medium;
  }
}

export function driverHandlers(looks: DriverLooks): Pick<Engine, "bootDrivers"> {
  return {
    async bootDrivers({ of, look }) {
      const drivers = look === "again" ? null : await looks.known(of);
      if (drivers !== null) return { drivers, task: null };
      if (look === "known") return { drivers, task: looks.running(of) };
      return { drivers, task: looks.start(of) };
    },
  };
}
