import type { CatalogueItem, ContentCatalogue } from "../../../shared/content.ts";
import { withDescendants } from "../../../shared/content-sites.ts";
import type { Media } from "../../../shared/media.ts";
import { scannedName } from "./folder-place.ts";
import type { Locations } from "./locations.ts";
import type { Place, PlaceItem } from "./place.ts";

const LOOK_MS = 20_000;

export interface CatalogueParts {
  locations: Locations;
  media: () => readonly Media[];
}

/** One content with every place that has it, nearest first. */
export interface Offer {
  content: string;
  at: { place: Place; item: PlaceItem }[];
}

interface Asked {
  offers: Offer[];
  problems: ContentCatalogue["problems"];
}

/** What can be had where: the union of what all enabled locations have, by hash. */
export class Catalogue {
  readonly #parts: CatalogueParts;

  constructor(parts: CatalogueParts) {
    this.#parts = parts;
  }

  async list(site: string | null, childSites: boolean, fresh: boolean): Promise<ContentCatalogue> {
    const { offers, problems } = await this.#ask(site, childSites, fresh);
    const media = this.#parts.media().filter(({ state }) => state !== "bad");
    const items = offers.flatMap((offer) => asShown(offer, media));
    items.sort(
      (a, b) =>
        a.name.localeCompare(b.name) || b.version.localeCompare(a.version, undefined, { numeric: true }),
    );
    return { items, problems };
  }

  /** Everywhere that one content can be had; null when nowhere. The place `from` is asked anew. */
  async offer(content: string, from?: string): Promise<Offer | null> {
    const { offers } = await this.#ask(null, true, from ?? false);
    return offers.find((offer) => offer.content === content) ?? null;
  }

  /** @param fresh whether all are asked anew, or the one of them that is */
  async #ask(site: string | null, childSites: boolean, fresh: boolean | string): Promise<Asked> {
    const { locations } = this.#parts;
    const all = locations.places();
    const sites =
      site === null ? null : childSites ? withDescendants(site, all) : new Set([site.toLowerCase()]);
    const asked = all.filter(
      (place) => place.enabled && (sites === null || sites.has(place.site.toLowerCase())),
    );
    // All at once: one that does not answer must not hold up the others.
    const looks = await Promise.all(
      asked.map(async (place) => {
        const { found, look } = await locations.look(place, limit(), fresh === true || fresh === place.id);
        return { place, found, look };
      }),
    );
    const offers = new Map<string, Offer>();
    const problems: Asked["problems"] = [];
    for (const { place, found, look } of looks) {
      if (!found) problems.push({ location: place.id, name: place.name, message: look.message });
      for (const item of found?.items ?? []) {
        const content = item.sha256 ?? scannedName(place, item);
        const offer = offers.get(content) ?? { content, at: [] };
        // An index may name one file twice.
        if (!offer.at.some((one) => one.place.id === place.id)) offer.at.push({ place, item });
        offers.set(content, offer);
      }
    }
    return { offers: [...offers.values()], problems };
  }
}

function limit() {
  return { stallMs: LOOK_MS, signal: AbortSignal.timeout(10 * LOOK_MS) };
}

function asShown({ content, at }: Offer, media: readonly Media[]): CatalogueItem[] {
  const [first] = at;
  if (!first) return [];
  const { path: _path, signature: _signature, modifiedAt: _modifiedAt, ...item } = first.item;
  return [
    {
      ...item,
      content,
      at: at.map(({ place: { id, name, site } }) => ({ location: id, name, site })),
      media: (item.sha256 !== null && media.find(({ sha256 }) => sha256 === item.sha256)?.id) || null,
    },
  ];
}
