import type { Database } from "better-sqlite3";

/** Places that media and images can be had from. Their tokens are not in here: records are copied and exported. */
export function contentLocations(db: Database): void {
  db.exec(`
    CREATE TABLE contentLocations (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE UNIQUE,
      site TEXT NOT NULL,
      parentSite TEXT,
      kind TEXT NOT NULL CHECK (kind IN ('folder', 'http')),
      address TEXT NOT NULL,
      nearness INTEGER NOT NULL,
      bytesPerSecond INTEGER,
      hours TEXT NOT NULL,
      caFile TEXT,
      fingerprint TEXT,
      enabled INTEGER NOT NULL
    ) STRICT;
  `);
}
