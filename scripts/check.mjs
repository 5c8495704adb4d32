import { join } from "node:path";
import { ownPath, root, run, runMain, say, tail } from "./processes.mjs";
import { ensurePackages } from "./setup.mjs";

/**
 * One thing that is checked. `judge` sees more than the exit code does, where that is not enough.
 * @typedef {{ name: string, command: readonly string[], judge?: (output: string) => string | null }} Check
 * @typedef {{ name: string, ok: boolean, seconds: number, output: string }} Checked
 */

/** @type {readonly Check[]} */
const readings = [
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "--cache", "."] },
  { name: "types", command: ["tsc", "-b"] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  {
    name: "import rules",
    command: ["depcruise", "--output-type", "err", "shared", "electron", "renderer", "test"],
    judge: sawNoModules,
  },
];

/** @type {Check} */
const unitTests = { name: "unit tests", command: ["vitest", "run", "--project", "unit"] };

/**
 * dependency-cruiser without a parser for this TypeScript finds no modules, and is content.
 * @param {string} output
 */
export function sawNoModules(output) {
  const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0);
  return modules > 0 ? null : "dependency-cruiser saw no modules: it can read no TypeScript.";
}

/**
 * @param {Check} check
 * @param {Record<string, string>} [env]
 * @returns {Promise<Checked>}
 */
async function runCheck({ name, command, judge }, env = {}) {
  const [program = "", ...args] = command;
  const path = join(root, "node_modules", ".bin", program);
  const ran = await run(path, args, { env: { PATH: ownPath(), ...env } });
  const verdict = ran.code === 0 ? judge?.(ran.output) : null;
  const output = verdict ? `${ran.output}\n${verdict}` : ran.output;
  return { name, ok: ran.code === 0 && !verdict, seconds: ran.seconds, output };
}

/**
 * All checks, in two lanes: the tests have the computer's cores to themselves but for one.
 * @param {Record<string, string>} [env] for the unit tests
 */
export async function runChecks(env = {}) {
  const tests = runCheck(unitTests, env);
  /** @type {Checked[]} */
  const results = [];
  for (const check of readings) results.push(await runCheck(check));
  return { readings: results, unitTests: await tests };
}

/** @param {readonly Checked[]} results */
export function tellResults(results) {
  for (const result of results.filter(({ ok }) => !ok)) {
    say(`── ${result.name} ──`);
    say(tail(result.output, 200));
    say();
  }
  for (const { name, ok, seconds } of results)
    say(`${ok ? "ok    " : "FAILED"}  ${name.padEnd(14)}${seconds.toFixed(1).padStart(6)} s`);
}

/** @returns {Promise<number>} the exit code */
async function main() {
  await ensurePackages();
  const checked = await runChecks();
  const results = [...checked.readings, checked.unitTests];
  tellResults(results);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

if (import.meta.filename === process.argv[1]) await runMain(main);
