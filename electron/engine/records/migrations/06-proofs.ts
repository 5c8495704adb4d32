import type { Database } from "better-sqlite3";

/** Starts of staged drives in a computer that cannot write to them, each with its picture's name and hash. */
export function proofs(db: Database): void {
  db.exec(`
    CREATE TABLE proofs (
      proof TEXT PRIMARY KEY,
      job TEXT REFERENCES units (job),
      unitSerial TEXT,
      path TEXT NOT NULL,
      firmware TEXT NOT NULL,
      disk TEXT NOT NULL,
      rule TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('proved', 'not-proved')),
      message TEXT NOT NULL,
      picture TEXT,
      sha256 TEXT,
      startedAt TEXT NOT NULL,
      ms INTEGER NOT NULL,
      qemu TEXT NOT NULL,
      unchangedBytes INTEGER
    ) STRICT;
    CREATE INDEX proofsOfJob ON proofs (job);
    CREATE INDEX proofsOfPath ON proofs (path);

    CREATE TRIGGER proofsStay BEFORE UPDATE ON proofs
      BEGIN SELECT raise(ABORT, 'a proof never changes'); END;
  `);
}
