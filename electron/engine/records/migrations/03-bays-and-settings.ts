import type { Database } from "better-sqlite3";

/** Which port is which bay, and what the station keeps about itself. */
export function baysAndSettings(db: Database): void {
  db.exec(`
    CREATE TABLE bays (
      bay INTEGER PRIMARY KEY,
      port TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
