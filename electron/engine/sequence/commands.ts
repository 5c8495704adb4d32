import { StagingFault } from "../../../shared/fault.ts";
import type { Step } from "../../../shared/sequence.ts";

/** The commands of a staging sequence that this station carries out itself. */
export type Command =
  | { program: "format"; letter: string; label: string }
  | { program: "bootsect"; letter: string }
  | { program: "shutdown" };

/**
 * Reads a Run Command Line step. Programs are known by name, with or without their extension, switches in any case and
 * order, as Windows takes them.
 * @throws StagingFault sequence-step-unsupported for any other program or switch
 */
export function parseCommand(step: Step): Command {
  const [program = "", ...args] = words(step.action.replace(/^\s*smsswd\.exe\s+\/run:\S*\s+/i, ""));
  const name = program.toLowerCase().replace(/\.(exe|com)$/, "");
  if (name === "format") return format(step, args);
  if (name === "bootsect") return bootsect(step, args);
  if (name === "shutdown") return shutdown(step, args);
  throw unsupported(step, `the command “${program}”`);
}

/** Splits a command line at spaces outside double quotes, and drops the quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));
}

function format(step: Step, args: readonly string[]): Command {
  const letter = letterIn(step, args);
  let label = "";
  for (const arg of switches(args)) {
    const [name, value = ""] = splitSwitch(arg);
    if (name === "V") label = value;
    else if (name === "FS" && value.toUpperCase() === "NTFS") continue;
    else if (name !== "Q" && name !== "Y") throw unsupported(step, `the switch ${arg}`);
  }
  if (!args.some((arg) => /^\/q$/i.test(arg))) throw unsupported(step, "a full format; only /Q");
  if (label.length > 32) throw unsupported(step, "a volume label of more than 32 characters");
  return { program: "format", letter, label };
}

function bootsect(step: Step, args: readonly string[]): Command {
  const letter = letterIn(step, args);
  const given = switches(args).map((arg) => arg.toLowerCase());
  if (!given.includes("/nt60")) throw unsupported(step, "bootsect without /nt60");
  const strange = given.find((arg) => arg !== "/nt60" && arg !== "/force" && arg !== "/mbr");
  if (strange) throw unsupported(step, `the switch ${strange}`);
  return { program: "bootsect", letter };
}

function shutdown(step: Step, args: readonly string[]): Command {
  const strange = args.find((arg) => !/^\/(f|s|t|\d+)$/i.test(arg) && !/^\d+$/.test(arg));
  if (strange || !args.some((arg) => /^\/s$/i.test(arg)))
    throw unsupported(step, "this form of shutdown; use /f /s");
  return { program: "shutdown" };
}

function letterIn(step: Step, args: readonly string[]): string {
  const letters = args.filter((arg) => /^[A-Za-z]:$/.test(arg));
  if (letters.length !== 1) throw unsupported(step, "a command without exactly one volume letter");
  return (letters[0] ?? "").slice(0, 1).toUpperCase();
}

function switches(args: readonly string[]): string[] {
  return args.filter((arg) => !/^[A-Za-z]:$/.test(arg));
}

function splitSwitch(arg: string): [name: string, value: string | undefined] {
  const match = /^\/([A-Za-z]+)(?::(.*))?$/.exec(arg);
  return [match?.[1]?.toUpperCase() ?? arg, match?.[2]];
}

function unsupported(step: Step, what: string): StagingFault {
  return new StagingFault(
    "sequence-step-unsupported",
    `Step “${step.name}”: this station cannot do ${what}.`,
  );
}
