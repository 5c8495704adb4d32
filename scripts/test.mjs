import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks, tellResults } from "./check.mjs";
import { ownPath, root, run, runMain, say } from "./processes.mjs";
import { ensureRenderer, setUp } from "./setup.mjs";

/** @typedef {{ name: string, command: readonly string[] }} Step */

/** @param {string} project */
const vitest = (project) => ({ name: `tests: ${project}`, command: ["vitest", "run", "--project", project] });

/**
 * What takes long, one group after the other, the steps of a group side by side: the table of `check` comes before them.
 * @type {readonly (readonly Step[])[]}
 */
const longSteps = [
  [vitest("deep")],
  [vitest("drives"), vitest("library")],
  [vitest("alone")],
  [{ name: "tests: screens", command: ["playwright", "test"] }],
];

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Promise<number>} the exit code */
async function main() {
  await setUp("test");
  await ensureRenderer();
  const folder = mkdtempSync(join(tmpdir(), "prestage-counts-"));
  try {
    const all = [...(await check(folder)), ...(await runLong(folder))];
    const sum = all.reduce(add, { passed: 0, failed: 0, skipped: 0 });
    process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
    return sum.failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} folder for the reporters' counts
 * @returns {Promise<Counts[]>}
 */
async function check(folder) {
  const file = join(folder, "unit");
  const { readings, unitTests } = await runChecks({ PRESTAGE_COUNTS: file });
  tellResults([...readings, unitTests]);
  return [...readings.map(({ ok }) => countsOf(null, ok)), countsOf(file, unitTests.ok)];
}

/**
 * @param {string} folder
 * @returns {Promise<Counts[]>}
 */
async function runLong(folder) {
  const counts = [];
  for (const group of longSteps)
    counts.push(...(await Promise.all(group.map((step, n) => runStep(step, folder, n === 0)))));
  return counts;
}

/**
 * @param {Step} step
 * @param {string} folder
 * @param {boolean} live whether its output is shown while it comes, or whole when it has ended
 * @returns {Promise<Counts>}
 */
async function runStep({ name, command: [program = "", ...args] }, folder, live) {
  const head = `\n── ${name} ──`;
  if (live) say(head);
  const file = join(folder, name.replaceAll(/\W+/g, "-"));
  const env = { PATH: ownPath(), PRESTAGE_COUNTS: file };
  const ran = await run(join(root, "node_modules", ".bin", program), args, { env, echo: live });
  if (!live) say(`${head}\n${ran.output}`);
  say(`── ${name}: ${Math.round(ran.seconds)} s ──`);
  return countsOf(file, ran.code === 0);
}

/**
 * What a step's reporters counted. A step that failed without a failed test of its own (it crashed, or it is no test)
 * counts as one failed; so does one that says it went well but counted nothing where it should have.
 * @param {string | null} file null: the step has no tests to count
 * @param {boolean} ok
 * @returns {Counts}
 */
export function countsOf(file, ok) {
  const counted = file !== null && existsSync(file) ? readFileSync(file, "utf8") : "";
  const sum = parseCounts(counted).reduce(add, { passed: 0, failed: 0, skipped: 0 });
  const silent = file !== null && sum.passed + sum.failed + sum.skipped === 0;
  return (!ok || silent) && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

/**
 * @param {string} text lines like "3 passed, 0 failed, 1 skipped"
 * @returns {Counts[]}
 */
export function parseCounts(text) {
  return [...text.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].map(
    ([, passed, failed, skipped]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
    }),
  );
}

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

if (process.argv[1] === import.meta.filename) await runMain(main);
