import { commandOf } from "../../../shared/sequence-step-kinds.ts";
import { unsupportedStep } from "./step-fault.ts";

/** The commands of a staging sequence that this station carries out itself. Letters upper case, no colon. */
export type Command =
  | { program: "format"; letter: string; label: string; fileSystem: "NTFS" | "FAT32"; quick: boolean }
  /** `letter` null: ALL or SYS. */
  | { program: "bootsect"; letter: string | null }
  | { program: "bcdboot"; source: string; system: string; firmware: "bios" | "uefi" | "all" }
  /** The entry that starts by itself gets its boot image. */
  | { program: "bcdedit"; store: VolumePath; image: VolumePath }
  | { program: "xcopy"; from: VolumePath; to: VolumePath }
  | { program: "shutdown"; restart: boolean }
  /** Any other program: it could only run on the station itself. */
  | { program: "other"; line: string; packageId: string | null };

/** `path` from the volume's root, with a backslash in front. */
export interface VolumePath {
  letter: string;
  path: string;
}

type Named = { name: string };
const LABEL_LIMITS = { NTFS: 32, FAT32: 11 } as const;

/**
 * Reads a Run Command Line step. Programs are known by name, with or without path and extension, also behind
 * `cmd /c`; switches in any case and order, as Windows takes them.
 * @param action the command line, with variables put in
 * @throws StagingFault sequence-step-unsupported for a switch of a known program that a bench cannot follow
 */
export function parseCommand(step: Named, action: string): Command {
  const { command, packageId } = commandOf(action);
  const line = command.replace(/^\s*(?:cmd|cmd\.exe)\s+\/c\s+/i, "");
  const [program = "", ...args] = words(line);
  const name = program
    .toLowerCase()
    .replace(/^.*\\/, "")
    .replace(/\.(exe|com)$/, "");
  if (name === "format") return format(step, args);
  if (name === "bootsect") return bootsect(step, args);
  if (name === "bcdboot") return bcdboot(step, args);
  if (name === "bcdedit") return bcdedit(step, args);
  if (name === "xcopy") return xcopy(args) ?? { program: "other", line: command, packageId };
  if (name === "shutdown" || name === "wpeutil") return shutdown(step, name, args);
  return { program: "other", line: command, packageId };
}

/** Splits a command line at spaces outside double quotes, and drops the quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));
}

function format(step: Named, args: readonly string[]): Command {
  const letter = letterIn(step, args);
  let label = "";
  let fileSystem: "NTFS" | "FAT32" = "NTFS";
  for (const arg of switches(args)) {
    const [name, value = ""] = splitSwitch(arg);
    const kind = value.toUpperCase();
    if (name === "V") label = value;
    else if (name === "FS" && (kind === "NTFS" || kind === "FAT32")) fileSystem = kind;
    else if (name === "A" && /^4096$|^4K$/i.test(value)) continue;
    else if (name !== "Q" && name !== "Y" && name !== "X") throw unsupportedStep(step, `the switch ${arg}`);
  }
  const limit = LABEL_LIMITS[fileSystem];
  if (label.length > limit) throw unsupportedStep(step, `a volume label of more than ${limit} characters`);
  return { program: "format", letter, label, fileSystem, quick: args.some((arg) => /^\/q$/i.test(arg)) };
}

function bootsect(step: Named, args: readonly string[]): Command {
  const all = args.some((arg) => /^(?:all|sys)$/i.test(arg));
  const letter = all ? null : letterIn(step, args);
  const given = switches(args).map((arg) => arg.toLowerCase());
  if (!given.includes("/nt60")) throw unsupportedStep(step, "bootsect without /nt60");
  const strange = given.find((arg) => !["/nt60", "/force", "/mbr", "all", "sys"].includes(arg));
  if (strange) throw unsupportedStep(step, `the switch ${strange}`);
  return { program: "bootsect", letter };
}

/** `bcdboot C:\Windows /s S: /f UEFI`: boot files and store on the system volume. */
function bcdboot(step: Named, args: readonly string[]): Command {
  const at = args.findIndex((arg) => /^\/s$/i.test(arg));
  const system = /^([A-Za-z]):\\?$/.exec(args[at + 1] ?? "")?.[1];
  const source = /^([A-Za-z]):\\/.exec(args[0] ?? "")?.[1];
  if (at < 0 || !system || !source)
    throw unsupportedStep(step, "bcdboot without a source (C:\\Windows) and a system volume (/s S:)");
  const of = args.findIndex((arg) => /^\/f$/i.test(arg));
  const firmware = of < 0 ? "all" : (args[of + 1] ?? "").toLowerCase();
  if (firmware !== "bios" && firmware !== "uefi" && firmware !== "all")
    throw unsupportedStep(step, `the firmware “${firmware}” of bcdboot`);
  return { program: "bcdboot", source: source.toUpperCase(), system: system.toUpperCase(), firmware };
}

