import { MediaEntry } from "../../../shared/media-history.ts";
import type { Db } from "./database.ts";
import type { Records } from "./records.ts";

type MediaEventRecords = Pick<Records, "addMediaEvent" | "mediaEvents" | "mediaName">;

interface Row extends Omit<MediaEntry, "event"> {
  event: string;
}

/** The history of media: added to, never changed. */
export function mediaEventRecords(db: Db): MediaEventRecords {
  const add = db.prepare(`
    INSERT INTO mediaEvents (at, media, name, version, sha256, event)
    VALUES (@at, @media, @name, @version, @sha256, @event)`);
  const ofName = db.prepare<[string], Row>("SELECT * FROM mediaEvents WHERE name = ? ORDER BY n");
  const name = db
    .prepare<[string], string>("SELECT name FROM mediaEvents WHERE media = ? ORDER BY n DESC LIMIT 1")
    .pluck();
  const all = db.prepare<[], Row>("SELECT * FROM mediaEvents ORDER BY n");
  return {
    addMediaEvent(entry) {
      const { lastInsertRowid } = add.run({ ...entry, event: JSON.stringify(entry.event) });
      return { ...entry, n: Number(lastInsertRowid) };
    },
    mediaEvents: (wanted) => (wanted === undefined ? all.all() : ofName.all(wanted)).map(read),
    mediaName: (id) => name.get(id) ?? null,
  };
}

function read(row: Row): MediaEntry {
  return MediaEntry.parse({ ...row, event: JSON.parse(row.event) });
}
