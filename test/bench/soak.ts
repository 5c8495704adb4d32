import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { importInto, startBays, startEngine } from "../support/engine-process.ts";
import { familyOf, openFiles, ownMemory } from "../support/proc.ts";
import { makeTestMedium } from "../support/test-medium.ts";

/**
 * Does an engine that runs for weeks stay as small as it was? Stages a small medium on training bays again and again in
 * one engine, with a watcher, and looks between the rounds at its memory, its open files and its children.
 *
 *   npm run bench:soak -- [--stagings 2000] [--bays 8]
 */
const { values } = parseArgs({
  options: { stagings: { type: "string", default: "2000" }, bays: { type: "string", default: "8" } },
});
const stagings = Number(values.stagings);
const QUIET_MS = 300;
/** The first part is warming up: code that is compiled, caches that fill. */
const WARM = 0.3;

interface Sample {
  stagings: number;
  bytes: number;
  files: number;
  children: number;
}

/** What is still flat, per 1,000 stagings. A heap that is cleaned up at its own times is never quite still. */
const flat: Record<
  "bytes" | "files" | "children",
  { words: string; most: number; unit: number; of: string }
> = {
  bytes: { words: "memory (RssAnon + RssShmem)", most: 20e6, unit: 1e6, of: "MB" },
  files: { words: "open files", most: 1, unit: 1, of: "" },
  children: { words: "children", most: 1, unit: 1, of: "" },
};

const dir = mkdtempSync(join(tmpdir(), "prestage-soak-"));
const samples: Sample[] = [];
try {
  const args = ["--bays", values.bays, "--bay-size", "520M"];
  await using engine = await startEngine(join(dir, "home"), args);
  const media = (await importInto(engine, makeTestMedium(dir, { files: 4, fileBytes: 50_000 }))).id;
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 300_000);
  const pid = engine.child.pid ?? 0;
  for (let done = 0; done < stagings;) {
    const { jobs } = await startBays(engine, media);
    const endings = await engine.endings(jobs, 300_000);
    if (endings.some((ending) => ending !== "done")) throw new Error(`ended ${endings.join(", ")}`);
    engine.events.length = 0; // this program's own memory is not the question
    done += jobs.length;
    await pause(QUIET_MS); // writers are gone a moment after their drives are done
    const children = familyOf(pid).length - 1;
    samples.push({ stagings: done, bytes: ownMemory(pid), files: openFiles(pid).length, children });
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${stagings} `);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
print(samples.slice(Math.floor(samples.length * WARM)));

function print(late: readonly Sample[]): void {
  console.log(`\n${stagings} stagings on ${values.bays} training bays in one engine, after warming up:`);
  console.log("                               first      last    per 1,000 stagings");
  for (const [name, { words, most, unit, of }] of Object.entries(flat)) {
    const at = (sample: Sample | undefined) => (sample?.[name as keyof typeof flat] ?? 0) / unit;
    const slope = slopeOf(late.map((sample) => [sample.stagings, at(sample)])) * 1000;
    const verdict = slope <= most / unit ? "flat" : "GROWS";
    const figures = [at(late[0]), at(late.at(-1))].map((value) => value.toFixed(of ? 1 : 0).padStart(10));
    console.log(
      `${words.padEnd(28)}${figures.join("")}  ${slope.toFixed(2).padStart(10)} ${of.padEnd(3)} ${verdict}`,
    );
    if (verdict !== "flat") process.exitCode = 1;
  }
}

/** Of the straight line that fits these points best. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread;
}
