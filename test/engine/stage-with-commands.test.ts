import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../support/boot-disk.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { driveIn, importSteps, startWith, tinyMedium } from "../support/own-sequence.ts";
import { prestage } from "../support/prestage.ts";
import { bios, image, step } from "../support/staging-sequences.ts";

const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);
const dir = mkdtempSync(join(tmpdir(), "prestage-commands-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const BAYS = 6;
const home = join(dir, "home");
const flags = ["--bays", String(BAYS), "--bay-size", "520M"];
const run = (name: string, line: string, values: Record<string, string> = {}, more = "") =>
  step("RunCommandLine", name, line.replaceAll("&", "&amp;").replaceAll("<", "&lt;"), values, more);

describe.skipIf(missing)("a sequence with commands on the station", () => {
  let engine: EngineProcess;
  let media = "";
  beforeAll(async () => {
    engine = await startEngine(home, flags);
    media = (await importInto(engine, await tinyMedium(dir))).id;
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  const stage = async (name: string, before: string, after: string, bay: number) => {
    const sequence = await importSteps(engine, dir, name, before + bios + image() + after);
    const { jobs } = await startWith(engine, media, sequence, [bay]);
    return jobs[0] ?? "";
  };
  const ended = async (job: string) => {
    const [ending] = await engine.endings([job], 150_000);
    const events = await engine.client.jobEvents({ job });
    return { ending, story: events.map(({ event }) => event) };
  };
  const blank = (bay: number) =>
    readFileSync(driveIn(engine, bay).path)
      .subarray(0, 2 ** 20)
      .every((byte) => byte === 0);

  test("is refused until the station allows it, at edit time and at the start", async () => {
    const sequence = await importSteps(engine, dir, "off", run("Label", "true") + bios + image());
    const problems = async () =>
      (await engine.client.showSequence({ sequence })).problems.map(({ words }) => words);
    expect(await problems()).toEqual([expect.stringContaining("Commands on the station are switched off")]);
    await expect(startWith(engine, media, sequence, [1])).rejects.toMatchObject({
      code: "sequence-step-unsupported",
    });
    const shown = await prestage(home, "settings", "station-commands");
    expect(shown.stdout).toContain("station-commands is off");
    const set = await prestage(home, "settings", "station-commands", "on", "--json");
    expect([set.code, JSON.parse(set.stdout)]).toEqual([0, { name: "station-commands", value: "on" }]);
    expect(await problems()).toEqual([]);
    const listed = await engine.until(() =>
      engine.events
        .findLast((event) => event.type === "sequences")
        ?.sequences.find(({ id }) => id === sequence),
    );
    expect(listed.problems).toBe(0);
  });

  test("runs them before the first write and after the commit, with the unit's facts and never the drive", async () => {
    const seen = join(dir, "seen");
    const { path } = driveIn(engine, 1);
    const before = run("Ask", 'env > "$0.txt"; echo "tag-$UnitSerial"'.replace("$0", `${seen}-before`), {
      OutputVariableName: "Tag",
    });
    const after = run(
      "Tell",
      `echo "%Tag% by %Operator%" > ${seen}-after; ls -l /proc/self/fd; env >> ${seen}-after`,
    );
    const job = await stage("both", before, after, 1);
    const { ending, story } = await ended(job);
    expect(ending).toBe("done");
    expect(readFileSync(`${seen}-after`, "utf8")).toContain("tag-U1 by Kim & Co\n");
    const got = readFileSync(`${seen}-before.txt`, "utf8");
    for (const line of ["UnitSerial=U1", "Bay=1", "PRESTAGE_WHEN=before", "MediaName=Tiny"])
      expect(got).toContain(line);
    const all = got + readFileSync(`${seen}-after`, "utf8") + JSON.stringify(story);
    expect(all).not.toContain(path);
    const order = story.map(({ type }) => type);
    expect(order.indexOf("command-ended")).toBeLessThan(order.indexOf("phase-started"));
    expect(order.lastIndexOf("command-started")).toBeGreaterThan(order.lastIndexOf("phase-ended"));
    const certificate = await engine.client.report({ of: { job }, format: "pdf" });
    expect(Buffer.from(certificate.base64, "base64").subarray(0, 5).toString()).toBe("%PDF-");
    expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true, ending: "done" });
  });

  test("leaves the drive untouched when one before the first write fails", async () => {
    const { ending, story } = await ended(
      await stage("fails-before", run("Label", "echo no paper; exit 3"), "", 2),
    );
    expect(ending).toBe("failed");
    expect(story.at(-1)).toMatchObject({
      type: "failed",
      fault: {
        code: "station-command-failed",
        message: "The step “Label” failed on the station (exit 3). The drive was not touched.",
        detail: "no paper",
      },
    });
    expect(blank(2)).toBe(true);
  });

  test("says the truth when one after the commit fails: the drive is staged, the unit is not done", async () => {
    const { ending, story } = await ended(await stage("fails-after", "", run("Tell", "exit 3"), 3));
    expect(ending).toBe("failed");
    expect(story.at(-1)).toMatchObject({
      fault: {
        message: "The drive is staged and verified, but the step “Tell” failed on the station (exit 3).",
      },
    });
    const found = await engine.client.inspect({ path: driveIn(engine, 3).path });
    expect([found.table, found.stamp?.committed]).toEqual(["mbr", true]);
  });

  test("can be cancelled while one runs: before the first write, and after the commit", async () => {
    const slow = (name: string, file: string) => run(name, `touch ${file}; sleep 300`);
    const marks = [join(dir, "slow-before"), join(dir, "slow-after")] as const;
    const jobs = [
      await stage("slow-before", slow("Wait", marks[0]), "", 4),
      await stage("slow-after", "", slow("Wait", marks[1]), 5),
    ];
    for (const [n, job] of jobs.entries()) {
      await engine.until(() => engine.jobEvents(job).includes("command-started"), 150_000);
      while (!existsSync(marks[n] ?? "")) await new Promise((resolve) => setTimeout(resolve, 20));
      await engine.client.cancelJob({ job });
    }
    expect(await engine.endings(jobs)).toEqual(["cancelled", "failed"]);
    expect(blank(4)).toBe(true);
    const story = await engine.client.jobEvents({ job: jobs[1] ?? "" });
    expect(story.at(-1)?.event).toMatchObject({
      fault: {
        message: "The drive is staged and verified, but the step “Wait” was stopped on the station.",
      },
    });
  });

  test("is interrupted, not done, when the engine dies before the step behind the commit has ended", async () => {
    const file = join(dir, "last.pid");
    const job = await stage("dies", "", run("Tell", `echo $$ > ${file}; sleep 300`), 6);
    await engine.until(() => engine.jobEvents(job).includes("command-started"), 150_000);
    while (!existsSync(file) || readFileSync(file, "utf8") === "")
      await new Promise((resolve) => setTimeout(resolve, 20));
    await engine.kill();
    process.kill(-Number(readFileSync(file, "utf8")), "SIGKILL"); // ours, by the id it wrote
    writeFileSync(file, "");
    engine = await startEngine(home, flags);
    const [unit] = await engine.client.findUnits({ text: "U6" });
    expect([unit?.job, unit?.ending]).toEqual([job, "interrupted"]);
    const { stamp } = await engine.client.inspect({ path: driveIn(engine, 6).path });
    expect(stamp).toMatchObject({ committed: true, job });
  });
});
