import { randomUUID } from "node:crypto";
import type { Library } from "../media/library.ts";
import type { Records } from "../records/records.ts";
import { Catalogue } from "./catalogue.ts";
import type { ContentRooms } from "./commands.ts";
import { Locations } from "./locations.ts";
import { Tokens } from "./tokens.ts";

export interface ContentParts {
  /** The file of the locations' tokens. */
  tokens: string;
  records: Records;
  library: Library;
}

/** @throws StagingFault home-not-writable */
export function openContent({ tokens, records, library }: ContentParts): ContentRooms {
  const locations = new Locations({
    records,
    tokens: new Tokens(tokens),
    now: () => new Date(),
    newId: randomUUID,
  });
  const catalogue = new Catalogue({ locations, media: () => library.list() });
  return { locations, catalogue };
}
