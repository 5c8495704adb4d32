import type { Database } from "better-sqlite3";

/**
 * Task sequences of this station: every version, as it was saved. `original` is the file it was imported from, kept for
 * its way back; later versions name in `originalOf` the version that has it.
 */
export function sequenceVersions(db: Database): void {
  db.exec(`
    CREATE TABLE sequenceVersions (
      sequence TEXT NOT NULL,
      version INTEGER NOT NULL CHECK (version > 0),
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      source TEXT NOT NULL,
      author TEXT NOT NULL,
      comment TEXT NOT NULL,
      at TEXT NOT NULL,
      hash TEXT NOT NULL,
      xml TEXT NOT NULL,
      tree TEXT NOT NULL,
      facts TEXT NOT NULL,
      original BLOB,
      part TEXT,
      originalOf INTEGER,
      PRIMARY KEY (sequence, version)
    ) STRICT;

    CREATE TRIGGER sequenceVersionsStay BEFORE UPDATE ON sequenceVersions
      BEGIN SELECT raise(ABORT, 'a version never changes'); END;
  `);
}
