import type { Database } from "better-sqlite3";

/** Whose signatures this station trusts: each certificate as it is, with who added it and when. */
export function trustedCertificates(db: Database): void {
  db.exec(`
    CREATE TABLE trustedCertificates (
      fingerprint TEXT PRIMARY KEY CHECK (length(fingerprint) = 64),
      subject TEXT NOT NULL,
      certificate TEXT NOT NULL, -- PEM
      addedAt TEXT NOT NULL,
      addedBy TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
