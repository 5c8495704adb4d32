import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Character } from "../../shared/drive.ts";
import type { UnitRecord } from "../../shared/record.ts";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { benchMedium } from "./support/medium.ts";

/**
 * Does a sick drive cost the others anything? Eight training bays, each held to the same rate; one of them is given a
 * trouble. The table shows how long the other seven took, beside a run in which all were healthy.
 *
 *   npm run bench:faults -- [--runs 3] [--megabytes 120] [--rate 20]
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    megabytes: { type: "string", default: "120" },
    rate: { type: "string", default: "20" },
  },
});
const rate = Number(values.rate) * 1e6;
const capped: Character = { kind: "slow", bytesPerSecond: rate };
const AT = 115 * 2 ** 20;
const SICK = 4;

type Trouble = {
  name: string;
  character: Character;
  later?: (engine: EngineProcess, job: string) => Promise<void>;
};
const troubles: Trouble[] = [
  { name: "all healthy", character: capped },
  {
    name: "a tenth of the speed, cancelled",
    character: { kind: "slow", bytesPerSecond: rate / 10 },
    later: cancelled,
  },
  { name: "fails writes", character: { kind: "failing", atByte: AT, on: "write" } },
  { name: "fails reads at read back", character: { kind: "failing", atByte: AT, on: "read" } },
  { name: "stalls for good", character: { kind: "stalling", atByte: AT } },
  { name: "vanishes", character: { kind: "vanishing", atByte: AT } },
  { name: "is pulled", character: capped, later: pulled },
  { name: "is cancelled", character: capped, later: cancelled },
];

const dir = mkdtempSync(join(tmpdir(), "prestage-faults-"));
try {
  const wim = benchMedium(Number(values.megabytes), 300);
  await using engine = await startEngine(join(dir, "home"), [
    "--bays",
    "8",
    "--bay-size",
    "600M",
    "--stall-seconds",
    "6",
  ]);
  const media = (await importInto(engine, wim)).id;
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 300_000);
  let healthy = 0;
  console.log("one of eight drives                others, s   beside healthy   its own ending");
  for (const trouble of troubles) {
    const { seconds, ending } = await medianOfRuns(engine, media, trouble);
    healthy ||= seconds;
    const ratio = `1 : ${(seconds / healthy).toFixed(3)}`;
    console.log(
      `${trouble.name.padEnd(34)}${seconds.toFixed(2).padStart(10)}   ${ratio.padEnd(14)}   ${ending}`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function medianOfRuns(
  engine: EngineProcess,
  media: string,
  trouble: Trouble,
): Promise<{ seconds: number; ending: string }> {
  const times: number[] = [];
  let ending = "";
  for (let n = 0; n < Number(values.runs); n++) {
    const units = await runOnce(engine, media, trouble);
    times.push(...units.filter(({ bay }) => bay !== SICK).map(secondsOf));
    const sick = units.find(({ bay }) => bay === SICK);
    ending = sick?.fault?.code ?? sick?.ending ?? "";
  }
  times.sort((a, b) => a - b);
  return { seconds: times[Math.floor(times.length / 2)] ?? 0, ending };
}

async function runOnce(
  engine: EngineProcess,
  media: string,
  { character, later }: Trouble,
): Promise<UnitRecord[]> {
  for (const { bay, drive } of engine.bays()) {
    if (!drive) await engine.client.loadBay({ bay });
    await engine.client.setCharacter({ bay, character: bay === SICK ? character : capped });
  }
  await engine.until(() => engine.bays().every(({ drive }) => drive !== null));
  const { batch, jobs } = await startBays(engine, media);
  const sick = jobs[SICK - 1] ?? "";
  await engine.until(() => engine.jobEvents(sick).length >= 5 || engine.jobEvents(sick).includes("failed"));
  await later?.(engine, sick);
  await engine.endings(jobs, 600_000);
  return engine.client.batchUnits({ batch });
}

async function cancelled(engine: EngineProcess, job: string): Promise<void> {
  await engine.client.cancelJob({ job });
}

async function pulled(engine: EngineProcess): Promise<void> {
  await engine.client.emptyBay({ bay: SICK });
}

/** The drive's own phases: what came before, all shared. */
function secondsOf({ phases }: UnitRecord): number {
  return phases.reduce((sum, { ms }) => sum + ms, 0) / 1000;
}
