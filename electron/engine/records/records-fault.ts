import { statfsSync } from "node:fs";
import Database from "better-sqlite3";
import { StagingFault } from "../../../shared/fault.ts";

/** SQLite's and the system's errors in the operator's terms; anything else is given back as it came. */
export function recordsFault(thrown: unknown, path: string): unknown {
  const code = codeOf(thrown);
  const fault = (name: "disk-full" | "database-read-only" | "database-corrupt", message: string) =>
    new StagingFault(name, message, { cause: thrown });
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code)) return fault("disk-full", fullWords(path));
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return fault("database-corrupt", `${path} is damaged: ${(thrown as Error).message}.`);
  if (/^(SQLITE_READONLY|SQLITE_PERM|EACCES$|EPERM$|EROFS$)/.test(code))
    return fault("database-read-only", `${path} cannot be written: ${(thrown as Error).message}.`);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return fault("database-read-only", `Another program holds ${path} and does not let go of it.`);
  // With no space left, shared memory and sync report it as an I/O error.
  if (/^SQLITE_(IOERR|CANTOPEN)/.test(code))
    return freeBytes(path) < SCANT_BYTES
      ? fault("disk-full", fullWords(path))
      : fault("database-read-only", `The station's disk gave an error at ${path} (${code}).`);
  return thrown;
}

const SCANT_BYTES = 1 << 16;

function codeOf(thrown: unknown): string {
  if (thrown instanceof Database.SqliteError) return thrown.code;
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

function fullWords(path: string): string {
  return `There is no space left on the disk that holds ${path}.`;
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}

/** The same methods; what they throw is put in the operator's terms. */
export function inWords<T extends object>(methods: T, path: string): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: unknown[]): unknown => {
      try {
        return (method as (...args: unknown[]) => unknown)(...args);
      } catch (thrown) {
        throw recordsFault(thrown, path);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
