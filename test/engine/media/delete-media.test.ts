import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CreateDraft } from "../../../shared/media-draft.ts";
import type { Media } from "../../../shared/media.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { importInto, startBays, startEngine, type EngineProcess } from "../../support/engine-process.ts";
import { prestage } from "../../support/prestage.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const skip = missingTool(["wimlib-imagex", "mkfs.ntfs"]);

describe.skipIf(skip)("a medium that is staged with", () => {
  let dir: string;
  let engine: EngineProcess;
  let media: Media;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "prestage-delete-"));
    engine = await startEngine(join(dir, "home"), ["--bays", "2", "--bay-size", "600M"]);
    media = await importInto(engine, makeTestMedium(dir));
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });
  const dependents = () => engine.client.mediaDependents({ media: media.id });

  test("cannot be deleted meanwhile, and says in which bays", async () => {
    await engine.client.setCharacter({ bay: 2, character: { kind: "slow", bytesPerSecond: 200_000 } });
    const { jobs } = await startBays(engine, media.id);
    expect(await engine.endings(jobs.slice(0, 1))).toEqual(["done"]);
    expect((await dependents()).running.map(({ bay }) => bay)).toEqual([2]);
    await expect(engine.client.deleteMedia({ media: media.id })).rejects.toMatchObject({
      code: "media-in-use",
      message: `“${media.name}” is being staged in bay 2.`,
    });
    const { masters } = await engine.client.masters({});
    expect(masters.every(({ held }) => held)).toBe(true);
    expect(masters.find(({ label }) => label === "OSDisk")?.mediaName).toBe(media.name);
    expect(await engine.client.dropMasters({})).toEqual({ dropped: 0, freedBytes: 0, held: masters.length });
    await engine.client.cancelJob({ job: jobs[1] ?? "" });
    expect(await engine.endings(jobs)).toEqual(["done", "cancelled"]);
  });

  test("tells the units that carry it, its masters with their sizes, and a draft that takes an image from it", async () => {
    const draft = CreateDraft.parse({ name: "Next", version: "2", bootFrom: "medium", bootMedia: media.id });
    await engine.client.saveCreateDraft({ draft });
    const { units, masters, drafts, running } = await dependents();
    expect([units, drafts, running]).toEqual([1, ["Next 2"], []]);
    expect(masters.map(({ label }) => label)).toContain("OSDisk");
    for (const { takenBytes, volumeBytes } of masters) expect(takenBytes).toBeLessThan(volumeBytes);
  });

  test("has masters that are kept within the limit of now, and dropped when told", async () => {
    const { masters, takenBytes, limitBytes } = await engine.client.masters({});
    expect(limitBytes).toBe(200e9);
    expect(takenBytes).toBe(masters.reduce((sum, master) => sum + master.takenBytes, 0));
    const { stdout } = await prestage(join(dir, "home"), "masters", "list");
    expect(stdout).toMatch(/^ +\d +Test medium +\S+ \(NTFS\) [^]*They take .* of at most 200.0 GB/m);
    await engine.client.changeSettings({ change: { "masters-limit": "0 GB" } });
    await expect.poll(async () => (await engine.client.masters({})).masters).toEqual([]);
    await engine.client.changeSettings({ change: { "masters-limit": "50 %" } });
    const { jobs } = await startBays(engine, media.id, { only: [1] });
    expect(await engine.endings(jobs)).toEqual(["done"]);
    expect((await engine.client.masters({})).masters.length).toBe(masters.length);
    await expect
      .poll(async () => (await engine.client.masters({})).masters.some(({ held }) => held))
      .toBe(false);
    const dropped = await prestage(join(dir, "home"), "masters", "drop");
    expect([dropped.code, dropped.stdout]).toEqual([0, expect.stringMatching(/^Dropped \d, .*B\.\n$/)]);
    expect((await engine.client.masters({})).masters).toEqual([]);
  });

  test("in a script is deleted only with --yes; the records of its units stay", async () => {
    const refused = await prestage(join(dir, "home"), "media", "delete", media.id);
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/Units that carry it, by the records: 1\.[^]*No master is kept of it\.[^]*--yes/),
    ]);
    const done = await prestage(join(dir, "home"), "media", "delete", media.id, "--yes");
    expect([done.code, done.stdout]).toEqual([0, `Deleted ${media.name} ${media.version}.\n`]);
    expect(await engine.client.findUnits({ text: "", limit: 10 })).toHaveLength(3);
  });
});
