import { isWithinHours, nextWithinHours } from "../../../shared/content-hours.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Bandwidth } from "./bandwidth.ts";
import type { Offer } from "./catalogue.ts";
import type { Clock } from "./clock.ts";
import { openInFolder } from "./folder-place.ts";
import { openHttp } from "./http-place.ts";
import type { Partial } from "./partial.ts";
import type { OpenedContent, Place, PlaceItem, Wanted } from "./place.ts";

/** After a round in which no place gave a byte, so long is waited; after the last it is given up. */
const PAUSES_MS = [1000, 2000, 5000, 10_000, 20_000];
/** After a round that gave less, the first pause is made: a server that gives a byte at a time is not to be stormed. */
const PROGRESS_BYTES = 64 << 10;
/** So often it is looked whether the place may still be used, and how fast. */
const LOOK_MS = 1000;
/** The clock may be set, and hours changed: nobody sleeps through that. */
const NAP_MS = 15_000;

export interface Fetching {
  partial: Partial;
  /** Where it can be had. `from` makes the place with this id be asked anew. */
  offer: (from?: string) => Promise<Offer | null>;
  /** The place as it is now; null when it was removed or switched off. */
  current: (id: string) => Place | null;
  bandwidth: Bandwidth;
  clock: Clock;
  stallMs: number;
  signal: AbortSignal;
  tell: (doing: string) => void;
}

type At = Offer["at"][number];

/**
 * Takes a content from wherever it can be had, nearest first, until all of it is there. A place that breaks off hands
 * over to the next at the byte where it broke.
 * @throws StagingFault what the places answered; disk-full, home-not-writable; `signal.reason`
 */
export async function fetchContent(fetching: Fetching): Promise<void> {
  const rounds = new Rounds(fetching);
  while (fetching.partial.left > 0) await rounds.next();
}

class Rounds {
  readonly #fetching: Fetching;
  /** Places that need not be asked again, and why. */
  readonly #out = new Map<string, StagingFault>();
  /** Places whose file has changed once. */
  readonly #renewed = new Set<string>();
  #broken = new Map<string, StagingFault>();
  #offer: Offer | null = null;
  #idle = 0;

  constructor(fetching: Fetching) {
    this.#fetching = fetching;
  }

  async next(): Promise<void> {
    const { clock } = this.#fetching;
    this.#offer ??= await this.#fetching.offer();
    const usable = this.#usable();
    if (usable.length === 0 && this.#offer) throw this.#summary();
    const now = usable.filter(({ place }) => isWithinHours(place.hours, clock.now()));
    if (usable.length > 0 && now.length === 0) return this.#waitForHours(usable.map(({ place }) => place));
    this.#broken = new Map();
    const gained = await this.#round(now);
    if (gained > 0) this.#idle = 0;
    if (gained < PROGRESS_BYTES && this.#fetching.partial.left > 0) await this.#rest(gained);
  }

  #usable(): At[] {
    return (this.#offer?.at ?? []).flatMap(({ place: { id }, item }) => {
      const place = this.#out.has(id) ? null : this.#fetching.current(id);
      const same = item.sizeBytes === this.#fetching.partial.journal.sizeBytes;
      return place && same ? [{ place, item }] : [];
    });
  }

  /** @returns by how many bytes it brought the pull on */
  async #round(places: readonly At[]): Promise<number> {
    const { partial } = this.#fetching;
    let gained = 0;
    for (const at of places) {
      const before = partial.bytes;
      try {
        if (partial.left > 0) await takeFrom(at, this.#fetching);
      } catch (thrown) {
        await this.#broke(at, thrown);
        if (partial.bytes < before) return PROGRESS_BYTES; // begun anew, which happens once
      }
      gained += partial.bytes - before;
    }
    return gained;
  }

