import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { importInto, startEngine } from "../support/engine-process.ts";
import { throttled, whyNoCgroup } from "./support/cgroup.ts";
import { memoryLoops, type Loops } from "./support/loops.ts";
import { cpuSecondsOf, measureCommands } from "./support/measure.ts";
import { benchMedium } from "./support/medium.ts";
import * as rivals from "./support/rivals.ts";
import { stageInSmallMemory } from "./support/small-memory.ts";
import { atRest, stageOn, type StationRun } from "./support/station-run.ts";
import { Verdicts } from "./support/verdicts.ts";

/**
 * Staging side by side with what a user would do instead, on the same loop devices in memory, in one run: dd of the same
 * bytes, wimlib-imagex apply, partclone.restore and etcher-sdk, once with a drive at a tenth of the speed. Needs root.
 *
 *   npm run bench:stage -- [--drives 1,4,8,16] [--megabytes 700] [--files 3000] [--only dd,wimlib]
 *
 * What can be chosen: dd, capped, memory, wimlib, partclone, etcher, slow, media. Only the ratios mean something elsewhere.
 */
const PARTS = ["dd", "capped", "memory", "wimlib", "partclone", "etcher", "slow", "media"];
const { values } = parseArgs({
  options: {
    drives: { type: "string", default: "1,4,8,16" },
    megabytes: { type: "string", default: "700" },
    files: { type: "string", default: "3000" },
    only: { type: "string", default: PARTS.join(",") },
  },
});
const counts = values.drives.split(",").map(Number);
const megabytes = Number(values.megabytes);
const only = new Set(values.only.split(","));
const strange = [...only].filter((part) => !PARTS.includes(part));
if (strange.length > 0) throw new Error(`--only knows ${PARTS.join(", ")}, not ${strange.join(", ")}`);
const driveBytes = Math.ceil((megabytes * 1.25e6 + 300e6) / 2 ** 20) * 2 ** 20;

