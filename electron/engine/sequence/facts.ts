import type { FileFact, TargetProfile } from "../../../shared/sequence-profile.ts";
import type { Environment, Reading } from "./environment.ts";

/** Everything a condition may be asked against: the variables as they stand, and what is known of the machine. */
export interface Facts {
  environment: Environment;
  machine: Pick<TargetProfile, "wmi" | "files" | "registry" | "software">;
}

/** A machine nobody said anything about. */
export const unknownMachine: Facts["machine"] = { wmi: [], files: [], registry: [], software: null };

/** The file or folder of this path, with variables put in. `null` fact: nobody said whether it is there. */
export function fileFact(
  { environment, machine }: Facts,
  path: string,
): { path: Reading; fact: FileFact | null } {
  const expanded = environment.expand(path.trim());
  if (!expanded.known) return { path: expanded, fact: null };
  const wanted = plainPath(expanded.value);
  return { path: expanded, fact: machine.files.find((each) => plainPath(each.path) === wanted) ?? null };
}

export function plainPath(path: string): string {
  return path.toLowerCase().replaceAll("/", "\\").replace(/\\+$/, "");
}

const HIVES: Readonly<Record<string, string>> = {
  hklm: "hkey_local_machine",
  hkcu: "hkey_current_user",
  hkcr: "hkey_classes_root",
  hku: "hkey_users",
  hkcc: "hkey_current_config",
};

/** A registry key in one spelling: `HKLM\Software` is `hkey_local_machine\software`. */
export function plainKey(key: string): string {
  const [hive = "", ...rest] = plainPath(key).replace(":", "").split("\\");
  return [HIVES[hive] ?? hive, ...rest].join("\\");
}
