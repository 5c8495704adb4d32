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
  const [first = "", second = ""] = args;
  if (first === "" || ["help", "--help", "-h"].includes(first)) return tellHelp(args.slice(1), terminal);
  const command = findCommand(first, second);
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

function tellHelp([first = "", second = ""]: readonly string[], terminal: Terminal): number {
  terminal.result(`${first === "" ? overview(commands) : helpOf(findCommand(first, second))}\n`);
  return exitCodes.ok.code;
}

/** @throws UsageError that lists what there is */
function findCommand(first: string, second: string): Command {
  const found = commands.find(({ name }) => name === first || name === `${first} ${second}`);
  if (found) return found;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length > 0) throw new UsageError(`prestage ${first} has these commands: ${group.join(", ")}.`);
  throw new UsageError(`prestage knows no command "${first}".`);
}

function tellUsage({ message, command }: UsageError, terminal: Terminal, json: boolean): number {
  const help = `prestage ${command === undefined ? "" : `${command} `}--help`;
  if (json) terminal.result(`${JSON.stringify({ usage: message })}\n`);
  else terminal.word(`${message}\nSee: ${help}\n`);
  return exitCodes.usage.code;
}
