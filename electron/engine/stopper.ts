import { StagingFault } from "../../shared/fault.ts";
import type { Api } from "./api/server.ts";
import type { Records } from "./records/records.ts";
import type { Station } from "./staging/station.ts";
import type { Tasks } from "./tasks.ts";
import type { WrittenImages } from "./written-images.ts";

interface Stopped {
  station: Station;
  tasks: Tasks;
  records: Records;
  images: Pick<WrittenImages, "settle">;
  options: { transient: boolean };
}

const IDLE_MS = 1500;
const ANSWER_MS = 50;

/** How an engine ends: when asked, by a signal, or, a transient one, when it is left alone. */
export function stopper(all: Stopped): Stopper {
  const stop = new Stopper(all);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop.end());
  return stop;
}

const ASKED: readonly string[] = ["import", "master", "hash", "pull", "publish"];

export class Stopper {
  readonly #all: Stopped;
  #api: Api | undefined;
  #forget = () => {};
  #ending = false;
  #clients = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(all: Stopped) {
    this.#all = all;
  }

  /** From here on there is a door to close, and a file that names it. */
  with(api: Api, forget: () => void): void {
    this.#api = api;
    this.#forget = forget;
    this.#watchIdle();
  }

  clients(count: number): void {
    this.#clients = count;
    this.#watchIdle();
  }

  /** Resolves when it may end, which it then does. @throws StagingFault drives-running */
  async asked(running: "refuse" | "wait" | "cancel"): Promise<void> {
    const { station } = this.#all;
    const open = station.jobs.running().length;
    if (open > 0 && running === "refuse")
      throw new StagingFault("drives-running", `${open} drive${open === 1 ? " is" : "s are"} being staged.`);
    if (running === "cancel") station.jobs.cancelAll();
    await station.idle();
    await this.#all.images.settle();
    setTimeout(() => void this.end(), ANSWER_MS); // after the answer is out
  }

  async end(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    this.#forget();
    await this.#all.tasks.cancelAll();
    await this.#api?.close();
    this.#all.records.close();
    process.exit(0); // what a stuck drive still holds must not keep an ended engine alive
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    if (this.#all.options.transient) this.#idle = setTimeout(() => this.#endIfIdle(), IDLE_MS);
  }

  #endIfIdle(): void {
    const { station, tasks } = this.#all;
    // A sample or a check can be made again; what a person asked for is finished first.
    const asked = tasks.list().some(({ kind }) => ASKED.includes(kind));
    if (this.#clients > 0 || asked || station.jobs.running().length > 0) return this.#watchIdle();
    void this.end();
  }
}
