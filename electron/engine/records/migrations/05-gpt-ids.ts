import type { Database } from "better-sqlite3";

/** Drives with a GPT have a GUID, and so has each of their partitions. Units from before have none. */
export function gptIds(db: Database): void {
  db.exec(`
    ALTER TABLE units ADD COLUMN diskGuid TEXT NOT NULL DEFAULT '';
    ALTER TABLE units ADD COLUMN partitionGuids TEXT NOT NULL DEFAULT '[]'; -- JSON

    CREATE TRIGGER gptIdsStay BEFORE UPDATE OF diskGuid, partitionGuids ON units
      BEGIN SELECT raise(ABORT, 'a unit keeps what it was started with'); END;
  `);
}
