import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { StagingFault } from "../../shared/fault.ts";

/**
 * The one folder under which everything of this station lies. `flag` is what --home said; else PRESTAGE_HOME, else
 * the XDG data folder. Made when it is not there, for this user alone.
 * @throws StagingFault home-not-writable
 */
export function homeFolder(flag?: string): string {
  const home = resolve(flag ?? defaultHome());
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StagingFault("home-not-writable", `The station cannot write to ${home}: ${reason(cause)}.`, {
      cause,
    });
  }
  return home;
}

function defaultHome(): string {
  const { PRESTAGE_HOME: own, XDG_DATA_HOME: data } = process.env;
  if (own) return own;
  return join(data || join(homedir(), ".local", "share"), "prestage");
}

function reason(thrown: unknown): string {
  switch (thrown instanceof Error && "code" in thrown ? thrown.code : null) {
    case "EACCES":
    case "EPERM":
      return "this user may not";
    case "EROFS":
      return "the disk is read-only";
    case "ENOTDIR":
    case "EEXIST":
      return "there is a file where the folder should be";
    case "ENOSPC":
      return "the disk is full";
    default:
      return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
