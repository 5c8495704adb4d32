import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EngineProcess } from "../../support/engine-process.ts";
import { limitedMemory, whyNoCgroup } from "./cgroup.ts";
import { measureCommands } from "./measure.ts";
import { atRest, stageOn } from "./station-run.ts";
import type { Verdicts } from "./verdicts.ts";

/** What is to be staged, and for whom the figures are. */
export interface SmallMemory {
  engine: EngineProcess;
  home: string;
  media: string;
  paths: readonly string[];
}

/**
 * The station gets less memory than its masters take: every pass has to come from its disk. Beside it, one reading of the
 * same masters from the same disk. Told is also how often each byte was read for all drives together: once, when they keep
 * near each other.
 */
export async function stageInSmallMemory(table: Verdicts, given: SmallMemory): Promise<void> {
  const { engine, home, media, paths } = given;
  const drives = paths.length;
  const why = whyNoCgroup("memory");
  if (why) return table.skipped(drives, "medium larger than memory", why);
  await stageOn(engine, { media, paths }); // builds the masters, and the drives' own memory is not counted to the group
  await atRest(engine);
  const masters = mastersIn(home);
  forget(masters);
  const source = await measureCommands(masters.map((file) => readOnce(file)));
  forget(masters);
  using memory = limitedMemory(limitFor(masters, drives));
  memory.add(engine.child.pid ?? 0);
  const before = readFromDiskOf(home);
  const run = await stageOn(engine, { media, paths });
  const times = (readFromDiskOf(home) - before) / 2 / run.bytes;
  table.faster(
    drives,
    "medium larger than memory: write, beside reading it once",
    run.writeSpanSeconds,
    source.wallSeconds,
    0.8,
  );
  table.faster(
    drives,
    "… read back, beside reading it once",
    run.readBackSpanSeconds,
    source.wallSeconds,
    null,
  );
  table.atMost(drives, "… read from the disk, in a pass, for all drives", times, "×", null);
  table.told(drives, "… what the station says limited it", limitTold(engine));
}

function mastersIn(home: string): string[] {
  const folder = join(home, "masters");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".img"))
    .map((name) => join(folder, name));
}

/** A third of what the masters take on the disk, and what engine and writers need themselves. */
function limitFor(masters: readonly string[], drives: number): number {
  const dense = masters.reduce((sum, file) => sum + statSync(file).blocks * 512, 0);
  return Math.ceil(dense / 3 + 150e6 + drives * 33e6);
}

/** What was read so far from the disk that holds this file, by everybody. */
function readFromDiskOf(file: string): number {
  const { dev } = statSync(file);
  const [, , sectors] = readFileSync(`/sys/dev/block/${dev >> 8}:${dev & 0xff}/stat`, "utf8")
    .trim()
    .split(/\s+/);
  return Number(sectors) * 512;
}

/** Out of the page cache: this file alone, not the machine's. */
function forget(files: readonly string[]): void {
  for (const file of files)
    execFileSync("dd", [`of=${file}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"], {
      stdio: "ignore",
    });
}

/** Only where there is something: the masters have holes. */
function readOnce(file: string): string[] {
  return ["cp", "--sparse=always", file, "/dev/null"];
}

function limitTold(engine: EngineProcess): string {
  const told = engine.events.flatMap((event) =>
    event.type === "job" && event.event.type === "phase-ended" ? (event.event.limit?.by ?? []) : [],
  );
  return told.at(-1) ?? "nothing";
}
