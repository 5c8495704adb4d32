import type { Db } from "./database.ts";
import type { IdKind, NewUnit, Records } from "./records.ts";

const FAT_SERIAL_DIGITS = 8;

/** Who was ever given which id. */
export function idLedger(db: Db): {
  reserve: Records["reserveIds"];
  /** Keeps a unit's ids from all others. @throws Error when another job has one of them */
  takeFor(unit: NewUnit): void;
} {
  const insert = db.prepare("INSERT OR IGNORE INTO issuedIds (kind, id, job) VALUES (?, ?, ?)");
  const owner = db
    .prepare<[IdKind, string], string>("SELECT job FROM issuedIds WHERE kind = ? AND id = ?")
    .pluck();

  const reserveAll = db.transaction((kind: IdKind, ids: readonly string[], job: string) => {
    for (const id of ids)
      if (insert.run(kind, id.toLowerCase(), job).changes === 0) throw new TakenBefore(`${kind} ${id}`);
  });
  const take = (kind: IdKind, id: string, job: string) => {
    if (insert.run(kind, id.toLowerCase(), job).changes === 1) return;
    if (owner.get(kind, id.toLowerCase()) !== job) throw new Error(`${kind} ${id} is another unit's`);
  };
  return {
    reserve(kind, ids, job) {
      try {
        reserveAll.immediate(kind, ids, job);
        return true;
      } catch (thrown) {
        if (thrown instanceof TakenBefore) return false;
        throw thrown;
      }
    },
    takeFor({ job, diskSignature, diskGuid, partitionGuids, volumeSerials }) {
      if (diskSignature) take("disk-signature", diskSignature, job);
      if (diskGuid) take("disk-guid", diskGuid, job);
      for (const guid of partitionGuids ?? []) take("partition-guid", guid, job);
      for (const serial of volumeSerials)
        take(serial.length === FAT_SERIAL_DIGITS ? "fat-serial" : "volume-serial", serial, job);
    },
  };
}

/** Rolls the transaction back, so that a refused set leaves nothing taken. */
class TakenBefore extends Error {}
