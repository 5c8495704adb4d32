import { randomUUID } from "node:crypto";
import type { Media } from "../../../shared/media.ts";
import type { Library } from "../media/library.ts";
import type { Records } from "../records/records.ts";
import type { Tasks } from "../tasks.ts";
import { Bandwidth } from "./bandwidth.ts";
import { Catalogue } from "./catalogue.ts";
import { realClock, type Clock } from "./clock.ts";
import type { ContentRooms } from "./commands.ts";
import { Locations } from "./locations.ts";
import { Pulls } from "./pulls.ts";
import { Tokens } from "./tokens.ts";

const STALL_MS = 30_000;

export interface ContentParts {
  /** The file of the locations' tokens. */
  tokens: string;
  records: Pick<Records, "contentLocations" | "putContentLocation" | "deleteContentLocation">;
  library: Library;
  tasks: Pick<Tasks, "run">;
  /** Told each medium that came in. */
  imported: (media: Media) => void;
  log: (line: string) => void;
  clock?: Clock;
  stallMs?: number;
}

/** @throws StagingFault home-not-writable */
export function openContent(parts: ContentParts): ContentRooms {
  const { records, library, tasks, imported, log, clock = realClock, stallMs = STALL_MS } = parts;
  const tokens = new Tokens(parts.tokens);
  const locations = new Locations({ records, tokens, now: () => clock.now(), newId: randomUUID });
  const catalogue = new Catalogue({ locations, media: () => library.list() });
  const bandwidth = new Bandwidth();
  const pulls = new Pulls({ library, locations, catalogue, bandwidth, tasks, clock, stallMs, imported, log });
  return { locations, catalogue, pulls, tasks, served: null };
}
