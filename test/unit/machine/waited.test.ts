import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { availableParallelism } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { waitedMs } from "../../../electron/engine/machine/proof/waited.ts";

/** A process that never rests, but for the others. */
function busy() {
  const child = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("a process that gets too little of the processors has waited, one that has ended has not", async () => {
  const children = Array.from({ length: availableParallelism() * 2 + 1 }, busy);
  const pids = children.flatMap(({ pid }) => pid ?? []);
  while (!pids.some((pid) => waitedMs(pid) > 50)) await delay(20);
  const [first] = children;
  first?.kill("SIGKILL");
  if (first) await once(first, "exit");
  expect(waitedMs(first?.pid ?? 0)).toBe(0);
});
