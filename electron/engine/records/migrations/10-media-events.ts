import type { Database } from "better-sqlite3";

/**
 * What became of each medium and what was decided about it. Kept when the medium goes: units name it long after. Which
 * version of a name is the current one, and which are retired, follows from this.
 */
export function mediaEvents(db: Database): void {
  db.exec(`
    CREATE TABLE mediaEvents (
      n INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      media TEXT NOT NULL,
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      event TEXT NOT NULL -- JSON
    ) STRICT;

    CREATE TRIGGER mediaEventsStay BEFORE UPDATE ON mediaEvents
      BEGIN SELECT raise(ABORT, 'the history of media is append-only'); END;
    CREATE TRIGGER mediaEventsRemain BEFORE DELETE ON mediaEvents
      BEGIN SELECT raise(ABORT, 'the history of media is append-only'); END;
  `);
}
