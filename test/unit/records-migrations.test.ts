import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { migrate, migrations } from "../../electron/engine/records/migrate.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

/** A database as version `version` left it, with one batch, one unit and one event in it. */
function older(version: number): { path: string; db: Database.Database } {
  const path = join(tempDir(), "prestage.db");
  const db = new Database(path);
  onTestFinished(() => void db.close());
  migrate(db, version);
  db.exec(`
    INSERT INTO batches (id, year, inYear, state, target, operator, note, createdAt)
    VALUES ('B-2026-0001', 2026, 1, 'open', 2, 'Day shift', 'Order 4711', '2026-03-02T08:00:00.000Z')`);
  const { volumeSerials, diskGuid, partitionGuids, ...unit } = newUnit(1, { diskSignature: "DEADBEEF" });
  const gpt = version >= 5 ? { diskGuid, partitionGuids: JSON.stringify(partitionGuids) } : {};
  const columns = [...Object.keys(unit), ...Object.keys(gpt), "volumeSerials", "search"];
  db.prepare(
    `INSERT INTO units (${columns.join()}) VALUES (${columns.map((name) => `@${name}`).join()})`,
  ).run({ ...unit, ...gpt, volumeSerials: JSON.stringify(volumeSerials), search: "unit-0001" });
  db.exec(`INSERT INTO events VALUES ('job-1', 1, 1, '2026-03-02T08:00:01.000Z', '{"type":"committing"}')`);
  return { path, db };
}

const versionOf = (db: Database.Database) => db.pragma("user_version", { simple: true });

test("version 2 takes over the ids of the units that are there, so that none is given again", () => {
  const { db } = older(1);
  migrate(db, 2);
  expect(versionOf(db)).toBe(2);
  expect(db.prepare("SELECT kind, id, job FROM issuedIds").all()).toEqual([
    { kind: "disk-signature", id: "deadbeef", job: "job-1" },
    { kind: "volume-serial", id: "aa00bb0000000001", job: "job-1" },
    { kind: "volume-serial", id: "cc00dd0000000001", job: "job-1" },
  ]);
});

test("version 3 adds bays and settings and leaves all else as it was", () => {
  const { db } = older(2);
  db.exec("INSERT INTO issuedIds VALUES ('disk-signature', '00000001', 'job-0')");
  const rows = () =>
    ["batches", "units", "events", "issuedIds"].map((table) => db.prepare(`SELECT * FROM ${table}`).all());
  const before = rows();
  migrate(db, 3);
  expect(versionOf(db)).toBe(3);
  expect(rows()).toEqual(before);
  expect(db.prepare("SELECT * FROM bays").all()).toEqual([]);
  expect(db.prepare("SELECT * FROM settings").all()).toEqual([]);
});

test.each(migrations.map((_, index) => index + 1))(
  "records of version %i open in this version with everything in them",
  (version) => {
    const { path, db } = older(version);
    db.close();
    const records = openRecords(path);
    onTestFinished(() => records.close());
    expect(records.batch("B-2026-0001")).toMatchObject({ note: "Order 4711", counts: { open: 1 } });
    expect(records.unit("job-1")).toMatchObject(newUnit(1, { diskSignature: "DEADBEEF" }));
    expect(records.openJobs()).toEqual([
      {
        unit: records.unit("job-1"),
        events: [{ job: "job-1", n: 1, at: "2026-03-02T08:00:01.000Z", event: { type: "committing" } }],
      },
    ]);
    expect(records.createBatch({ target: null, operator: "", note: "", at: "2026-04-01T00:00:00Z" }).id).toBe(
      "B-2026-0002",
    );
  },
);

test("a migration that fails leaves the version before it, whole", () => {
  const { path, db } = older(1);
  db.exec("CREATE TABLE issuedIds (mine TEXT)"); // in the way of version 2
  db.close();
  expect(() => openRecords(path)).toThrow("already exists");
  const after = new Database(path);
  onTestFinished(() => void after.close());
  expect(versionOf(after)).toBe(1);
  expect(after.prepare("SELECT job FROM units").all()).toEqual([{ job: "job-1" }]);
  expect(after.prepare("SELECT name FROM sqlite_schema WHERE name = 'bays'").all()).toEqual([]);
});

test("migrating what is up to date changes nothing", () => {
  const { db } = older(migrations.length);
  const schema = () => db.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
  const before = schema();
  migrate(db);
  expect(schema()).toEqual(before);
});
