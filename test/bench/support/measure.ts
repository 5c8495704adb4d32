import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Measured {
  wallSeconds: number;
  cpuSeconds: number;
  /** RssAnon + RssShmem of the largest moment, all processes together: mapped masters are page cache, not ours. */
  peakBytes: number;
}

const TICKS = 100;

/** User and system seconds of a process and of all children that it has reaped. */
export function cpuSecondsOf(pid: number | "self"): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS;
}

/** What a process and all below it hold of their own now. */
function ownBytes(pid: number): number {
  const family = familyOf(pid);
  return family.reduce((sum, each) => sum + residentBytes(each), 0);
}

function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
  const family = [pid];
  for (const each of family) for (const [child, parent] of parents) if (parent === each) family.push(child);
  return family;
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+)/gm)].reduce(
      (sum, match) => sum + Number(match[1]) * 1024,
      0,
    );
  } catch {
    return 0;
  }
}

/** Measures work that happens in a process that goes on running. */
export async function measureIn(pid: number, work: () => Promise<void>): Promise<Measured> {
  const cpu = cpuSecondsOf(pid);
  const begin = performance.now();
  let peakBytes = 0;
  const sampler = setInterval(() => (peakBytes = Math.max(peakBytes, ownBytes(pid))), 100);
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  return { wallSeconds: (performance.now() - begin) / 1000, cpuSeconds: cpuSecondsOf(pid) - cpu, peakBytes };
}

/** Runs commands side by side and measures all of them. @throws when one fails */
export async function measureCommands(commands: readonly (readonly string[])[]): Promise<Measured> {
  const cpu = cpuSecondsOf("self");
  const own = process.cpuUsage();
  const begin = performance.now();
  let peakBytes = 0;
  const children = commands.map(([program = "", ...args]) => spawn(program, args, { stdio: "ignore" }));
  const sampler = setInterval(() => {
    const now = children.reduce((sum, { pid }) => sum + (pid ? ownBytes(pid) : 0), 0);
    peakBytes = Math.max(peakBytes, now);
  }, 100);
  const codes = await Promise.all(
    children.map(
      (child) =>
        new Promise<number | null>((resolve) => child.on("exit", resolve).on("error", () => resolve(127))),
    ),
  );
  clearInterval(sampler);
  const failed = codes.findIndex((code) => code !== 0);
  if (failed >= 0) throw new Error(`${commands[failed]?.join(" ")} ended with ${codes[failed]}`);
  const mine = process.cpuUsage(own);
  const cpuSeconds = cpuSecondsOf("self") - cpu - (mine.user + mine.system) / 1e6;
  return { wallSeconds: (performance.now() - begin) / 1000, cpuSeconds, peakBytes };
}
