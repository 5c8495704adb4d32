import type { Db } from "./database.ts";
import type { Records, StoredLocation } from "./records.ts";

type LocationRecords = Pick<Records, "contentLocations" | "putContentLocation" | "deleteContentLocation">;

interface Row extends Omit<StoredLocation, "enabled"> {
  enabled: number;
}

export function locationRecords(db: Db): LocationRecords {
  const all = db.prepare<[], Row>("SELECT * FROM contentLocations ORDER BY nearness, name");
  const put = db.prepare(`
    INSERT INTO contentLocations (id, name, site, parentSite, kind, address, nearness, bytesPerSecond, hours, caFile,
      fingerprint, enabled)
    VALUES (@id, @name, @site, @parentSite, @kind, @address, @nearness, @bytesPerSecond, @hours, @caFile,
      @fingerprint, @enabled)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, site = excluded.site, parentSite = excluded.parentSite,
      kind = excluded.kind, address = excluded.address, nearness = excluded.nearness,
      bytesPerSecond = excluded.bytesPerSecond, hours = excluded.hours, caFile = excluded.caFile,
      fingerprint = excluded.fingerprint, enabled = excluded.enabled`);
  const drop = db.prepare("DELETE FROM contentLocations WHERE id = ?");
  return {
    contentLocations: () => all.all().map((row) => ({ ...row, enabled: row.enabled === 1 })),
    putContentLocation: (location) => void put.run({ ...location, enabled: location.enabled ? 1 : 0 }),
    deleteContentLocation: (id) => void drop.run(id),
  };
}
