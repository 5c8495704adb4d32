import { commonFlags, type Command, type Flag } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";

const WIDTH = 100;

/** What `prestage COMMAND --help` prints. */
export function helpOf(command: Command): string {
  return [
    `Usage: prestage ${[command.name, command.takes, "[flags]"].filter(Boolean).join(" ")}`,
    "",
    wrap(`${command.summary}.`, 0),
    ...(command.about === undefined ? [] : ["", wrap(command.about, 0)]),
    "",
    "Flags",
    flagTable({ ...command.flags, ...commonFlags }),
    "",
    "Exit codes",
    exitTable(),
  ].join("\n");
}

/** What `prestage --help` prints. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ name, takes, summary }) => [[name, takes].filter(Boolean).join(" "), summary] as const,
  );
  return [
    "Usage: prestage COMMAND [flags]",
    "",
    wrap(
      "Puts prestaged Windows media onto many drives at once, reads each one back and records it. Works with the " +
        "engine that runs in the station's folder; when none runs, with one of its own for as long as the command lasts.",
      0,
    ),
    "",
    "Commands",
    twoColumns(rows),
    "",
    "Flags of every command (prestage COMMAND --help explains its own)",
    flagTable(commonFlags),
    "",
    "Exit codes",
    exitTable(),
  ].join("\n");
}

function flagTable(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(
    ([name, { value, words, many }]) =>
      [
        `--${name}${value === undefined ? "" : ` ${value}`}`,
        many === true ? `${words}; may be given again` : words,
      ] as const,
  );
  return twoColumns(rows);
}

function exitTable(): string {
  return twoColumns(Object.values(exitCodes).map(({ code, words }) => [String(code), words] as const));
}

function twoColumns(rows: readonly (readonly [string, string])[]): string {
  const left = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
  return rows
    .map(([name, words]) => {
      const text = wrap(words, left + 4);
      return name.length > left
        ? `  ${name}\n${" ".repeat(left + 4)}${text}`
        : `  ${name.padEnd(left)}  ${text}`;
    })
    .join("\n");
}

/** Breaks between words; lines after the first are indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
