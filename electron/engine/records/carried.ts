import { Carried } from "../../../shared/carried.ts";
import type { Db } from "./database.ts";
import type { CarriedGroup, Records } from "./records.ts";

type CarriedRecords = Pick<Records, "carriedBy" | "carriedGroups" | "carried">;

/** A bridge's serial may stand for several drives; the unit's tells them apart. */
const DRIVE = `CASE WHEN driveSerialSource = 'usb-bridge' THEN driveSerial || char(10) || unitSerial
  ELSE coalesce(driveSerial || char(10) || model, wwid, unitSerial) END`;

/** A staging that never began to clear its drive left what was on it. */
const TOUCHED = `(ending = 'done' OR EXISTS (SELECT 1 FROM events
  WHERE events.job = units.job AND json_extract(event, '$.type') = 'phase-started'))`;

/** Each drive's last staging that touched it. SQLite gives the other columns of the row that has the maximum. */
const last = (where: string) =>
  `SELECT *, max(number) AS newest FROM units WHERE ${TOUCHED} AND ${where} GROUP BY ${DRIVE}`;

/** What drives carry, as far as the records tell. */
export function carriedRecords(db: Db): CarriedRecords {
  const ofDrive = db.prepare(`
    SELECT * FROM (${last("driveSerial = @serial AND model = @model AND driveSerialSource <> 'usb-bridge'")})
    WHERE ending = 'done'`);
  const groups = db.prepare<[], CarriedGroup>(`
    SELECT mediaName, mediaVersion, mediaSha256, count(*) AS units, min(startedAt) AS firstAt
    FROM (${last("1")}) WHERE ending = 'done' GROUP BY mediaName, mediaVersion, mediaSha256`);
  const some = db.prepare(`
    SELECT * FROM (${last("1")})
    WHERE ending = 'done' AND mediaSha256 || char(10) || mediaName IN (SELECT value FROM json_each(?))
    ORDER BY number DESC LIMIT ?`);
  return {
    carriedBy(serial, model) {
      const row = ofDrive.get({ serial, model });
      return row === undefined ? null : Carried.parse(row);
    },
    carriedGroups: () => groups.all(),
    carried: (contents, limit) =>
      some
        .all(JSON.stringify(contents.map(({ sha256, name }) => `${sha256}\n${name}`)), limit)
        .map((row) => Carried.parse(row)),
  };
}
