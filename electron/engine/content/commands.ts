import { basename } from "node:path";
import type { ContentServed, PublishedContent } from "../../../shared/content.ts";
import type { Engine } from "../../../shared/contract.ts";
import { TaskResults } from "../task-results.ts";
import type { Tasks } from "../tasks.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Locations } from "./locations.ts";
import { publishFolder } from "./publish.ts";
import type { Pulls } from "./pulls.ts";

const TEST_MS = 15_000;

/** What the content commands need. */
export interface ContentRooms {
  locations: Locations;
  catalogue: Catalogue;
  pulls: Pulls;
  tasks: Pick<Tasks, "run">;
  /** Where others can have the library; null when it is not served. */
  served: ContentServed | null;
}

type ContentCommand =
  | "contentLocations"
  | "saveContentLocation"
  | "removeContentLocation"
  | "testContentLocation"
  | "contentCatalogue"
  | "pullContent"
  | "pulledContent"
  | "contentPulls"
  | "discardPull"
  | "publishContent"
  | "publishedContent"
  | "contentServed";

export function contentHandlers(rooms: ContentRooms): Pick<Engine, ContentCommand> {
  const { locations, catalogue, pulls } = rooms;
  return {
    ...publishHandlers(rooms),
    contentServed: async () => ({ served: rooms.served }),
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
    pullContent: async ({ content, location, keepCurrent }) => ({
      task: await pulls.start(content, location, keepCurrent),
    }),
    pulledContent: async ({ task }) => pulls.results.of(task),
    contentPulls: () => pulls.list(),
    async discardPull({ content }) {
      await pulls.discard(content);
      return {};
    },
  };
}

function publishHandlers({ tasks }: ContentRooms): Pick<Engine, "publishContent" | "publishedContent"> {
  const results = new TaskResults<PublishedContent>();
  return {
    async publishContent(publishing) {
      const running = tasks.run("publish", basename(publishing.dir), ({ signal, tell }) =>
        publishFolder(publishing, { signal, progress: tell }),
      );
      return { task: results.keep(running) };
    },
    publishedContent: async ({ task }) => results.of(task),
  };
}
