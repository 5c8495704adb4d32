import type { Db } from "./database.ts";
import type { Records, StoredTrust } from "./records.ts";

type TrustRecords = Pick<Records, "trustedCertificates" | "trustCertificate" | "untrustCertificate">;

/** Whose signatures this station trusts. */
export function trustRecords(db: Db): TrustRecords {
  const all = db.prepare<[], StoredTrust>("SELECT * FROM trustedCertificates ORDER BY subject, fingerprint");
  const add = db.prepare(
    `INSERT OR REPLACE INTO trustedCertificates (fingerprint, subject, certificate, addedAt, addedBy, note)
     VALUES (@fingerprint, @subject, @certificate, @addedAt, @addedBy, @note)`,
  );
  const remove = db.prepare("DELETE FROM trustedCertificates WHERE fingerprint = ?");
  return {
    trustedCertificates: () => all.all(),
    trustCertificate: (trust) => void add.run(trust),
    untrustCertificate: (fingerprint) => remove.run(fingerprint).changes > 0,
  };
}
