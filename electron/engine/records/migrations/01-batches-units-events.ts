import type { Database } from "better-sqlite3";

/** "PRES": tells our file from any other SQLite database. */
export const APPLICATION_ID = 0x50524553;

/**
 * Batches, units, and the events that units are made of. Events are never changed or removed. Of a unit only what
 * follows from its events may change, and nothing after its ending.
 */
export function batchesUnitsEvents(db: Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.exec(tables);
  db.exec(indexes);
  db.exec(triggers);
}

const tables = `
  CREATE TABLE batches (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    inYear INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    target INTEGER,
    operator TEXT NOT NULL,
    note TEXT NOT NULL,
    createdAt TEXT NOT NULL,
    closedAt TEXT,
    UNIQUE (year, inYear)
  ) STRICT;

  CREATE TABLE units (
    number INTEGER PRIMARY KEY,
    job TEXT NOT NULL UNIQUE,
    batch TEXT NOT NULL REFERENCES batches (id),
    bay INTEGER NOT NULL,
    unitSerial TEXT NOT NULL,
    unitSerialSource TEXT NOT NULL,
    driveSerial TEXT,
    driveSerialSource TEXT NOT NULL,
    wwid TEXT,
    model TEXT NOT NULL,
    sizeBytes INTEGER NOT NULL,
    logicalSectorBytes INTEGER NOT NULL,
    mediaId TEXT NOT NULL,
    mediaName TEXT NOT NULL,
    mediaVersion TEXT NOT NULL,
    mediaSha256 TEXT NOT NULL,
    imageIndex INTEGER NOT NULL,
    sequenceName TEXT NOT NULL,
    sequenceVersion TEXT NOT NULL,
    sequenceHash TEXT NOT NULL,
    oldData TEXT NOT NULL,
    station TEXT NOT NULL,
    software TEXT NOT NULL,
    operator TEXT NOT NULL,
    bench TEXT NOT NULL,
    diskSignature TEXT NOT NULL,
    volumeSerials TEXT NOT NULL, -- JSON
    startedAt TEXT NOT NULL,
    search TEXT NOT NULL, -- what a person may look for, folded to one case
    endedAt TEXT,
    ending TEXT CHECK (ending IN ('done', 'failed', 'cancelled', 'interrupted')),
    fault TEXT, -- JSON
    writtenBytes INTEGER NOT NULL DEFAULT 0,
    verifiedBytes INTEGER NOT NULL DEFAULT 0,
    phases TEXT NOT NULL DEFAULT '[]' -- JSON
  ) STRICT;

  CREATE TABLE events (
    job TEXT NOT NULL REFERENCES units (job),
    n INTEGER NOT NULL,
    v INTEGER NOT NULL, -- which shape of event this is
    at TEXT NOT NULL,
    event TEXT NOT NULL, -- JSON
    PRIMARY KEY (job, n)
  ) STRICT, WITHOUT ROWID;
`;

const indexes = `
  CREATE INDEX unitsByBatch ON units (batch, ending);
  CREATE INDEX unitsByUnitSerial ON units (unitSerial);
  CREATE INDEX unitsByDriveSerial ON units (driveSerial);
  CREATE INDEX unitsOpen ON units (number) WHERE ending IS NULL;
`;

const triggers = `
  CREATE TRIGGER eventsComeInOrder BEFORE INSERT ON events
    WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM events WHERE job = NEW.job)
    BEGIN SELECT raise(ABORT, 'events are numbered without a gap'); END;
  CREATE TRIGGER eventsStay BEFORE UPDATE ON events
    BEGIN SELECT raise(ABORT, 'events are append-only'); END;
  CREATE TRIGGER eventsRemain BEFORE DELETE ON events
    BEGIN SELECT raise(ABORT, 'events are append-only'); END;
  CREATE TRIGGER unitsRemain BEFORE DELETE ON units
    BEGIN SELECT raise(ABORT, 'units are never removed'); END;
  CREATE TRIGGER unitsStay BEFORE UPDATE OF
      number, job, batch, bay, unitSerial, unitSerialSource, driveSerial, driveSerialSource, wwid, model, sizeBytes,
      logicalSectorBytes, mediaId, mediaName, mediaVersion, mediaSha256, imageIndex, sequenceName, sequenceVersion,
      sequenceHash, oldData, station, software, operator, bench, diskSignature, volumeSerials, startedAt, search
    ON units
    BEGIN SELECT raise(ABORT, 'a unit keeps what it was started with'); END;
  CREATE TRIGGER endingsStay BEFORE UPDATE ON units WHEN OLD.ending IS NOT NULL
    BEGIN SELECT raise(ABORT, 'an ended unit never changes'); END;
`;
