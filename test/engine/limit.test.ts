import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importInto, startBays, startEngine } from "../support/engine-process.ts";
import { tempDir } from "../support/temp-dir.ts";
import { makeTestMedium } from "../support/test-medium.ts";

test("a unit's record tells for what writing and reading back waited: a slow drive, not the master", async () => {
  const dir = tempDir();
  const home = join(dir, "home");
  mkdirSync(home);
  await using engine = await startEngine(home, ["--bays", "1", "--bay-size", "600M"]);
  const { id } = await importInto(engine, makeTestMedium(dir));
  await engine.client.setCharacter({ bay: 1, character: { kind: "slow", bytesPerSecond: 8_000_000 } });
  const { batch, jobs } = await startBays(engine, id);
  expect(await engine.endings(jobs)).toEqual(["done"]);
  const [unit] = await engine.client.batchUnits({ batch });
  const judged = unit?.phases.filter(({ limit }) => limit !== undefined) ?? [];
  expect(judged.map(({ phase }) => phase)).toEqual(["write", "read-back"]);
  for (const { limit } of judged) {
    expect(limit?.sourceShare).toBeLessThan(0.2);
    expect(limit?.cpuShare).toBeGreaterThan(0);
    expect(["drive", "cpu"]).toContain(limit?.by); // "cpu" where other work keeps the processors busy
  }
});
