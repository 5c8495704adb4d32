import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commonFlags, parseGiven } from "../../../electron/engine/cli/command.ts";
import { commands } from "../../../electron/engine/cli/commands.ts";
import { exitCodeOf, exitCodes } from "../../../electron/engine/cli/exit-codes.ts";
import { main } from "../../../electron/engine/cli/main.ts";
import { FaultCode } from "../../../shared/fault.ts";
import { paperTerminal } from "../../support/paper-terminal.ts";

const home = mkdtempSync(join(tmpdir(), "prestage-cli-"));
afterAll(() => rmSync(home, { recursive: true }));

async function run(...args: string[]) {
  const terminal = paperTerminal();
  const code = await main(args, terminal);
  return { code, results: terminal.results, words: terminal.words };
}

test.each(commands.map((command) => [command.name, command] as const))(
  "prestage %s --help explains each of its flags and every exit code",
  async (name, command) => {
    const { code, results } = await run(...name.split(" "), "--help");
    expect(code).toBe(exitCodes.ok.code);
    expect(results).toContain(`Usage: prestage ${name}`);
    for (const [flag, { value, words }] of Object.entries({ ...command.flags, ...commonFlags })) {
      expect(results).toContain(value === undefined ? `--${flag}` : `--${flag} ${value}`);
      expect(results.replaceAll(/\s+/g, " ")).toContain(words);
    }
    for (const { code: exit, words } of Object.values(exitCodes))
      expect(results).toContain(`  ${exit}  ${words.slice(0, 30)}`);
  },
);

test("prestage alone lists every command", async () => {
  const { code, results } = await run();
  expect(code).toBe(exitCodes.ok.code);
  for (const { name } of commands) expect(results).toContain(`\n  ${name}`);
});

test("help COMMAND is the same as COMMAND --help", async () => {
  expect(await run("help", "media", "import")).toEqual(await run("media", "import", "--help"));
});

test.each([
  [["burn"], 'prestage knows no command "burn".\nSee: prestage --help\n'],
  [
    ["sequence"],
    "prestage sequence has these commands: sequence list, sequence show, sequence import, sequence export, sequence diff, sequence rehearse, sequence delete.\nSee: prestage --help\n",
  ],
  [["media", "import"], "prestage media import takes FILE.wim.\nSee: prestage media import --help\n"],
  [["drives", "--fast"], /Unknown option '--fast'.*See: prestage drives --help/s],
  [["stage", "--media", "m", "--sequence", "s"], /stage wants either --bays or --drives/],
  [["stage", "--bays", "1", "--drives", "/dev/x", "--media", "m"], /stage wants either --bays or --drives/],
  [["stage", "--bays", "1", "--sequence", "s"], /stage wants --media/],
  [["stage", "--bays", "x", "--media", "m", "--sequence", "s", "--unit", "q"], /"q" names no unit/],
  [["report", "B-1"], /Say where to: --pdf FILE, --csv FILE or both/],
  [["report", "B-1", "--unit", "U", "--pdf", "x"], /Name one: a batch, --unit SERIAL or --job ID/],
  [["batches", "--close"], /Which batch\?/],
  [["bench", "map", "port"], /takes nothing, or a port and its bay number/],
  [["bench", "character", "1", "slow"], /A slow drive wants its --rate/],
  [["stop", "--wait", "--cancel"], /exclude each other/],
  [["drives", "--bench", "other"], /--bench is one of training, real/],
])("the command line %j is told what is wrong with it, and nothing starts", async (args, words) => {
  const told = await run(...args, ...(args.length > 1 ? ["--home", home] : []));
  expect(told.code).toBe(exitCodes.usage.code);
  expect(told.words).toMatch(words);
  expect(told.results).toBe("");
});

test("with --json a wrong command line is one JSON document", async () => {
  const { code, results } = await run("report", "B-1", "--json", "--home", home);
  expect(code).toBe(exitCodes.usage.code);
  expect(JSON.parse(results)).toEqual({ usage: "Say where to: --pdf FILE, --csv FILE or both." });
});

test("stopping where no engine runs is no error", async () => {
  expect(await run("stop", "--home", home, "--json")).toEqual({
    code: 0,
    results: '{"stopped":false}\n',
    words: "",
  });
});

test("cancelling where no engine runs says that there is none", async () => {
  const { code, words } = await run("cancel", "all", "--home", home);
  expect(code).toBe(exitCodes.engine.code);
  expect(words).toContain(`No engine runs in ${home}.`);
});

test("a home that is a file is refused in words", async () => {
  const { code, words } = await run("drives", "--home", "/dev/null");
  expect(code).toBe(exitCodes.engine.code);
  expect(words).toContain("The station's folder cannot be written. The station cannot write to /dev/null");
});

test("a flag that may be given again keeps all its values, others the last", () => {
  const stage = commands.find(({ name }) => name === "stage");
  if (!stage) throw new Error("no stage");
  const given = parseGiven(stage, [
    "--unit",
    "1=A",
    "--unit",
    "2=B",
    "--media",
    "x",
    "--media",
    "y",
    "--yes",
  ]);
  expect(given.texts("unit")).toEqual(["1=A", "2=B"]);
  expect([given.text("media"), given.has("yes"), given.has("note")]).toEqual(["y", true, false]);
});

test("every fault has an exit code of the table, and only our own bugs have the one for bugs", () => {
  const table = Object.values(exitCodes).map(({ code }) => code as number);
  const codes = FaultCode.options.map((fault) => [fault, exitCodeOf(fault)] as const);
  expect(codes.filter(([, code]) => !table.includes(code) || code === exitCodes.ok.code)).toEqual([]);
  expect(codes.filter(([, code]) => code === exitCodes.internal.code)).toEqual([["internal", 5]]);
});
