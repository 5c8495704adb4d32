import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { StagingFault } from "../../../shared/fault.ts";
import { APPLICATION_ID } from "./migrations/01-batches-units-events.ts";
import { migrate, migrations } from "./migrate.ts";
import { recordsFault } from "./records-fault.ts";

export type Db = Database.Database;

const BUSY_MS = 5_000;

/** Opens the file, proves that it is ours, sound and writable, and brings it to the newest version. */
export function openDatabase(path: string): Db {
  if (existsSync(path)) {
    provePermission(path);
    proveSound(path);
  } else {
    proveHome(path);
  }
  let db: Db | undefined;
  try {
    db = new Database(path, { timeout: BUSY_MS });
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL"); // a commit returns when the disk has it, not when the next checkpoint does
    db.pragma("foreign_keys = ON");
    migrate(db);
    proveWritable(db);
    return db;
  } catch (thrown) {
    db?.close();
    throw recordsFault(thrown, path);
  }
}

/** With no records yet, the folder must take them. */
function proveHome(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const fault = recordsFault(thrown, folder);
    if (fault instanceof StagingFault && fault.code === "disk-full") throw fault;
    throw new StagingFault("home-not-writable", `The records cannot be made in ${folder}.`, {
      cause: thrown,
    });
  }
}

/** Whether the file and its folder (the write-ahead log is made beside it) let themselves be written at all. */
function provePermission(path: string): void {
  const refuse = (why: string, cause?: unknown) =>
    new StagingFault("database-read-only", `${path} cannot be written: ${why}.`, { cause });
  if (!statSync(path).isFile()) throw new StagingFault("database-corrupt", `${path} is not a file.`);
  for (const [place, name] of [[path, "the file"] as const, [dirname(path), "its folder"] as const]) {
    // Root may write where nobody may. Somebody took that right away on purpose.
    if ((statSync(place).mode & 0o222) === 0) throw refuse(`${name} is write-protected`);
    try {
      accessSync(place, constants.W_OK | constants.R_OK);
    } catch (thrown) {
      throw refuse(`this user may not write ${name}`, thrown);
    }
  }
}

/**
 * Looks at the file without being able to change it: closing a writable connection would already copy its log into it.
 * The version comes first: what a newer version wrote may look damaged to this one.
 */
function proveSound(path: string): void {
  const corrupt = (why: string) => new StagingFault("database-corrupt", `${path} ${why}`);
  let db: Db | undefined;
  try {
    if (statSync(path).size === 0) return; // a first start that was ended before its first write
    db = new Database(path, { readonly: true, timeout: BUSY_MS });
    const version = numberOf(db, "user_version");
    if (version > migrations.length)
      throw new StagingFault(
        "database-newer",
        `${path} has version ${version}; this Prestage knows up to ${migrations.length}.`,
      );
    const answer = db.pragma("quick_check(1)", { simple: true });
    if (answer !== "ok") throw corrupt(`is damaged: ${String(answer)}`);
    const foreign = version === 0 ? hasTables(db) : numberOf(db, "application_id") !== APPLICATION_ID;
    if (foreign) throw corrupt("belongs to another program.");
  } catch (thrown) {
    throw recordsFault(thrown, path);
  } finally {
    db?.close();
  }
}

function numberOf(db: Db, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}

function hasTables(db: Db): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;
}

/** Permissions tell only so much: a read-only mount or a full disk shows when something is written. */
function proveWritable(db: Db): void {
  db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES ('opened-at', ?)").run(
    new Date().toISOString(),
  );
  db.pragma("wal_checkpoint(TRUNCATE)");
}
