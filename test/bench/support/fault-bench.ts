import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { Character } from "../../../shared/drive.ts";
import type { EngineProcess } from "../../support/engine-process.ts";
import { makeFaultyDrive } from "../../support/faulty-drive.ts";

/** Eight drives, the last of which is given its trouble. Rates in bytes a second. */
export interface FaultBench extends AsyncDisposable {
  /** Arguments of its engine. */
  args: string[];
  /** Before each start: eight drives, held to their rate. Their paths; the last one's is to have this trouble. */
  ready(engine: EngineProcess, trouble: Trouble): Promise<string[]>;
  /** While it is being written. */
  strike(engine: EngineProcess, trouble: Trouble): Promise<void>;
}

export const troubles = [
  "none",
  "a tenth of the speed",
  "stalls for good",
  "fails writes",
  "fails reads at read back",
  "is pulled",
  "short writes",
] as const;
export type Trouble = (typeof troubles)[number];

export const DRIVES = 8;
const AT = 106 * 2 ** 20;
const DRIVE_BYTES = 600 * 2 ** 20;

/** Files for drives; their troubles are characters at the writer's port. */
export function trainingBench(rate: number, stallSeconds: number): FaultBench {
  const capped: Character = { kind: "slow", bytesPerSecond: rate };
  const characters: Partial<Record<Trouble, Character>> = {
    "a tenth of the speed": { kind: "slow", bytesPerSecond: rate / 10 },
    "stalls for good": { kind: "stalling", atByte: AT },
    "fails writes": { kind: "failing", atByte: AT, on: "write" },
    "fails reads at read back": { kind: "failing", atByte: AT, on: "read" },
    "short writes": { kind: "short", atByte: AT },
  };
  return {
    args: [
      "--bays",
      String(DRIVES),
      "--bay-size",
      String(DRIVE_BYTES),
      "--stall-seconds",
      String(stallSeconds),
    ],
    async ready(engine, trouble) {
      for (const { bay, drive } of engine.bays()) {
        if (!drive) await engine.client.loadBay({ bay });
        await engine.client.setCharacter({
          bay,
          character: bay === DRIVES ? (characters[trouble] ?? capped) : capped,
        });
      }
      const bays = await engine.until(
        () => engine.bays().every(({ drive }) => drive !== null) && engine.bays(),
      );
      return bays.flatMap(({ drive }) => drive?.path ?? []);
    },
    async strike(engine, trouble) {
      if (trouble === "is pulled") await engine.client.emptyBay({ bay: DRIVES });
    },
    async [Symbol.asyncDispose]() {},
  };
}

const CGROUP = "/sys/fs/cgroup/blkio/prestage-faults";

/** Why block devices cannot be held to a rate here, or null. */
export function whyNoCaps(): string | null {
  return existsSync("/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device")
    ? null
    : "needs the blkio controller of cgroup v1, to hold drives to a rate";
}

/**
 * Loop devices in memory, and a faulty one on nbdkit as the eighth; all held to their rate by the kernel. A new eighth
 * one for each run: what was done to the old one is not to be undone.
 */
export async function blockBench(rate: number, stallSeconds: number): Promise<FaultBench> {
  const dir = mkdtempSync("/dev/shm/prestage-faults-");
  mkdirSync(CGROUP, { recursive: true });
  const file = (n: number) => join(dir, `drive-${n}.img`);
  const healthy = Array.from({ length: DRIVES - 1 }, (_, n) => attach(file(n)));
  let sick: SickDrive | null = null;
  const holdTo = (path: string, bytesPerSecond: number) => {
    const { rdev } = statSync(path);
    for (const way of ["read", "write"])
      writeFileSync(
        `${CGROUP}/blkio.throttle.${way}_bps_device`,
        `${rdev >> 8}:${rdev & 0xff} ${bytesPerSecond}`,
      );
  };
  for (const path of healthy) holdTo(path, rate);
  return {
    args: ["--bench", "real", "--allow-loop", "--stall-seconds", String(stallSeconds)],
    async ready(engine, trouble) {
      writeFileSync(`${CGROUP}/cgroup.procs`, String(engine.child.pid));
      await sick?.remove();
      sick = trouble === "short writes" ? shrinkingDrive(file(DRIVES)) : await sickDrive();
      const paths = [...healthy, sick.path];
      holdTo(sick.path, trouble === "a tenth of the speed" ? rate / 10 : rate);
      await engine.until(() => paths.every((path) => isSeen(engine, path)), 60_000);
      return paths;
    },
    async strike(_engine, trouble) {
      sick?.act(trouble);
    },
    async [Symbol.asyncDispose]() {
      await sick?.remove();
      for (const path of healthy) execFileSync("losetup", ["--detach", path]);
      rmSync(dir, { recursive: true });
      rmdirSync(CGROUP);
    },
  };
}

/** The engine sees what is at this path now, and not what was there before. */
function isSeen(engine: EngineProcess, path: string): boolean {
  const diskseq = Number(readFileSync(`/sys/block/${basename(path)}/diskseq`, "utf8"));
  return engine.bays().some(({ drive }) => drive?.path === path && drive.diskseq === diskseq);
}

interface SickDrive {
  path: string;
  act(trouble: Trouble): void;
  remove(): Promise<void>;
}

async function sickDrive(): Promise<SickDrive> {
  const faulty = await makeFaultyDrive(DRIVE_BYTES);
  return {
    path: faulty.path,
    act(trouble) {
      if (trouble === "stalls for good") faulty.stall();
      if (trouble === "fails writes") faulty.fail("write");
      if (trouble === "fails reads at read back") faulty.fail("read");
      if (trouble === "is pulled") faulty.pull();
    },
    remove: async () => faulty[Symbol.asyncDispose](),
  };
}

/** One that ends earlier than it said: the write that goes on behind its new end comes back short. */
function shrinkingDrive(file: string): SickDrive {
  const path = attach(file);
  return {
    path,
    act() {
      truncateSync(file, AT + 9 * 512);
      execFileSync("losetup", ["--set-capacity", path]);
    },
    async remove() {
      execFileSync("losetup", ["--detach", path]);
      rmSync(file);
    },
  };
}

function attach(path: string): string {
  writeFileSync(path, "");
  truncateSync(path, DRIVE_BYTES);
  return execFileSync("losetup", ["--find", "--show", path], { encoding: "utf8" }).trim();
}
