import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { memoryLoops, type Loops } from "./support/loops.ts";
import { measureCommands, measureIn, type Measured } from "./support/measure.ts";
import { benchMedium } from "./support/medium.ts";

/**
 * Staging side by side with what a user would do instead: wimlib-imagex apply, once for each drive, all at the same
 * time, onto as many loop devices in memory. Same medium, same machine, one run. Needs root and quiet.
 *
 *   npm run bench:stage -- [--drives 1,4,8] [--megabytes 700] [--files 3000]
 */
const { values } = parseArgs({
  options: {
    drives: { type: "string", default: "1,4,8" },
    megabytes: { type: "string", default: "700" },
    files: { type: "string", default: "3000" },
  },
});
const counts = values.drives.split(",").map(Number);
const megabytes = Number(values.megabytes);
const driveBytes = Math.ceil((megabytes * 1.25e6 + 260e6) / 2 ** 20) * 2 ** 20;

interface Row {
  drives: number;
  what: string;
  measured: Measured;
}

const dir = mkdtempSync(join(tmpdir(), "prestage-bench-"));
const rows: Row[] = [];
try {
  const wim = benchMedium(megabytes, Number(values.files));
  for (const drives of counts) {
    using loops = memoryLoops(drives, driveBytes);
    rows.push(...(await stageWithPrestage(wim, drives)));
    loops.blank();
    rows.push({ drives, what: "wimlib-imagex apply", measured: await applyWithWimlib(wim, loops) });
  }
  print(rows);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Twice: the first run builds the master, the second finds it. */
async function stageWithPrestage(wim: string, drives: number): Promise<Row[]> {
  const home = join(dir, `home-${drives}`);
  await using engine = await startEngine(home, ["--bench", "real", "--allow-loop"]);
  const media = (await importInto(engine, wim)).id;
  const first = await stage(engine, media, drives);
  const second = await stage(engine, media, drives);
  return [
    { drives, what: "prestage, master built", measured: first },
    { drives, what: "prestage, master cached", measured: second },
  ];
}

async function stage(engine: EngineProcess, media: string, drives: number): Promise<Measured> {
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 300_000);
  const bays = engine.bays().flatMap(({ bay, drive }) => (drive ? [{ bay, identity: drive.identity }] : []));
  if (bays.length !== drives)
    throw new Error(`${bays.length} bays instead of ${drives}: are there other loop devices?`);
  return measureIn(engine.child.pid ?? 0, async () => {
    const { jobs } = await engine.client.start({
      media,
      sequence: "builtin:bios",
      batch: { create: { target: null, operator: "bench", note: "" } },
      bays,
      oldData: "keep",
    });
    const endings = await engine.endings(jobs, 600_000);
    if (endings.some((ending) => ending !== "done")) throw new Error(`ended ${endings.join(", ")}`);
  });
}

/** Formatting is not measured: it would be the user's as well. Nothing is read back here. */
async function applyWithWimlib(wim: string, { paths }: Loops): Promise<Measured> {
  for (const path of paths) execFileSync("mkfs.ntfs", ["-q", "-F", "-Q", path], { stdio: "ignore" });
  const measured = await measureCommands(paths.map((path) => ["wimlib-imagex", "apply", wim, "1", path]));
  execFileSync("sync");
  return measured;
}

function print(all: readonly Row[]): void {
  console.log(
    `\n${megabytes} MB in ${values.files} files, drives of ${(driveBytes / 1e9).toFixed(2)} GB in memory`,
  );
  console.log("drives  what                      wall s  CPU s  peak MB  wall as wimlib's");
  for (const { drives, what, measured } of all) {
    const other = all.find((row) => row.drives === drives && row.what.startsWith("wimlib"));
    const ratio = other ? `1 : ${(other.measured.wallSeconds / measured.wallSeconds).toFixed(2)}` : "";
    const { wallSeconds, cpuSeconds, peakBytes } = measured;
    const figures = [
      wallSeconds.toFixed(2).padStart(7),
      cpuSeconds.toFixed(2).padStart(6),
      (peakBytes / 1e6).toFixed(0).padStart(8),
    ];
    console.log(`${String(drives).padStart(6)}  ${what.padEnd(24)}${figures.join(" ")}  ${ratio}`);
  }
}
