import type { Media } from "../../shared/media.ts";
import { beginCheck } from "./look-at-media.ts";
import type { Library } from "./media/library.ts";
import type { Settings } from "./settings.ts";
import type { Tasks } from "./tasks.ts";

const DAY_MS = 86_400_000;

interface RecheckParts {
  library: Pick<Library, "list">;
  tasks: Pick<Tasks, "list" | "cancel">;
  /** Begins the check of a medium. */
  check: (media: string) => { task: string; ended: Promise<unknown> };
  /** How old a check may be; 0 for never again. */
  days: () => number;
  /** Whether a drive is being staged. */
  staging: () => boolean;
  now: () => Date;
}

/** Reads media again and verifies them when that was long ago: one at a time, while nothing else goes on. */
export class Rechecks {
  readonly #parts: RecheckParts;
  #running: string | null = null;
  #stopped = false;
  /** Checks that came to no answer, or were cancelled by a person, are tried again a day later. */
  readonly #triedAt = new Map<string, number>();

  constructor(parts: RecheckParts) {
    this.#parts = parts;
  }

  /** Every minute or so. */
  look(): void {
    const { tasks, check, days, staging } = this.#parts;
    if (this.#running !== null || days() === 0 || staging() || tasks.list().length > 0) return;
    const medium = this.#due();
    if (!medium) return;
    const { task, ended } = check(medium.id);
    this.#running = task;
    this.#stopped = false;
    ended.then(
      () => this.#over(medium.id, false),
      () => this.#over(medium.id, !this.#stopped),
    );
  }

  /** A drive is about to be staged: what was begun is given up, and begun anew when none is any more. */
  stop(): void {
    if (this.#running === null || this.#stopped) return;
    this.#stopped = true;
    this.#parts.tasks.cancel(this.#running);
  }

  #over(media: string, failed: boolean): void {
    this.#running = null;
    if (failed) this.#triedAt.set(media, this.#parts.now().getTime());
    else this.#triedAt.delete(media);
  }

  /** The one whose last check is longest ago, when that is too long. */
  #due(): Media | undefined {
    const now = this.#parts.now().getTime();
    const before = new Date(now - this.#parts.days() * DAY_MS).toISOString();
    const waits = ({ id }: Media) => now - (this.#triedAt.get(id) ?? -Infinity) < DAY_MS;
    return this.#parts.library
      .list()
      .filter((medium) => medium.state !== "bad" && checkedLast(medium) < before && !waits(medium))
      .toSorted((a, b) => checkedLast(a).localeCompare(checkedLast(b)))[0];
  }
}

/** It was read through when it came in. */
function checkedLast({ checkedAt, importedAt }: Media): string {
  return checkedAt ?? importedAt;
}

/** By the station's settings. @param staging whether a drive is being staged */
export function openRechecks(
  { library, tasks, settings }: { library: Library; tasks: Tasks; settings: Settings },
  staging: () => boolean,
): Rechecks {
  return new Rechecks({
    library,
    tasks,
    check: (media) => beginCheck(library, tasks, media),
    days: () => Number(settings.get("recheck-days")),
    staging,
    now: () => new Date(),
  });
}
