import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { importInto, startBays, startEngine } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";

test.for(["write", "read-back"] as const)(
  "a master that is lost in %s is told as the station's trouble, never as the drive's",
  async (phase) => {
    const dir = mkdtempSync(join(tmpdir(), "prestage-master-lost-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "520M"]);
    const media = (await importInto(engine, makeTestMedium(dir, { files: 60 }))).id;
    await engine.client.setCharacter({ bay: 1, character: { kind: "slow", bytesPerSecond: 20e6 } });
    const { batch, jobs } = await startBays(engine, media);
    await engine.until(() =>
      engine.events.some(
        ({ type, ...told }) =>
          type === "job" &&
          "event" in told &&
          told.event.type === "phase-started" &&
          told.event.phase === phase,
      ),
    );
    const masters = join(dir, "home", "masters");
    for (const name of readdirSync(masters).filter((each) => each.endsWith(".img")))
      truncateSync(join(masters, name), Math.min(4096, statSync(join(masters, name)).size));
    expect(await engine.endings(jobs)).toEqual(["failed"]);
    const [unit] = await engine.client.batchUnits({ batch });
    expect(unit?.fault?.code).toBe("master-lost");
  },
);
