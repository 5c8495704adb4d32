import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeBootMedium } from "../support/boot-medium.ts";
import { killPoints, type KillPoint } from "../support/kill-points.ts";
import { killTargets, openKillStation, type KillResult, type KillTarget } from "../support/kill-table.ts";

/**
 * Kill -9 of the engine, of one of its children, of both, at random moments of a run; after each, everything that is
 * left is looked at, and the same drives are staged again. Prints where it struck and what became of it.
 *
 *   npm run bench:kill -- [--kills 200] [--seed 1]
 */
const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const random = seeded(Number(values.seed));
const kills = Number(values.kills);
// Between `verified` and `done` lies a blink, and it is what counts: every second strike goes there.
const points: KillPoint[] = [...killPoints, "verified", "committing", "committing", "committing", "done"];

const dir = mkdtempSync(join(tmpdir(), "prestage-kill-"));
const results: KillResult[] = [];
try {
  await using station = await openKillStation(join(dir, "home"), makeBootMedium(dir, "Hybrid"), random);
  for (let n = 0; n < kills; n++) {
    const [point, target] = [pick(points), pick(killTargets)];
    const result = await station.strike(point, target);
    results.push(result);
    for (const words of result.wrong) console.log(`kill ${n + 1} (${result.struck}, ${target}): ${words}`);
    if (process.stderr.isTTY) process.stderr.write(`\r${n + 1} of ${kills} `);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
print();

function print(): void {
  console.log("\nstruck        engine  child  both    done  interrupted  failed    wrong");
  for (const point of killPoints) {
    const here = results.filter(({ struck }) => struck === point);
    const of = (target: KillTarget) => here.filter((result) => result.target === target).length;
    const ended = (ending: string) => here.filter((result) => result.ending === ending).length;
    const cells = [
      of("engine"),
      of("child"),
      of("both"),
      ended("done"),
      ended("interrupted"),
      ended("failed"),
    ];
    const widths = [8, 7, 6, 8, 13, 8];
    const figures = cells.map((cell, n) => String(cell).padStart(widths[n] ?? 8)).join("");
    const wrong = here.reduce((sum, result) => sum + result.wrong.length, 0);
    console.log(`${point.padEnd(12)}${figures}${String(wrong).padStart(9)}`);
  }
  const wrong = results.reduce((sum, result) => sum + result.wrong.length, 0);
  console.log(`\n${results.length} kills, seed ${values.seed}: ${wrong === 0 ? "nothing" : wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** The same strikes for the same seed, as far as a computer's own timing lets them. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
