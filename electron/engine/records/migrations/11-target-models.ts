import type { Database } from "better-sqlite3";

/** The PCs that staged drives go into, with the devices that a boot image has to drive. */
export function targetModels(db: Database): void {
  db.exec(`
    CREATE TABLE targetModels (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE,
      vendor TEXT NOT NULL COLLATE NOCASE,
      firmware TEXT NOT NULL CHECK (firmware IN ('bios', 'uefi')),
      architecture TEXT NOT NULL,
      note TEXT NOT NULL,
      devices TEXT NOT NULL, -- JSON
      changedAt TEXT NOT NULL,
      UNIQUE (vendor, name)
    ) STRICT;
  `);
}
