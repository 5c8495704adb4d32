import type { Database } from "better-sqlite3";

/** Ids that were ever given to a drive, those of earlier units included. Never given twice, so never removed. */
export function issuedIds(db: Database): void {
  db.exec(`
    CREATE TABLE issuedIds (
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      job TEXT NOT NULL,
      PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;

    INSERT OR IGNORE INTO issuedIds
      SELECT 'disk-signature', lower(diskSignature), job FROM units WHERE diskSignature <> '';
    INSERT OR IGNORE INTO issuedIds
      SELECT 'volume-serial', lower(serial.value), job FROM units, json_each(units.volumeSerials) AS serial;

    CREATE TRIGGER issuedIdsStay BEFORE UPDATE ON issuedIds
      BEGIN SELECT raise(ABORT, 'an id is given once'); END;
    CREATE TRIGGER issuedIdsRemain BEFORE DELETE ON issuedIds
      BEGIN SELECT raise(ABORT, 'an id is given once'); END;
  `);
}
