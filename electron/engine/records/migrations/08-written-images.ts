import type { Database } from "better-sqlite3";

/**
 * What was written to each drive, as hashes: a drive can be read again and judged long after its master, its medium and
 * its task sequence are gone. Units staged alike share one image.
 */
export function writtenImages(db: Database): void {
  db.exec(`
    CREATE TABLE images (
      image TEXT PRIMARY KEY,
      layout TEXT NOT NULL,
      hashes BLOB
    ) STRICT;
    CREATE TABLE unitImages (
      job TEXT PRIMARY KEY REFERENCES units (job),
      image TEXT NOT NULL REFERENCES images (image),
      own TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER imagesStay BEFORE UPDATE ON images
      WHEN old.layout <> new.layout OR old.hashes IS NOT NULL
      BEGIN SELECT raise(ABORT, 'what was written never changes'); END;
    CREATE TRIGGER unitImagesStay BEFORE UPDATE ON unitImages
      BEGIN SELECT raise(ABORT, 'what was written never changes'); END;
  `);
}
