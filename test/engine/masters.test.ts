import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { neededBytes } from "../../electron/engine/machine/master-room.ts";
import { openMasters, type MastersOptions } from "../../electron/engine/machine/masters.ts";
import type { MasterBuildNews } from "../../electron/engine/machine/master-workshop.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { hashesOf, recipeOf, smallMedium, sorted, writeParts, type SmallMedium } from "../support/masters.ts";
import { tempDir } from "../support/temp-dir.ts";

const MIB = 1024 * 1024;
const missing = missingTool(["wimlib-imagex", "mkfs.ntfs", "ntfsfix", "tsk_recover"]);
const never = new AbortController().signal;
const { bootRecords } = bootCode();
const record = bootRecords.NTFS;

describe.skipIf(missing)(`master volumes${missing ? ` (${missing})` : ""}`, () => {
  let medium: SmallMedium;
  beforeAll(() => {
    medium = smallMedium(20 * MIB);
  });
  afterAll(() => medium.remove());

  function open(more: Partial<MastersOptions> = {}) {
    const options = {
      dir: join(tempDir(), "masters"),
      mediaPath: () => medium.wim,
      limitBytes: () => 2 ** 40,
    };
    return openMasters({ ...options, bootRecords, ...more });
  }

  describe("what is built", () => {
    test.each([
      [512, 4096, record.sha256],
      [512, 512, null],
      [4096, 4096, null],
      [4096, 65536, null],
    ] as const)(
      "with %i-byte sectors and clusters of %i lands whole on a drive full of old data when only its parts are written",
      async (sectorBytes, clusterBytes, bootRecord) => {
        const masters = await open();
        const master = await masters.volume(recipeOf({ sectorBytes, clusterBytes, bootRecord }), never);
        onTestFinished(() => master.release());
        const drive = await writeParts(master);
        expect(spawnSync("ntfsfix", ["-n", drive], { encoding: "utf8" }).stdout).toContain(
          "processed successfully",
        );
        expect(hashesOf(drive, sectorBytes)).toEqual(sorted(medium.hashes));
        const backup = master.recipe.sizeBytes - sectorBytes;
        expect(master.serialOffsets).toEqual([0x48, backup + 0x48]);
        const first = await master.read({ offset: 0, length: sectorBytes });
        expect(await master.read({ offset: backup, length: sectorBytes })).toEqual(first);
        if (bootRecord) expect(first.subarray(0x54, 0x180)).toEqual(record.bytes.subarray(0x54, 0x180));
      },
    );

    test("without an image is an empty, clean volume", async () => {
      const masters = await open();
      const master = await masters.volume(recipeOf({ image: null, label: "BitLocker" }), never);
      const drive = await writeParts(master);
      expect(hashesOf(drive, 512)).toEqual([]);
      expect(tool("ntfsinfo", ["-m", drive])).toMatch(/Volume Flags: 0x0000/);
      master.release();
    });

    test("tells what it does while it is built, and that it became a master", async () => {
      const news: MasterBuildNews[] = [];
      const ended: unknown[] = [];
      const masters = await open({ onBuild: (one) => news.push(one), onBuilt: (...all) => ended.push(all) });
      const master = await masters.volume(recipeOf(), never);
      master.release();
      const steps = new Set(news.map(({ doing }) => doing));
      expect([...steps]).toEqual([
        "Measuring the image",
        "Formatting",
        "Unpacking the image",
        "Checking the volume",
      ]);
      expect(news[0]).toEqual({
        key: master.key,
        subject: "Volume “OSDisk”, 0.1 GB",
        doing: "Measuring the image",
        doneBytes: 0,
        totalBytes: 0,
      });
      expect(ended).toEqual([[master.key, null]]);
    });
  });

  describe("building once", () => {
    test("two who ask at the same time share one build, and it is found again by the next engine", async () => {
      const dir = join(tempDir(), "masters");
      let builds = 0;
      const masters = await open({ dir, onBuilt: () => builds++ });
      const [one, two] = await Promise.all([
        masters.volume(recipeOf(), never),
        masters.volume(recipeOf(), never),
      ]);
      const again = await masters.volume(recipeOf(), never);
      expect([one.key, two.key, again.key, builds]).toEqual([one.key, one.key, one.key, 1]);
      const later = await open({ dir, onBuilt: () => builds++ });
      const found = await later.volume(recipeOf(), never);
      expect({ ...found, read: null, release: null }).toEqual({ ...one, read: null, release: null });
      expect(builds).toBe(1);
      for (const held of [one, two, again, found]) held.release();
    });

    test("one who leaves does not stop the build of the other", async () => {
      const masters = await open();
      const leaving = new AbortController();
      const left = masters.volume(recipeOf(), leaving.signal);
      const stays = masters.volume(recipeOf(), never);
      leaving.abort(new Error("cancelled"));
      await expect(left).rejects.toThrow("cancelled");
      (await stays).release();
    });

    test("when the last one leaves the build ends, and nothing of it is left", async () => {
      const dir = join(tempDir(), "masters");
      const leaving = new AbortController();
      const ended = Promise.withResolvers<unknown>();
      const masters = await open({
        dir,
        onBuild: ({ doing }) => doing === "Unpacking the image" && leaving.abort(new Error("cancelled")),
        onBuilt: (_, thrown) => ended.resolve(thrown),
      });
      await expect(masters.volume(recipeOf(), leaving.signal)).rejects.toThrow("cancelled");
      expect(await ended.promise).toMatchObject({ message: "cancelled" });
      expect(readdirSync(dir)).toEqual([]);
      expect(masters.list()).toEqual([]);
    });

    test("a changed file is not believed: it is built anew", async () => {
      let builds = 0;
      const masters = await open({ onBuilt: () => builds++ });
      const master = await masters.volume(recipeOf(), never);
      master.release();
      chmodSync(masters.pathOf(master.key), 0o644);
      utimesSync(masters.pathOf(master.key), new Date(0), new Date(0));
      (await masters.volume(recipeOf(), never)).release();
      expect(builds).toBe(2);
    });
  });

  describe("an engine that was killed", () => {
    test("in the middle of a build leaves nothing that could be used", async () => {
      const dir = join(tempDir(), "masters");
      const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", killedBuild], {
        env: { ...process.env, DIR: dir, WIM: medium.wim, RECIPE: JSON.stringify(recipeOf()) },
        cwd: join(import.meta.dirname, "../.."),
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await gone;
      expect(readdirSync(dir).map((name) => name.replace(/^[0-9a-f]{64}/, "key"))).toEqual(["key.partial"]);
      const masters = await open({ dir });
      expect([masters.list(), readdirSync(dir)]).toEqual([[], []]);
    });

    test("before the sidecar was written leaves an image that nobody believes", async () => {
      const dir = join(tempDir(), "masters");
      const first = await open({ dir });
      const master = await first.volume(recipeOf({ image: null }), never);
      master.release();
      const sidecar = join(dir, `${master.key}.json`);
      writeFileSync(sidecar, readFileSync(sidecar, "utf8").slice(0, -20));
      const masters = await open({ dir });
      expect([masters.list(), readdirSync(dir)]).toEqual([[], []]);
    });
  });

  describe("keeping within the limit", () => {
    const small = (label: string) => recipeOf({ label, image: null, sizeBytes: 32 * MIB });

    test("the longest unused goes first, and one that a job holds never", async () => {
      const probe = await open();
      (await probe.volume(small("probe"), never)).release();
      const takes = probe.list()[0]?.allocatedBytes ?? 0;
      const masters = await open({ limitBytes: () => neededBytes(small(""), null) + 2.5 * takes });
      const held = await masters.volume(small("held"), never);
      for (const label of ["a", "b", "c"]) (await masters.volume(small(label), never)).release();
      const labels = () => masters.list().map(({ recipe }) => recipe.label);
      expect(labels()).toEqual(["held", "b", "c"]);
      expect((await held.read(held.firstBlock)).length).toBe(4096);
      held.release();
    });

    test("a medium that goes takes its masters with it, a held one when it is released", async () => {
      const dir = join(tempDir(), "masters");
      const masters = await open({ dir });
      const held = await masters.volume(recipeOf(), never);
      (await masters.volume(recipeOf({ label: "Other" }), never)).release();
      (await masters.volume(small("empty"), never)).release();
      await masters.drop("medium");
      expect(masters.list().map(({ recipe, held: isHeld }) => [recipe.label, isHeld])).toEqual([
        ["OSDisk", true],
        ["empty", false],
      ]);
      await expect(masters.volume(recipeOf(), never)).rejects.toMatchObject({ code: "media-missing" });
      expect((await held.read(held.firstBlock)).length).toBe(4096);
      held.release();
      held.release();
      await expect.poll(() => existsSync(masters.pathOf(held.key))).toBe(false);
      expect(masters.list().map(({ recipe }) => recipe.label)).toEqual(["empty"]);
    });
  });
});

const killedBuild = `
  import { openMasters } from "./electron/engine/machine/masters.ts";
  const { DIR: dir, WIM, RECIPE } = process.env;
  const masters = await openMasters({
    dir,
    mediaPath: () => WIM,
    bootRecords: {}, // the recipe asks for none
    limitBytes: () => 2 ** 40,
    onBuild: ({ doing }) => doing === "Unpacking the image" && process.stdout.write("unpacking"),
  });
  await masters.volume(JSON.parse(RECIPE), new AbortController().signal);
`;
