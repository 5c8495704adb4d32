import { contentLimits } from "../../../shared/content-index.ts";
import type { ContentLocation, LocationInput, LocationLook } from "../../../shared/content.ts";
import { siteProblem } from "../../../shared/content-sites.ts";
import { StagingFault, toFault } from "../../../shared/fault.ts";
import type { Records, StoredLocation } from "../records/records.ts";
import { lookAtFolder } from "./folder-place.ts";
import { lookAtHttp } from "./http-place.ts";
import type { Asking, Found, Place } from "./place.ts";
import type { Tokens } from "./tokens.ts";

export interface LocationParts {
  records: Pick<Records, "contentLocations" | "putContentLocation" | "deleteContentLocation">;
  tokens: Tokens;
  now: () => Date;
  newId: () => string;
}

interface Looked {
  look: LocationLook;
  found: Found | null;
}

/** The locations of this station, and what each was found to have when it was asked last. */
export class Locations {
  readonly #parts: LocationParts;
  readonly #looked = new Map<string, Looked>();

  constructor(parts: LocationParts) {
    this.#parts = parts;
  }

  /** Nearest first. */
  list(): ContentLocation[] {
    return this.#parts.records.contentLocations().map((stored) => ({
      ...stored,
      hasToken: this.#parts.tokens.of(stored.id) !== null,
      look: this.#looked.get(stored.id)?.look ?? null,
    }));
  }

  /** Nearest first. */
  places(): Place[] {
    const { records, tokens } = this.#parts;
    return records.contentLocations().map((stored) => ({ ...stored, token: tokens.of(stored.id) }));
  }

  /** @throws StagingFault location-unknown */
  place(id: string): Place {
    const place = this.places().find((one) => one.id === id);
    if (!place) throw new StagingFault("location-unknown", `There is no content location ${id}.`);
    return place;
  }

  /**
   * Adds a location, or changes the one with its id.
   * @returns its id
   * @throws StagingFault location-unknown, bad-input, home-not-writable
   */
  save({ id: given, token, ...input }: LocationInput): string {
    const all = this.#parts.records.contentLocations();
    const old = given === undefined ? undefined : this.place(given);
    const others = all.filter(({ id }) => id !== given);
    const stored: StoredLocation = { ...input, id: old?.id ?? this.#parts.newId() };
    refuse(stored, others);
    const sends = stored.kind === "http";
    if (!sends) Object.assign(stored, { caFile: null, fingerprint: null });
    // A token was given for one server: another address must not be sent it unseen.
    const moved = old !== undefined && originOf(old) !== originOf(stored);
    if (!sends || token !== undefined || moved)
      this.#parts.tokens.set(stored.id, sends ? (token ?? null) : null);
    this.#parts.records.putContentLocation(stored);
    this.#looked.delete(stored.id);
    return stored.id;
  }

  /** @throws StagingFault location-unknown, home-not-writable */
  remove(id: string): void {
    this.place(id);
    this.#parts.records.deleteContentLocation(id);
    this.#parts.tokens.set(id, null);
    this.#looked.delete(id);
  }

  /** What was found when the place was asked last, or now when it was not yet, or when `fresh`. Null: see its look. */
  async look(place: Place, asking: Asking, fresh: boolean): Promise<Looked> {
    const known = this.#looked.get(place.id);
    if (known?.found && !fresh) return known;
    const looked = await this.#ask(place, asking);
    // It may have been changed or removed meanwhile: then this answer is of another one.
    const now = this.places().find(({ id }) => id === place.id);
    if (now && JSON.stringify(now) === JSON.stringify(place)) this.#looked.set(place.id, looked);
    return looked;
  }

  async #ask(place: Place, asking: Asking): Promise<Looked> {
    const at = this.#parts.now().toISOString();
    try {
      const found = await (place.kind === "folder" ? lookAtFolder : lookAtHttp)(place, asking);
      const bytes = found.items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      const look = { at, found: found.by, items: found.items.length, bytes, message: foundWords(found) };
      return { look, found };
    } catch (thrown) {
      asking.signal.throwIfAborted();
      const { message } = toFault(thrown);
      return { look: { at, found: "failed", items: 0, bytes: 0, message }, found: null };
    }
  }
}

function refuse(added: StoredLocation, others: readonly StoredLocation[]): void {
  if (others.length >= contentLimits.locations)
    throw new StagingFault("bad-input", `There are ${others.length} locations already; more are not kept.`);
  if (others.some(({ name }) => name.toLowerCase() === added.name.toLowerCase()))
    throw new StagingFault("bad-input", `There is a location “${added.name}” already. Give another name.`);
  const problem = siteProblem(added, others);
  if (problem !== null) throw new StagingFault("bad-input", problem);
}

function originOf({ kind, address }: StoredLocation): string {
  return kind === "folder" ? address : (URL.parse(address)?.origin ?? address);
}

function foundWords({ by, items, notes }: Found): string {
  const count = items.length === 1 ? "1 item" : `${items.length} items`;
  const left = notes.length === 0 ? "" : ` Left out: ${notes.slice(0, 3).join(" ")}`;
  if (by === "index") return `${count} by its index.`;
  return `No index, so its files were looked through: ${count}.${left}`;
}
