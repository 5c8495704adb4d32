import { MediaEntry } from "../../../shared/media-history.ts";
import type { Db } from "./database.ts";
import type { Records } from "./records.ts";

type MediaEventRecords = Pick<Records, "addMediaEvent" | "mediaEvents">;

interface Row extends Omit<MediaEntry, "event"> {
  event: string;
}

/** The history of media: added to, never changed. */
export function mediaEventRecords(db: Db): MediaEventRecords {
  const add = db.prepare(`
    INSERT INTO mediaEvents (at, media, name, version, sha256, event)
    VALUES (@at, @media, @name, @version, @sha256, @event)`);
  const all = db.prepare<[], Row>("SELECT * FROM mediaEvents ORDER BY n");
  return {
    addMediaEvent(entry) {
      const { lastInsertRowid } = add.run({ ...entry, event: JSON.stringify(entry.event) });
      return { ...entry, n: Number(lastInsertRowid) };
    },
    mediaEvents: () => all.all().map((row) => MediaEntry.parse({ ...row, event: JSON.parse(row.event) })),
  };
}