const dir = mkdtempSync(join(tmpdir(), "prestage-bench-"));
const table = new Verdicts();
const wim = benchMedium(megabytes, Number(values.files));
let home = 0;
try {
  if (only.has("media")) await media();
  for (const drives of counts) {
    using loops = memoryLoops(drives, driveBytes);
    const { first, cached } = await staged(loops);
    figures(drives, cached);
    await besideDd(loops, cached);
    if (only.has("memory")) await smallMemory(loops);
    if (drives > 1 || counts.length === 1) await besideTools(loops, first, cached);
  }
  table.print(
    `${megabytes} MB in ${values.files} files, drives of ${(driveBytes / 1e9).toFixed(2)} GB in memory. Ratios only.`,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/**
 * Twice: the first run builds the master, the second finds it. Before both one that is not measured: memory that stands
 * for drives has to be found when it is written for the first time, which no drive's own figures should show.
 */
async function staged(loops: Loops): Promise<{ first: StationRun; cached: StationRun }> {
  await using engine = await startEngine(join(dir, `home-${home++}`), ["--bench", "real", "--allow-loop"]);
  const { id } = await importInto(engine, wim);
  await stageOn(engine, { media: id, paths: loops.paths });
  await atRest(engine);
  await engine.client.dropMasters({});
  const first = await stageOn(engine, { media: id, paths: loops.paths });
  const cached = await stageOn(engine, { media: id, paths: loops.paths });
  return { first, cached };
}

function figures(drives: number, run: StationRun): void {
  const gibibytes = (run.bytes / 2 ** 30) * drives;
  table.atMost(drives, "start: request to the first byte, master cached", run.startSeconds, "s", null);
  const { cpuSeconds, peakBytes } = run.measured;
  table.atMost(drives, "CPU per GiB and drive, written and compared", cpuSeconds / gibibytes, "s", 0.35);
  table.atMost(drives, "memory, engine and writers", peakBytes / 1e6, "MB", 350 + 80 * drives);
}

/** The same bytes in one file, warm in the page cache, by one dd for each drive. */
async function besideDd(loops: Loops, ours: StationRun): Promise<void> {
  if (!only.has("dd") && !only.has("capped")) return;
  const drives = loops.paths.length;
  const dense = join(dir, "dense.img");
  execFileSync(
    "dd",
    [`if=${loops.paths[0]}`, `of=${dense}`, "bs=4M", `count=${ours.bytes}`, "iflag=count_bytes"],
    {
      stdio: "ignore",
    },
  );
  execFileSync("sync", [dense]); // its own writing back is not dd's to wait for
  if (only.has("dd")) {
    const cpu = cpuSecondsOf("self");
    const write = await rivals.ddWrite(dense, loops.paths);
    const read = await rivals.ddRead(ours.bytes, loops.paths);
    table.faster(drives, "write + flush, beside dd", ours.writeSeconds, write.wallSeconds, 0.9);
    table.faster(
      drives,
      "… from the first drive's start to the last one's end",
      ours.writeSpanSeconds,
      write.wallSeconds,
      null,
    );
    table.faster(drives, "read back, beside dd", ours.readBackSeconds, read.wallSeconds, 0.9);
    const gibibytes = (ours.bytes / 2 ** 30) * drives;
    const ddCpu = cpuSecondsOf("self") - cpu;
    table.atMost(drives, "dd's CPU per GiB and drive, nothing compared", ddCpu / gibibytes, "s", null);
    table.atMost(drives, "… and ours as a multiple of that", ours.measured.cpuSeconds / ddCpu, "×", null);
  }
  if (only.has("capped")) await capped(loops, dense);
  rmSync(dense);
}

/** Every drive is held to half of what the host gave dd, so that the drives are what limits. */
async function capped(loops: Loops, dense: string): Promise<void> {
  const drives = loops.paths.length;
  const why = whyNoCgroup("blkio");
  if (why) return table.skipped(drives, "each drive capped", why);
  const bytes = statSync(dense).size;
  const free = await rivals.ddWrite(dense, loops.paths);
  const rate = bytes / free.wallSeconds / 2;
  using group = throttled(new Map(loops.paths.map((path) => [path, rate])));
  const dd = await rivals.ddWrite(dense, loops.paths, group);
  const run = await stagedWithin(loops.paths, loops.paths, group.add);
  const part = (seconds: number) => run.bytes / seconds / rate;
  const shown = (value: number) => `${(value * 100).toFixed(0)} %`;
  const theirs = shown(bytes / dd.wallSeconds / rate);
  const [write, read] = [part(run.writeSeconds), part(run.readBackSeconds)];
  table.atLeast(drives, "each drive capped: write + flush of the cap", shown(write), theirs, write, 0.95);
  table.atLeast(drives, "each drive capped: read back of the cap", shown(read), "", read, 0.95);
}

/** One staging with the master cached, all of it in a control group. */
async function stagedWithin(
  paths: readonly string[],
  counted: readonly string[],
  add: (pid: number) => void,
): Promise<StationRun> {
  await using engine = await startEngine(join(dir, `home-${home++}`), ["--bench", "real", "--allow-loop"]);
  const { id } = await importInto(engine, wim);
  await stageOn(engine, { media: id, paths });
  add(engine.child.pid ?? 0);
  return await stageOn(engine, { media: id, paths, counted });
}

/** With less memory than the masters take. */
async function smallMemory({ paths }: Loops): Promise<void> {
  const at = join(dir, `home-${home++}`);
  await using engine = await startEngine(at, ["--bench", "real", "--allow-loop"]);
  const { id } = await importInto(engine, wim);
  await stageInSmallMemory(table, { engine, home: at, media: id, paths });
}

async function besideTools(loops: Loops, first: StationRun, cached: StationRun): Promise<void> {
  const { paths } = loops;
  const drives = paths.length;
  const whole = join(dir, "whole.img");
  const asked = (ratio: number) => (drives >= 16 ? ratio : null);
  if (only.has("etcher") || only.has("slow")) copyFileSync(backing(paths[0] ?? ""), whole);
  if (only.has("wimlib") || only.has("partclone")) {
    const wimlib = await rivals.wimlibApply(wim, paths);
    const built = first.masterSeconds + first.writeSpanSeconds;
    table.faster(
      drives,
      "write + flush and master build, beside wimlib apply",
      built,
      wimlib.wallSeconds,
      asked(4),
    );
    table.faster(
      drives,
      "write + flush, master cached, beside wimlib apply",
      cached.writeSpanSeconds,
      wimlib.wallSeconds,
      asked(15),
    );
  }
  if (only.has("partclone")) await besidePartclone(loops, cached, asked(12));
  if (only.has("etcher") || only.has("slow")) await besideEtcher(loops, whole, cached);
  rmSync(whole, { force: true });
}

async function besidePartclone(loops: Loops, ours: StationRun, atLeast: number | null): Promise<void> {
  const drives = loops.paths.length;
  const what = "write + flush, beside partclone.restore";
  const why = rivals.installed("partclone.restore", "partclone");
  if (why) return table.skipped(drives, what, why);
  const image = join(dir, "partclone.img");
  rivals.partcloneImage(loops.paths[0] ?? "", image);
  const theirs = await rivals.partcloneRestore(image, loops.paths);
  rmSync(image);
  table.faster(drives, what, ours.writeSpanSeconds, theirs.wallSeconds, atLeast);
  table.faster(drives, "… the start of the writers named apart", ours.writeSeconds, theirs.wallSeconds, null);
}

async function besideEtcher(loops: Loops, whole: string, ours: StationRun): Promise<void> {
  const drives = loops.paths.length;
  const folder = join(dir, "etcher");
  const why = rivals.installEtcher(folder);
  if (why) return table.skipped(drives, "etcher-sdk", why);
  if (only.has("etcher")) {
    const plain = rivals.etcherWrite(folder, whole, loops.paths, false);
    table.faster(drives, "written, beside etcher-sdk", ours.writeSpanSeconds, plain, 1);
    const verified = rivals.etcherWrite(folder, whole, loops.paths, true);
    const both = ours.writeSpanSeconds + ours.readBackSpanSeconds;
    table.faster(drives, "written and read back, beside etcher-sdk", both, verified, 1);
  }
  if (only.has("slow") && drives > 1) await oneSlow(loops, whole, folder, ours);
}

/** The last drive at a tenth of what each of them does without it. */
async function oneSlow(loops: Loops, whole: string, folder: string, free: StationRun): Promise<void> {
  const drives = loops.paths.length;
  const what = "one drive at a tenth: the others, beside etcher-sdk";
  const why = whyNoCgroup("blkio");
  if (why) return table.skipped(drives, what, why);
  const slow = loops.paths.at(-1) ?? "";
  using group = throttled(new Map([[slow, free.bytes / free.writeSpanSeconds / 10]]));
  const theirs = rivals.etcherWrite(folder, whole, loops.paths, false, group);
  const run = await stagedWithin(
    loops.paths,
    loops.paths.filter((path) => path !== slow),
    group.add,
  );
  table.faster(drives, what, run.writeSpanSeconds, theirs, drives >= 16 ? 8 : null);
  table.faster(
    drives,
    "one drive at a tenth: the others, beside a run without",
    run.writeSpanSeconds,
    free.writeSpanSeconds,
    null,
  );
}

/** What a medium costs before any drive: importing it, and unpacking it into its master. */
async function media(): Promise<void> {
  using loops = memoryLoops(1, driveBytes);
  const plain = join(dir, "plain.img");
  const copy = join(dir, "copy.wim");
  const copied = await measureCommands([
    ["sh", "-c", `sha256sum "${wim}" && cp "${wim}" "${copy}" && sync "${copy}"`],
  ]);
  rmSync(copy);
  await using engine = await startEngine(join(dir, `home-${home++}`), ["--bench", "real", "--allow-loop"]);
  const began = performance.now();
  const { id } = await importInto(engine, wim);
  table.faster(
    1,
    "import, beside sha256sum + cp",
    (performance.now() - began) / 1000,
    copied.wallSeconds,
    0.8,
  );
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 600_000);
  writeFileSync(plain, "");
  truncateSync(plain, driveBytes);
  rivals.format(plain);
  const apply = await measureCommands([["wimlib-imagex", "apply", wim, "1", plain]]);
  const { masterSeconds } = await stageOn(engine, { media: id, paths: loops.paths });
  table.atMost(
    1,
    "master build, beside wimlib apply onto a plain image",
    masterSeconds / apply.wallSeconds,
    "×",
    1.1,
  );
}

/** The file behind a loop device. */
function backing(path: string): string {
  return execFileSync("losetup", ["-n", "-O", "BACK-FILE", path], { encoding: "utf8" }).trim();
}
