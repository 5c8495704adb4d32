import { parseArgs } from "node:util";
import { UsageError } from "./exit-codes.ts";
import type { Output } from "./output.ts";
import type { Station } from "./station.ts";
import type { Terminal } from "./terminal.ts";

/** One flag. With `value` it takes one, and that is how --help calls it ("LIST"); `many` may be given again. */
export interface Flag {
  value?: string;
  many?: boolean;
  words: string;
}

/** One command of `prestage`, with all that its --help tells. */
export interface Command {
  /** One or two words: "drives", "media import". */
  name: string;
  /** What stands after the name, in the usage line: "FILE.wim". */
  takes: string;
  /** How many words it takes. */
  words: readonly [least: number, most: number];
  summary: string;
  /** More for --help, a paragraph or two. */
  about?: string;
  flags: Readonly<Record<string, Flag>>;
  run(context: Context): Promise<number>;
}

/** What a command is run with. */
export interface Context {
  given: Given;
  output: Output;
  terminal: Terminal;
  /** The station's folder. */
  home: string;
  /** The engine that runs in that home, or one of its own for as long as this command lasts. */
  readonly station: () => Promise<Station>;
}

/** What was given on the command line. */
export interface Given {
  words: readonly string[];
  text(flag: string): string | undefined;
  texts(flag: string): readonly string[];
  has(flag: string): boolean;
}

export const commonFlags: Readonly<Record<string, Flag>> = {
  json: {
    words: "print one JSON document (stage and media import: one line for each event, then the result)",
  },
  home: {
    value: "DIR",
    words:
      "the station's folder; else PRESTAGE_HOME, else XDG_DATA_HOME/prestage, else ~/.local/share/prestage",
  },
  help: { words: "explain this command" },
};

/** Of commands that start an engine of their own when none runs in that home. */
export const engineFlags: Readonly<Record<string, Flag>> = {
  bench: {
    value: "training|real",
    words: "training bays (files), or this computer's drives; when no engine runs yet (default: training)",
  },
  "allow-loop": { words: "count loop devices as drives of the real bench; when no engine runs yet" },
};

/**
 * Reads what stands behind the command's name.
 * @throws UsageError
 */
export function parseGiven(command: Command, args: readonly string[]): Given {
  const flags = { ...command.flags, ...commonFlags };
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { value, many }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: many === true },
    ]),
  );
  const { values, positionals } = parseStrictly(command, args, options);
  const [least, most] = command.words;
  const help = values["help"] === true;
  if (!help && (positionals.length < least || positionals.length > most))
    throw new UsageError(`prestage ${command.name} takes ${command.takes || "no words"}.`, command.name);
  const all = (flag: string) => [values[flag] ?? []].flat().filter((value) => typeof value === "string");
  return {
    words: positionals,
    text: (flag) => all(flag).at(-1),
    texts: all,
    has: (flag) => values[flag] !== undefined,
  };
}

function parseStrictly(
  command: Command,
  args: readonly string[],
  options: Record<string, { type: "boolean" | "string"; multiple: boolean }>,
): {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
} {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown), command.name);
  }
}
