import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { UnitRecord } from "../../shared/record.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { whyNoFaultyDrives } from "../support/faulty-drive.ts";
import {
  blockBench,
  trainingBench,
  troubles,
  whyNoCaps,
  type FaultBench,
  type Trouble,
} from "./support/fault-bench.ts";
import { benchMedium } from "./support/medium.ts";

/**
 * Does a sick drive cost the others anything? Eight drives, each held to the same rate; one of them is given a trouble.
 * The table shows how long the other seven took, beside a run in which all were healthy: on block devices (loop devices
 * in memory held by cgroup, the sick one on nbdkit; needs root), and on training bays.
 *
 *   npm run bench:faults -- [--on block,training] [--runs 5] [--megabytes 120] [--rate 20]
 */
const { values } = parseArgs({
  options: {
    on: { type: "string", default: "block,training" },
    runs: { type: "string", default: "5" },
    megabytes: { type: "string", default: "120" },
    rate: { type: "string", default: "20" },
  },
});
const rate = Number(values.rate) * 1e6;
const STALL_SECONDS = 12;
const MOST = 1.05;

const dir = mkdtempSync(join(tmpdir(), "prestage-faults-"));
try {
  for (const kind of values.on.split(",")) {
    const why = kind === "block" ? (whyNoFaultyDrives() ?? whyNoCaps()) : null;
    if (why) console.log(`${kind}: skipped, ${why}`);
    else
      await compare(
        kind,
        kind === "block" ? await blockBench(rate, STALL_SECONDS) : trainingBench(rate, STALL_SECONDS),
      );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function compare(kind: string, opened: FaultBench): Promise<void> {
  await using bench = opened;
  await using engine = await startEngine(join(dir, `home-${kind}`), bench.args);
  const media = (await importInto(engine, benchMedium(Number(values.megabytes), 300))).id;
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 300_000);
  await runOnce(engine, bench, media, "none"); // makes the masters, and warms up
  let healthy = 0;
  console.log(
    `\none of eight drives on ${kind.padEnd(13)}others, s   as all healthy            its own ending`,
  );
  for (const trouble of troubles) {
    const { seconds, ending } = await medianOfRuns(engine, bench, media, trouble);
    healthy ||= seconds;
    const ratio = seconds / healthy;
    const verdict = trouble === "none" ? "" : ratio <= MOST ? "PASS" : `above ${MOST}`;
    const figures = `${seconds.toFixed(2).padStart(9)}   ${ratio.toFixed(3).padStart(8)}   ${verdict.padEnd(12)}`;
    console.log(`${trouble.padEnd(36)}${figures}  ${ending}`);
  }
}

async function medianOfRuns(
  engine: EngineProcess,
  bench: FaultBench,
  media: string,
  trouble: Trouble,
): Promise<{ seconds: number; ending: string }> {
  const times: number[] = [];
  let ending = "";
  for (let n = 0; n < Number(values.runs); n++) {
    const { others, sick } = await runOnce(engine, bench, media, trouble);
    const failed = others.find((unit) => unit.ending !== "done");
    if (failed) throw new Error(`a healthy drive ended as ${failed.ending}: ${failed.fault?.message ?? ""}`);
    times.push(medianOf(others.map(secondsOf)));
    ending = sick?.fault?.code ?? sick?.ending ?? "";
  }
  return { seconds: medianOf(times), ending };
}

async function runOnce(
  engine: EngineProcess,
  bench: FaultBench,
  media: string,
  trouble: Trouble,
): Promise<{ others: UnitRecord[]; sick: UnitRecord | undefined }> {
  const paths = await bench.ready(engine, trouble);
  const bays = paths.map((path) => engine.bays().find(({ drive }) => drive?.path === path));
  const { batch, jobs } = await engine.client.start({
    media,
    sequence: "builtin:bios",
    batch: { create: { target: null, operator: "bench", note: trouble } },
    bays: bays.flatMap((found) => (found?.drive ? [{ bay: found.bay, identity: found.drive.identity }] : [])),
    oldData: "keep",
  });
  const last = jobs.at(-1) ?? "";
  const phases = () => engine.jobEvents(last).filter((type) => type === "phase-started").length;
  await engine.until(() => phases() >= 2 || engine.jobEvents(last).includes("failed"), 120_000);
  await pause(1500);
  await bench.strike(engine, trouble);
  await engine.endings(jobs.slice(0, -1), 600_000);
  if (
    !engine.jobEvents(last).some((type) => /^(done|failed)$/.test(type)) &&
    trouble === "a tenth of the speed"
  )
    await engine.client.cancelJob({ job: last });
  await engine.endings([last], 600_000);
  const units = await engine.client.batchUnits({ batch });
  return { others: units.filter(({ job }) => job !== last), sick: units.find(({ job }) => job === last) };
}

/** The drive's own phases: what came before, all shared. */
function secondsOf({ phases }: UnitRecord): number {
  return phases.reduce((sum, { ms }) => sum + ms, 0) / 1000;
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
