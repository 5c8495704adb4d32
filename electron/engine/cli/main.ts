import { StagingFault, toFault } from "../../../shared/fault.ts";
import { homeFolder } from "../home.ts";
import { parseGiven, type Command, type Given } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodeOf, exitCodes, UsageError } from "./exit-codes.ts";
import { helpOf, overview } from "./help.ts";
import { createOutput } from "./output.ts";
import { openStation } from "./station.ts";
import { ownTerminal, type Terminal } from "./terminal.ts";
import { parseChoice } from "./values.ts";

/**
 * Runs one command line of `prestage`.
 * @returns the exit code, see exit-codes.ts
 */
export async function main(args: readonly string[], terminal: Terminal = ownTerminal()): Promise<number> {
  const json = args.includes("--json");
  try {
    return await runCommand(args, terminal);
  } catch (thrown) {
    if (thrown instanceof UsageError) return tellUsage(thrown, terminal, json);
    const fault = toFault(thrown);
    createOutput(terminal, json).fault(fault);
    return thrown instanceof StagingFault ? exitCodeOf(fault.code) : exitCodes.internal.code;
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first = ""] = args;
  if (first === "" || ["help", "--help", "-h"].includes(first)) return tellHelp(args.slice(1), terminal);
  const command = findCommand(args);
  const given = parseGiven(command, args.slice(command.name.split(" ").length));
  if (given.has("help")) {
    terminal.result(`${helpOf(command)}\n`);
    return exitCodes.ok.code;
  }
  const home = homeFolder(given.text("home"));
  const output = createOutput(terminal, given.has("json"));
  return command.run({ given, output, terminal, home, station: () => openStation(home, ownEngine(given)) });
}

function ownEngine(given: Given): Parameters<typeof openStation>[1] {
  const bench = given.text("bench");
  return {
    bench: bench === undefined ? undefined : parseChoice(bench, "--bench", ["training", "real"]),
    allowLoop: given.has("allow-loop"),
  };
}

function tellHelp(args: readonly string[], terminal: Terminal): number {
  terminal.result(`${(args[0] ?? "") === "" ? overview(commands) : helpOf(findCommand(args))}\n`);
  return exitCodes.ok.code;
}

/** The command whose name the line begins with. @throws UsageError that lists what there is */
function findCommand(args: readonly string[]): Command {
  const begins = ({ name }: Command) => name.split(" ").every((word, n) => word === args[n]);
  const found = commands.find(begins);
  if (found) return found;
  const [first = "", second = ""] = args;
  const groups = [`${first} ${second} `, `${first} `];
  for (const group of groups) {
    const names = commands.filter(({ name }) => name.startsWith(group)).map(({ name }) => name);
    if (names.length > 0)
      throw new UsageError(`prestage ${group.trim()} has these commands: ${names.join(", ")}.`);
  }
  throw new UsageError(`prestage knows no command "${first}".`);
}

function tellUsage({ message, command }: UsageError, terminal: Terminal, json: boolean): number {
  const help = `prestage ${command === undefined ? "" : `${command} `}--help`;
  if (json) terminal.result(`${JSON.stringify({ usage: message })}\n`);
  else terminal.word(`${message}\nSee: ${help}\n`);
  return exitCodes.usage.code;
}
