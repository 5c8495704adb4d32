import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../support/boot-disk.ts";
import { makeBootMedium } from "../support/boot-medium.ts";
import type { KillPoint } from "../support/kill-points.ts";
import { openKillStation, type KillStation, type KillTarget } from "../support/kill-table.ts";

/** A few of the kills of `npm run bench:kill`. */
const skip = missingTool(["sfdisk", "mkfs.fat", "mcopy", "ntfscat"]);
let dir = "";
let station: KillStation;
beforeAll(async () => {
  if (skip) return;
  dir = mkdtempSync(join(tmpdir(), "prestage-kill-"));
  station = await openKillStation(join(dir, "home"), makeBootMedium(dir, "Hybrid"), Math.random);
});
afterAll(async () => {
  if (skip) return;
  await station[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const strikes: [KillTarget, KillPoint][] = [
  ["both", "master"],
  ["engine", "write"],
  ["child", "read-back"],
  ["engine", "verified"],
  ["child", "committing"],
  ["both", "committing"],
];

describe.skipIf(skip)("after kill -9", () => {
  test.each(strikes)(
    "of %s at “%s”, records and drives tell one truth, nothing is left behind, and a rerun succeeds",
    async (target, point) => {
      const { wrong } = await station.strike(point, target);
      expect(wrong).toEqual([]);
    },
  );
});
