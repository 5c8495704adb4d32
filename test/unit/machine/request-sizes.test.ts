import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requestSizes } from "../../../electron/engine/machine/linux/request-sizes.ts";
import { kernelFiles } from "../../../electron/engine/machine/linux/sysfs.ts";

/** How many requests of 4 MiB a drive with such a queue is given. */
function depthFor(queue: Record<string, number>, rotational = false): number {
  const root = mkdtempSync(join(tmpdir(), "prestage-queue-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, "sys/block/sdx/queue");
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(queue)) writeFileSync(join(folder, name), `${value}\n`);
  return requestSizes({ path: "/dev/sdx", rotational }, kernelFiles(root)).depth;
}

test("a drive that takes small requests has enough of them in two large ones", () => {
  expect(depthFor({ max_sectors_kb: 128, nr_requests: 1023 })).toBe(2); // NVMe, USB
  expect(depthFor({ max_sectors_kb: 512, nr_requests: 64 })).toBe(2);
});

test("a drive that takes larger ones gets more at a time, and never more than four", () => {
  expect(depthFor({ max_sectors_kb: 1280, nr_requests: 64 })).toBe(3); // SATA
  expect(depthFor({ max_sectors_kb: 4096, nr_requests: 64 })).toBe(4);
});

test("no more than its queue holds, and two when the kernel tells nothing", () => {
  expect(depthFor({ max_sectors_kb: 4096, nr_requests: 1 })).toBe(2);
  expect(depthFor({})).toBe(2);
});

test("a disk's head is not sent to and fro", () => {
  expect(depthFor({ max_sectors_kb: 4096, nr_requests: 64 }, true)).toBe(2);
});