  async #broke({ place }: At, thrown: unknown): Promise<void> {
    const { signal, partial } = this.#fetching;
    signal.throwIfAborted();
    if (!(thrown instanceof StagingFault) || !isOfThePlace(thrown)) throw thrown;
    if (partial.left > 0) await partial.flush();
    if (thrown.code === "location-unreachable") this.#broken.set(place.id, thrown);
    else if (thrown.code === "content-changed" && !this.#renewed.has(place.id)) await this.#renew(place);
    else this.#out.set(place.id, thrown);
  }

  /** Its file is another than a moment ago. If its index still promises the same content, it gets one more chance. */
  async #renew(place: Place): Promise<void> {
    const { partial, offer } = this.#fetching;
    this.#renewed.add(place.id);
    if (partial.journal.from.includes(place.id)) await partial.restart();
    else delete partial.journal.validators[place.id];
    this.#offer = await offer(place.id);
  }

  async #rest(gained: number): Promise<void> {
    const { clock, signal, tell } = this.#fetching;
    const usable = this.#usable();
    if (this.#offer && usable.length === 0) throw this.#summary();
    const pause = PAUSES_MS[gained > 0 ? 0 : this.#idle++];
    const [reason] = this.#broken.values();
    if (pause === undefined) throw this.#summary();
    tell(`Trying again in ${pause / 1000} s. ${reason?.message ?? "No location has it now."}`);
    await clock.sleep(pause, signal);
    this.#offer = (await this.#fetching.offer()) ?? this.#offer;
  }

  async #waitForHours(places: readonly Place[]): Promise<void> {
    const { clock, signal, tell, partial } = this.#fetching;
    if (partial.bytes > partial.journal.flushedBytes) await partial.flush();
    const [first] = places
      .map((place) => ({ place, at: nextWithinHours(place.hours, clock.now()) }))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
    if (!first) return;
    const time = `${two(first.at.getHours())}:${two(first.at.getMinutes())}`;
    tell(`Waiting until ${time}: ${first.place.name} may be used ${first.place.hours} only.`);
    await clock.sleep(Math.min(NAP_MS, Math.max(0, first.at.getTime() - clock.now().getTime()) + 50), signal);
  }

  /** One fault for all places: the nearest one's code, everybody's words. */
  #summary(): StagingFault {
    const faults = [...this.#out.values(), ...this.#broken.values()];
    const [first] = faults;
    const { name } = this.#fetching.partial.journal;
    if (!first)
      return new StagingFault("content-missing", `No location that is switched on has “${name}” now.`);
    const words = [...new Set(faults.map(({ message }) => message))].join(" ");
    return new StagingFault(first.code, words, { cause: first });
  }
}

/** Takes what this place gives until all is there, it breaks, or it may not be used any longer. */
async function takeFrom({ place, item }: At, fetching: Fetching): Promise<void> {
  const { partial, clock, signal, stallMs, current, bandwidth, tell } = fetching;
  const validator = partial.journal.validators[place.id] ?? null;
  tell(`Getting it from ${place.name}`);
  const opened = await openAt(place, { item, from: partial.bytes, validator, stallMs, signal });
  try {
    if (opened.validator !== null) partial.journal.validators[place.id] = opened.validator;
    let now: Place | null = place;
    let lookedAt = clock.ticks();
    for await (const piece of opened.chunks) {
      await partial.add(piece, place.id);
      if (clock.ticks() - lookedAt >= LOOK_MS) {
        lookedAt = clock.ticks();
        now = current(place.id);
        if (!now || now.address !== place.address || !isWithinHours(now.hours, clock.now())) return;
      }
      const waitMs = bandwidth.take(now, piece.length, clock.ticks());
      if (waitMs > 0 && partial.left > 0) await clock.sleep(waitMs, signal);
    }
  } finally {
    opened.close();
  }
}

function openAt(place: Place, wanted: Wanted & { item: PlaceItem }): Promise<OpenedContent> {
  return place.kind === "folder" ? openInFolder(place, wanted) : openHttp(place, wanted);
}

function isOfThePlace(fault: StagingFault): boolean {
  return /^(location|content)-/.test(fault.code);
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
