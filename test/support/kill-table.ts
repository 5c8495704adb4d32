import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Bay, Character, Drive } from "../../shared/drive.ts";
import { Ending } from "../../shared/job.ts";
import type { RecordedEvent } from "../../shared/record.ts";
import { importInto, startEngine, type EngineProcess } from "./engine-process.ts";
import { FIRST_SPANS, measure, type KillPoint } from "./kill-points.ts";
import { familyOf, holdersOf, isAlive, openFiles } from "./proc.ts";
import * as seen from "./staged-drive.ts";

/**
 * Kills a station in the middle of its work, again and again, and looks at what is left: records, drives, masters and
 * processes. Two training bays, one staged with an MBR and one with a GPT.
 */

/** Whom: the engine, one of its children (the drive's writer; while a master is built, its tool), or both. */
export const killTargets = ["engine", "child", "both"] as const;
export type KillTarget = (typeof killTargets)[number];

/** What became of one kill. */
export interface KillResult {
  /** Where it really struck, by the victim's last event: a random moment may come a little late. */
  struck: KillPoint;
  target: KillTarget;
  ending: Ending;
  /** What must never be, in words. */
  wrong: string[];
}

export interface KillStation extends AsyncDisposable {
  strike(point: KillPoint, target: KillTarget): Promise<KillResult>;
}

const SEQUENCES = ["builtin:bios", "builtin:uefi"];
const ARGS = ["--bays", "2", "--bay-size", "1600M", "--stall-seconds", "60"];
const SLOW: Character = { kind: "slow", bytesPerSecond: 30e6 };
/** A drive's last moments are its flushes: slow ones make them long enough to be struck. */
const SLOW_END: Character = { kind: "slow-flush", flushMs: 60 };
/** Until then all that a killed engine left has to be gone. */
const GONE_MS = 5000;
/** @param medium a hybrid medium, and the folder it was made of */
export async function openKillStation(
  home: string,
  medium: { wim: string; tree: string },
  random: () => number,
): Promise<KillStation> {
  let engine = await startEngine(home, ARGS);
  const media = (await importInto(engine, medium.wim)).id;
  await engine.until(() => engine.media().every(({ state }) => state !== "unchecked"), 120_000);
  const spans = { ...FIRST_SPANS };

  async function restart(kill: () => Promise<void>): Promise<string[]> {
    const pid = engine.child.pid ?? 0;
    const family = familyOf(pid);
    const paths = engine.bays().flatMap(({ drive }) => drive?.path ?? []);
    await kill();
    const orphans = await whatStays(family, paths);
    engine = await startEngine(home, ARGS);
    return orphans;
  }

  async function strike(point: KillPoint, target: KillTarget): Promise<KillResult> {
    if (point === "master")
      await restart(async () => {
        await bareDrives(engine);
        await engine[Symbol.asyncDispose]();
        rmSync(join(home, "masters"), { recursive: true });
      });
    const ending = point === "verified" || point === "committing" || point === "done";
    await setCharacters(engine, ending ? SLOW_END : point === "master" ? { kind: "healthy" } : SLOW);
    const jobs = await startBoth(engine, media);
    const victim = Math.floor(random() * jobs.length);
    const job = jobs[victim] ?? "";
    await engine.until(() => engine.jobEvents(job).length > 0 && reached(engine, job, point), 120_000);
    await pause(random() * spans[point]);
    const wrong = await kill(target, engine.bays()[victim]?.drive ?? null, jobs);
    const events = await engine.client.jobEvents({ job });
    measure(spans, events);
    wrong.push(...(await lookAtAll(engine, jobs)), ...halfBuilt(home));
    wrong.push(...(await rerun(engine, media, point === "master" ? medium.tree : null)));
    return { struck: whereIn(events), target, ending: endingOf(events) ?? "interrupted", wrong };
  }

  async function kill(target: KillTarget, drive: Drive | null, jobs: readonly string[]): Promise<string[]> {
    const child = childFor(engine.child.pid ?? 0, drive?.path ?? "");
    const strikeChild = () => {
      if (child !== undefined && isAlive(child)) process.kill(child, "SIGKILL");
    };
    if (target === "child") {
      strikeChild();
      await engine.endings(jobs, 120_000);
      return [];
    }
    return restart(async () => {
      if (target === "both") strikeChild();
      await engine.kill();
    });
  }

  return { strike, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

function reached(engine: EngineProcess, job: string, point: KillPoint): boolean {
  return engine.events.some((event) => {
    if (event.type !== "job" || event.job !== job) return false;
    const told = event.event;
    if (point === "master") return told.type === "waiting" && told.reason === "master";
    return told.type === point || (told.type === "phase-started" && told.phase === point);
  });
}

/** The writer of this drive; while there is none, any child: a tool that builds a master. */
function childFor(engine: number, path: string): number | undefined {
  const [, ...children] = familyOf(engine);
  return children.find((pid) => openFiles(pid).includes(path)) ?? children[0];
}

/** What of a killed engine is still there, or still holds a drive, after a while. */
async function whatStays(family: readonly number[], paths: readonly string[]): Promise<string[]> {
  const end = Date.now() + GONE_MS;
  for (;;) {
    const [alive, holders] = [family.filter(isAlive), holdersOf(paths)];
    if (alive.length + holders.length === 0) return [];
    if (Date.now() > end)
      return [
        ...alive.map((pid) => `process ${pid} outlives the engine: ${commandOf(pid)}`),
        ...holders.map((pid) => `process ${pid} holds a drive`),
      ];
    await pause(20);
  }
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").slice(0, 200);
}

async function setCharacters(engine: EngineProcess, character: Character): Promise<void> {
  for (const { bay } of engine.bays()) await engine.client.setCharacter({ bay, character });
}

/** What was staged from masters that are gone cannot be compared with others: they differ in their times. */
async function bareDrives(engine: EngineProcess): Promise<void> {
  for (const { bay } of engine.bays()) {
    await engine.client.emptyBay({ bay });
    await engine.client.loadBay({ bay });
  }
}

async function startBoth(engine: EngineProcess, media: string): Promise<string[]> {
  const occupied = engine.bays().filter((bay): bay is Bay & { drive: Drive } => bay.drive !== null);
  const started = occupied.map(({ bay, drive }, n) =>
    engine.client.start({
      media,
      sequence: SEQUENCES[n] ?? "",
      batch: { create: { target: null, operator: "", note: "" } },
      bays: [{ bay, identity: drive.identity }],
      oldData: "keep",
    }),
  );
  return (await Promise.all(started)).flatMap(({ jobs }) => jobs);
}

async function lookAtAll(engine: EngineProcess, jobs: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const job of jobs) {
    const events = await engine.client.jobEvents({ job });
    const endings = events.filter(({ event }) => isEnding(event.type));
    if (endings.length !== 1) wrong.push(`${job} has ${endings.length} endings`);
  }
  for (const { bay, drive } of engine.bays()) {
    if (!drive) wrong.push(`bay ${bay} lost its drive`);
    else wrong.push(...(await lookAtDrive(engine, drive.path, jobs[bay - 1] ?? "")));
  }
  return wrong;
}

/**
 * What the drive says and what the records say have to agree with each other, and with every byte. A drive that was not
 * cleared yet still carries what an earlier staging finished.
 */
async function lookAtDrive(engine: EngineProcess, path: string, job: string): Promise<string[]> {
  const { table, stamp } = await engine.client.inspect({ path });
  const events = await engine.client.jobEvents({ job });
  const ending = endingOf(events);
  const wrong: string[] = [];
  // Its stamp goes first: until its tables are cleared too, a drive may carry an old one that speaks for nobody.
  const cleared = events.some(({ event }) => event.type === "phase-ended");
  if (table !== "none" && !stamp && !cleared) return wrong;
  if (table !== "none" && !(stamp && (await wasVerified(engine, stamp.job))))
    wrong.push(`${path} carries a partition table and was never read back`);
  if (table !== "none" && stamp?.job !== job && !stamp?.committed)
    wrong.push(`${path} carries a partition table that nobody finished`);
  if (table === "none" && stamp?.committed) wrong.push(`${path} says that it is finished, without a table`);
  if (stamp?.committed && !(await engine.client.verifyDrive({ path })).equal)
    wrong.push(`${path} says that it is finished, and differs from its record`);
  const finished = stamp?.committed === true && stamp.job === job;
  if (ending === "done" && !finished) wrong.push(`${job} is done, and its drive does not say so`);
  if (ending === "interrupted" && finished) wrong.push(`${job} is interrupted, and its drive is finished`);
  return wrong;
}

async function wasVerified(engine: EngineProcess, job: string): Promise<boolean> {
  return (await engine.client.jobEvents({ job })).some(({ event }) => event.type === "verified");
}

/** Everything in the folder is a whole master: an image with its sidecar. */
function halfBuilt(home: string): string[] {
  const names = readdirSync(join(home, "masters")).filter((name) => /^[0-9a-f]{64}/.test(name));
  const keys = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, 64));
  return names
    .filter((name) => name.endsWith(".img") && !keys.includes(name.slice(0, 64)))
    .map((name) => `${name} is half a master`);
}

