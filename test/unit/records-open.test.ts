import { mkdirSync, readdirSync, readFileSync, writeFileSync, chmodSync, truncateSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { recordsFault } from "../../electron/engine/records/records-fault.ts";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

const at = "2026-03-02T08:00:00.000Z";
const order = { target: null, operator: "", note: "", at };
const fault = (code: string) => expect.objectContaining({ name: "StagingFault", code }) as Error;

/** Records with 60 units in them, closed. */
function filled(): string {
  const path = join(tempDir(), "prestage.db");
  const records = openRecords(path);
  records.createBatch(order);
  for (let n = 1; n <= 60; n++) records.addUnit(newUnit(n));
  records.close();
  return path;
}

test("records are made where there are none, folder and all", () => {
  const path = join(tempDir(), "home", "records", "prestage.db");
  openRecords(path).close();
  expect(readdirSync(join(path, ".."))).toEqual(["prestage.db"]);
});

test("records are kept in strict tables with a write-ahead log", () => {
  const path = filled();
  const db = new Database(path);
  onTestFinished(() => void db.close());
  expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
  const strict = db.prepare(
    "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
  );
  expect(strict.pluck().get()).toBe(0);
  expect(db.pragma("foreign_key_check")).toEqual([]);
});

test.each([
  ["text", Buffer.from("This is a letter, not a database.\n".repeat(200))],
  ["random bytes", Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 251))],
])("a file of %s is not taken for records and stays as it is", (_, content) => {
  const path = join(tempDir(), "prestage.db");
  writeFileSync(path, content);
  expect(() => openRecords(path)).toThrow(fault("database-corrupt"));
  expect(readFileSync(path)).toEqual(content);
  expect(readdirSync(join(path, ".."))).toEqual(["prestage.db"]);
});

test("another program's database is left alone", () => {
  const path = join(tempDir(), "prestage.db");
  const db = new Database(path);
  db.exec("CREATE TABLE songs (title TEXT)");
  db.close();
  const before = readFileSync(path);
  expect(() => openRecords(path)).toThrow(fault("database-corrupt"));
  expect(readFileSync(path)).toEqual(before);
});

test("records with one damaged page that nobody would look at are refused and stay as they are", () => {
  const path = filled();
  const bytes = readFileSync(path);
  const page = bytes.indexOf("UNIT-0030") >> 12; // in the middle of the units
  bytes.fill(0xa5, page * 4096, page * 4096 + 4096);
  writeFileSync(path, bytes);
  expect(() => openRecords(path)).toThrow(fault("database-corrupt"));
  expect(readFileSync(path)).toEqual(bytes);
});

test("records that were cut short are refused and stay as they are", () => {
  const path = filled();
  truncateSync(path, 10 * 4096);
  const bytes = readFileSync(path);
  expect(() => openRecords(path)).toThrow(fault("database-corrupt"));
  expect(readFileSync(path)).toEqual(bytes);
});

test("a folder in the records' place is refused", () => {
  const path = join(tempDir(), "prestage.db");
  mkdirSync(path);
  expect(() => openRecords(path)).toThrow(fault("database-corrupt"));
});

test("records of a newer version are refused before anything is touched", () => {
  const path = filled();
  const db = new Database(path);
  db.exec("ALTER TABLE units ADD COLUMN colour TEXT");
  db.pragma("user_version = 99");
  db.close();
  const before = readFileSync(path);
  expect(() => openRecords(path)).toThrow(fault("database-newer"));
  expect(() => openRecords(path)).toThrow("version 99");
  expect(readFileSync(path)).toEqual(before);
});

test.each([
  ["the file", (path: string) => path],
  ["its folder", (path: string) => join(path, "..")],
])("write protection of %s is respected, by root as well", (_, place) => {
  const path = filled();
  chmodSync(place(path), place(path) === path ? 0o444 : 0o555);
  onTestFinished(() => chmodSync(place(path), 0o755));
  const before = readFileSync(path);
  expect(() => openRecords(path)).toThrow(fault("database-read-only"));
  expect(readFileSync(path)).toEqual(before);
});

test("a home that is a file cannot take records", () => {
  const home = join(tempDir(), "home");
  writeFileSync(home, "");
  expect(() => openRecords(join(home, "prestage.db"))).toThrow(fault("home-not-writable"));
});

test("a database that cannot grow says so, and loses nothing", () => {
  const path = filled();
  const db = new Database(path);
  onTestFinished(() => void db.close());
  db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true }))}`);
  const grow = () => db.exec(`INSERT INTO settings VALUES ('big', hex(zeroblob(1000000)))`);
  let thrown: unknown;
  try {
    grow();
  } catch (error) {
    thrown = recordsFault(error, path);
  }
  expect(thrown).toEqual(fault("disk-full"));
  expect(db.prepare("SELECT count(*) FROM units").pluck().get()).toBe(60);
});

test("errors that are nobody's fault but ours stay errors", () => {
  const bug = new TypeError("no such thing");
  expect(recordsFault(bug, "/nowhere")).toBe(bug);
});
