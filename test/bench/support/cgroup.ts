import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const ROOT = "/sys/fs/cgroup";

/** Why cgroup v1 cannot be used here, or null. */
export function whyNoCgroup(kind: "blkio" | "memory"): string | null {
  if (process.getuid?.() !== 0) return "needs root";
  return existsSync(join(ROOT, kind, "cgroup.procs")) ? null : `needs cgroup v1 (${kind})`;
}

/** A control group of this run. What is put into it takes its children along. */
export interface Group extends Disposable {
  add: (pid: number) => void;
  /** A command that runs inside. */
  inside: (command: readonly string[]) => string[];
}

/** Holds drives to a rate, for the processes in the group: bytes a second, reading and writing each. */
export function throttled(rates: ReadonlyMap<string, number>): Group {
  const dir = madeGroup("blkio");
  for (const [path, rate] of rates) {
    const device = readFileSync(`/sys/block/${basename(path)}/dev`, "utf8").trim();
    for (const way of ["write", "read"])
      writeFileSync(join(dir, `blkio.throttle.${way}_bps_device`), `${device} ${Math.round(rate)}`);
  }
  return group("blkio", dir);
}

/** Gives the processes in the group so much memory, page cache included. */
export function limitedMemory(bytes: number): Group {
  const dir = madeGroup("memory");
  writeFileSync(join(dir, "memory.limit_in_bytes"), String(bytes));
  return group("memory", dir);
}

function madeGroup(kind: string): string {
  const dir = join(ROOT, kind, `prestage-bench-${process.pid}-${kind}`);
  mkdirSync(dir);
  return dir;
}

function group(kind: string, dir: string): Group {
  return {
    add: (pid) => writeFileSync(join(dir, "cgroup.procs"), String(pid)),
    inside: (command) => ["sh", "-c", `echo $$ > ${dir}/cgroup.procs && exec "$@"`, "sh", ...command],
    [Symbol.dispose]() {
      for (const pid of readFileSync(join(dir, "cgroup.procs"), "utf8").split("\n"))
        if (pid !== "") writeFileSync(join(ROOT, kind, "cgroup.procs"), pid);
      rmdirSync(dir);
    },
  };
}