/** The same drives again: done, equal to the record, and, when asked for, with every file of the medium on them. */
async function rerun(engine: EngineProcess, media: string, tree: string | null): Promise<string[]> {
  await setCharacters(engine, { kind: "healthy" });
  const jobs = await startBoth(engine, media);
  const endings = await engine.endings(jobs, 120_000);
  const wrong = endings.flatMap((ending, n) =>
    ending === "done" ? [] : `a rerun of bay ${n + 1} is ${ending}`,
  );
  for (const { drive } of engine.bays()) {
    const path = drive?.path ?? "";
    if (!(await engine.client.verifyDrive({ path })).equal) wrong.push(`a rerun of ${path} differs`);
    if (tree !== null) wrong.push(...filesThatDiffer(path, tree));
  }
  return wrong;
}

function filesThatDiffer(path: string, tree: string): string[] {
  const { partitions } = seen.tableOf(path, 512);
  const last = partitions.at(-1);
  const volume = last && seen.partitionFile(path, last, `${path}.volume`);
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const differ = files.flatMap((entry) => {
    const file = join(entry.parentPath, entry.name).slice(tree.length + 1);
    if (!volume || /\/BCD$/i.test(file)) return []; // the store is the unit's own
    const found = seen.fileOn(volume, "NTFS", file);
    return found.equals(readFileSync(join(tree, file))) ? [] : `${file} on ${path} is not the medium's`;
  });
  rmSync(`${path}.volume`, { force: true });
  return differ;
}

function isEnding(type: string): boolean {
  return Ending.options.some((ending) => ending === type);
}

function endingOf(events: readonly RecordedEvent[]): Ending | null {
  return Ending.options.find((ending) => events.some(({ event }) => event.type === ending)) ?? null;
}

/** By what had happened before the ending. */
function whereIn(events: readonly RecordedEvent[]): KillPoint {
  const types = events.map(({ event }) => event.type);
  if (types.includes("phase-ended") && types.includes("done")) return "done";
  if (types.includes("committing")) return "committing";
  if (types.includes("verified")) return "verified";
  const last = events.findLast(({ event }) => event.type === "phase-started")?.event;
  return last?.type === "phase-started" && last.phase !== "finish" ? last.phase : "master";
}
