import type { Engine } from "../../../shared/contract.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Locations } from "./locations.ts";
import type { Pulls } from "./pulls.ts";

const TEST_MS = 15_000;

/** What the content commands need. */
export interface ContentRooms {
  locations: Locations;
  catalogue: Catalogue;
  pulls: Pulls;
}

type ContentCommand =
  | "contentLocations"
  | "saveContentLocation"
  | "removeContentLocation"
  | "testContentLocation"
  | "contentCatalogue"
  | "pullContent"
  | "contentPulls"
  | "discardPull";

export function contentHandlers({ locations, catalogue, pulls }: ContentRooms): Pick<Engine, ContentCommand> {
  return {
    contentLocations: async () => locations.list(),
    saveContentLocation: async ({ location }) => ({ id: locations.save(location) }),
    async removeContentLocation({ id }) {
      locations.remove(id);
      return {};
    },
    async testContentLocation({ id }) {
      const asking = { stallMs: TEST_MS, signal: AbortSignal.timeout(10 * TEST_MS) };
      return (await locations.look(locations.place(id), asking, true)).look;
    },
    contentCatalogue: ({ site, childSites, fresh }) => catalogue.list(site, childSites, fresh),
    pullContent: async ({ content, location }) => ({ task: await pulls.start(content, location) }),
    contentPulls: () => pulls.list(),
    async discardPull({ content }) {
      await pulls.discard(content);
      return {};
    },
  };
}