/** `bcdedit /store S:\EFI\Microsoft\Boot\BCD /set {default} device ramdisk=[C:]\sources\boot.wim,{ramdiskoptions}`. */
function bcdedit(step: Named, args: readonly string[]): Command {
  const [storeSwitch = "", file = "", set = "", object = "", element = "", value = ""] = args;
  const store = volumePath(file);
  const [, letter, path] = /^ramdisk=\[([A-Za-z]):\](\\[^,]+),\{[^}]+\}$/i.exec(value) ?? [];
  const known =
    /^\/store$/i.test(storeSwitch) &&
    /^\/set$/i.test(set) &&
    /^\{default\}$/i.test(object) &&
    /^(?:os)?device$/i.test(element);
  if (!known || !store || !letter || !path)
    throw unsupportedStep(
      step,
      "any bcdedit but /store X:\\…\\BCD /set {default} device ramdisk=[X:]\\sources\\boot.wim,{ramdiskoptions}",
    );
  return { program: "bcdedit", store, image: { letter: letter.toUpperCase(), path } };
}

/** `xcopy C:\sources\boot.wim S:\sources\`: one file, by the same name. Null for any other. */
function xcopy(args: readonly string[]): Command | null {
  const [from, target] = args.filter((arg) => !arg.startsWith("/")).map(volumePath);
  const name = from?.path.slice(from.path.lastIndexOf("\\") + 1) ?? "";
  if (!from || !target || name === "" || /[*?]/.test(name)) return null;
  const path = target.path.endsWith("\\") ? `${target.path}${name}` : target.path;
  return { program: "xcopy", from, to: { letter: target.letter, path } };
}

function volumePath(text: string): VolumePath | null {
  const [, letter, path] = /^([A-Za-z]):(\\.*)$/.exec(text) ?? [];
  return letter && path ? { letter: letter.toUpperCase(), path } : null;
}

function shutdown(step: Named, name: string, args: readonly string[]): Command {
  if (name === "wpeutil") {
    const verb = args[0]?.toLowerCase();
    if (verb !== "shutdown" && verb !== "reboot") throw unsupportedStep(step, `wpeutil ${args.join(" ")}`);
    return { program: "shutdown", restart: verb === "reboot" };
  }
  const strange = args.find((arg) => !/^[/-](f|s|r|t|p|\d+)$/i.test(arg) && !/^\d+$/.test(arg));
  const restart = args.some((arg) => /^[/-]r$/i.test(arg));
  if (strange || !(restart || args.some((arg) => /^[/-][sp]$/i.test(arg))))
    throw unsupportedStep(step, "this form of shutdown; use /f /s");
  return { program: "shutdown", restart };
}

function letterIn(step: Named, args: readonly string[]): string {
  const letters = args.filter((arg) => /^[A-Za-z]:$/.test(arg));
  if (letters.length !== 1) throw unsupportedStep(step, "a command without exactly one volume letter");
  return (letters[0] ?? "").slice(0, 1).toUpperCase();
}

function switches(args: readonly string[]): string[] {
  return args.filter((arg) => !/^[A-Za-z]:$/.test(arg));
}

function splitSwitch(arg: string): [name: string, value: string | undefined] {
  const match = /^\/([A-Za-z]+)(?::(.*))?$/.exec(arg);
  return [match?.[1]?.toUpperCase() ?? arg, match?.[2]];
}
