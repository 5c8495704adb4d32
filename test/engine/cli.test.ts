import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Job } from "../../shared/contract.ts";
import { Inspection } from "../../shared/inspection.ts";
import { Bay } from "../../shared/drive.ts";
import { Media } from "../../shared/media.ts";
import { Batch, UnitRecord } from "../../shared/record.ts";
import { missingTool } from "../support/boot-disk.ts";
import { prestage, startPrestage } from "../support/prestage.ts";
import { file, folder, tinyWim } from "../support/wim.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-cli-"));
const home = join(dir, "home");
const wim = join(dir, "tiny.wim");
const MIB = 2 ** 20;

const Result = z.object({ type: z.literal("result"), batch: z.string(), jobs: z.array(Job) });

/** The last line of a command that tells events on its way. */
function lastLine(stdout: string): unknown {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

function endings(stdout: string): Record<number, string> {
  return Object.fromEntries(Result.parse(lastLine(stdout)).jobs.map(({ bay, state }) => [bay, state.status]));
}

const stage = (...args: string[]) => ["stage", "--media", "Tiny", "--sequence", "builtin:bios", ...args];

const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);

describe.skipIf(missing)(`prestage on a training bench${missing ? ` (${missing})` : ""}`, () => {
  beforeAll(async () => {
    const medium = [
      file("bootmgr", "no boot manager, but a file of that name"),
      folder("Boot", [file("BCD"), file("boot.sdi")]),
      folder("Windows", [file("content.bin", randomBytes(12 * MIB).toString("latin1"))]),
    ];
    writeFileSync(wim, await tinyWim(medium));
  });
  afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(dir, { recursive: true, force: true });
  });

  test("a command where no engine runs uses one of its own, which ends after it", async () => {
    const lone = join(dir, "lone");
    const { code, stdout, stderr } = await prestage(lone, "sequence", "list", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(
      z
        .array(z.object({ id: z.string() }))
        .parse(JSON.parse(stdout))
        .map(({ id }) => id),
    ).toContain("builtin:bios");
    await expect.poll(() => existsSync(join(lone, "engine.json")), { timeout: 10_000 }).toBe(false);
  });

  test("serve --detach starts one engine, and finds it the second time", async () => {
    const Ready = z.object({
      ready: z.literal(true),
      pid: z.number(),
      url: z.string(),
      started: z.boolean(),
    });
    const serve = ["serve", "--detach", "--json", "--bays", "4", "--bay-size", "600M", "--port", "0"];
    const first = Ready.parse(JSON.parse((await prestage(home, ...serve)).stdout));
    const second = Ready.parse(JSON.parse((await prestage(home, ...serve)).stdout));
    expect([first.started, second.started, second.pid, second.url]).toEqual([
      true,
      false,
      first.pid,
      first.url,
    ]);
  });

  test("an engine of another bench is not taken for the one asked for", async () => {
    const { code, stderr } = await prestage(home, "drives", "--bench", "real");
    expect(code).toBe(4);
    expect(stderr).toContain(
      `The engine in ${home} works on the training bench, and the real bench was asked for.`,
    );
  });

  test("the drives of the bench are listed, for people and for programs", async () => {
    const { stdout } = await prestage(home, "drives", "--json");
    const { bays } = z.object({ bays: z.array(Bay) }).parse(JSON.parse(stdout));
    expect(bays.map(({ bay, refusal }) => [bay, refusal])).toEqual([1, 2, 3, 4].map((bay) => [bay, null]));
    const table = await prestage(home, "drives");
    for (const { drive } of bays) expect(table.stdout).toContain(drive?.serial ?? "no drive");
  });

  test("a medium is imported, shown by its name and verified", async () => {
    const imported = await prestage(home, "media", "import", wim, "--json");
    expect(imported.code).toBe(0);
    const { media } = z.object({ type: z.literal("result"), media: Media }).parse(lastLine(imported.stdout));
    expect([media.name, media.source, media.bootFiles.bootmgr]).toEqual(["Tiny", wim, true]);
    const verified = await prestage(home, "media", "verify", media.id);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("is whole.") as string]);
  });

  test("a file that was imported already is that medium, whatever its name", async () => {
    const copy = join(dir, "again.wim");
    copyFileSync(wim, copy);
    const { code, stdout } = await prestage(home, "media", "import", copy);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/ +/g, " ")).toContain(`Came from ${wim}`);
  });

  test.each([
    ["no .wim at all", "hello", "media-not-wim"],
    ["nothing", null, "media-missing"],
  ])("importing %s is refused with its code", async (_what, content, fault) => {
    const path = join(dir, "bad.wim");
    rmSync(path, { force: true });
    if (content !== null) writeFileSync(path, content);
    const { code, stdout } = await prestage(home, "media", "import", path, "--json");
    expect(code).toBe(3);
    expect(lastLine(stdout)).toMatchObject({ fault: { code: fault } });
  });

  test("without --yes and without a terminal nothing is erased", async () => {
    const { code, stderr } = await prestage(home, ...stage("--bays", "1"));
    expect(code).toBe(3);
    expect(stderr).toContain("These drives will be erased:");
    expect(stderr).toMatch(/Staged onto them: Tiny( .+)?\n/);
    expect(stderr).toContain("add --yes");
    expect(JSON.parse((await prestage(home, "batches", "--json")).stdout)).toEqual([]);
  });

  test("drives are staged at once, and one that fails changes nothing for the others", async () => {
    // 103 MiB is where the second volume begins: its boot record is always written.
    await prestage(home, "bench", "character", "3", "failing", "--at", "101Mi");
    const ran = await prestage(
      home,
      ...stage("--bays", "1-3", "--unit", "2=UNIT-2", "--yes", "--json", "--target", "3"),
    );
    expect(endings(ran.stdout)).toEqual({ 1: "done", 2: "done", 3: "failed" });
    expect(ran.code).toBe(1);
    const lines = ran.stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(lines).toContain("event");
    await prestage(home, "bench", "character", "3", "healthy");
  });

  test("the records tell of the batch and its units, the failed one too", async () => {
    const list = z.array(Batch).parse(JSON.parse((await prestage(home, "batches", "--json")).stdout));
    expect(list.map(({ counts, target }) => [counts.done, counts.failed, target])).toEqual([[2, 1, 3]]);
    const id = list[0]?.id ?? "";
    const one = await prestage(home, "batches", id, "--close", "--json");
    const { batch, units } = z
      .object({ batch: Batch, units: z.array(UnitRecord) })
      .parse(JSON.parse(one.stdout));
    expect([
      batch.state,
      units.sort((a, b) => a.bay - b.bay).map(({ bay, ending }) => [bay, ending]),
    ]).toEqual([
      "closed",
      [
        [1, "done"],
        [2, "done"],
        [3, "failed"],
      ],
    ]);
    const closed = await prestage(home, ...stage("--bays", "1", "--batch", id, "--yes", "--json"));
    expect([closed.code, lastLine(closed.stdout)]).toMatchObject([3, { fault: { code: "batch-closed" } }]);
    const found = z
      .array(UnitRecord)
      .parse(JSON.parse((await prestage(home, "records", "UNIT-2", "--json")).stdout));
    expect(found.map(({ unitSerial, bay }) => [unitSerial, bay])).toEqual([["UNIT-2", 2]]);
  });

  test("a batch's report and a unit's certificate are written as PDF and CSV", async () => {
    const [pdf, csv, certificate] = ["b.pdf", "b.csv", "u.pdf"].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ];
    const [batch] = z.array(Batch).parse(JSON.parse((await prestage(home, "batches", "--json")).stdout));
    expect((await prestage(home, "report", batch?.id ?? "", "--pdf", pdf, "--csv", csv)).code).toBe(0);
    expect((await prestage(home, "report", "--unit", "UNIT-2", "--pdf", certificate)).code).toBe(0);
    expect([pdf, certificate].map((path) => readFileSync(path, "latin1").slice(0, 5))).toEqual([
      "%PDF-",
      "%PDF-",
    ]);
    expect(readFileSync(csv, "utf8")).toContain("UNIT-2");
    const onPaper = async (paper: string) => {
      await prestage(home, "report", "--unit", "UNIT-2", "--pdf", certificate, "--paper", paper);
      return /Page size: .*\((\w+)\)/.exec(execFileSync("pdfinfo", [certificate], { encoding: "utf8" }))?.[1];
    };
    expect([await onPaper("a4"), await onPaper("letter")]).toEqual(["A4", "letter"]);
    const unknown = await prestage(home, "report", "--unit", "NOBODY", "--pdf", certificate);
    expect([unknown.code, unknown.stderr]).toEqual([
      3,
      expect.stringContaining("The records know no unit NOBODY."),
    ]);
  });

  test("a staged drive says what it carries, and reads back equal later", async () => {
    const found = Inspection.parse(JSON.parse((await prestage(home, "inspect", "2", "--json")).stdout));
    expect([found.table, found.partitions.map(({ fileSystem, active }) => [fileSystem, active])]).toEqual([
      "mbr",
      [
        ["NTFS", false],
        ["NTFS", true],
      ],
    ]);
    expect([found.stamp?.unitSerial, found.stamp?.mediaName, found.stamp?.committed]).toEqual([
      "UNIT-2",
      "Tiny",
      true,
    ]);
    const verified = await prestage(home, "verify", "2");
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringMatching(/unit UNIT-2, Tiny .*: equal/),
    ]);
  });

  test("a drive that was changed on the shelf is told from its record, with the place", async () => {
    const image = join(dir, "shelf.img");
    const { bays } = z
      .object({ bays: z.array(Bay) })
      .parse(JSON.parse((await prestage(home, "drives", "--json")).stdout));
    copyFileSync(bays.find(({ bay }) => bay === 1)?.drive?.path ?? "", image);
    const at = Inspection.parse(JSON.parse((await prestage(home, "inspect", image, "--json")).stdout))
      .partitions[1];
    const fd = openSync(image, "r+");
    writeSync(fd, Buffer.from([0xff]), 0, 1, (at?.startBytes ?? 0) + 3);
    closeSync(fd);
    const { code, stdout } = await prestage(home, "verify", image);
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(`differs first in the 4096 bytes from byte ${at?.startBytes ?? 0} on`),
    ]);
  });

  test("Ctrl-C leaves the drives running, stop refuses meanwhile, and cancel ends only the bay named", async () => {
    for (const bay of ["3", "4"]) await prestage(home, "bench", "character", bay, "slow", "--rate", "1M");
    const staging = startPrestage(home, ...stage("--bays", "3,4", "--yes", "--json"));
    await staging.prints('"phase":"clear"');
    staging.interrupt();
    const left = await staging.ended;
    expect([left.code, lastLine(left.stdout)]).toMatchObject([6, { type: "left" }]);
    const refused = await prestage(home, "stop");
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining("2 drives are being staged."),
    ]);
    expect(JSON.parse((await prestage(home, "cancel", "3", "--json")).stdout)).toEqual({ cancelled: [3] });
    const state = async () => {
      const [batch] = z.array(Batch).parse(JSON.parse((await prestage(home, "batches", "--json")).stdout));
      return [batch?.counts.cancelled, batch?.counts.open];
    };
    await expect.poll(state, { timeout: 20_000 }).toEqual([1, 1]);
  });

  test("stop --cancel cancels what runs and ends the engine; stopping again is no error", async () => {
    expect((await prestage(home, "stop", "--cancel")).stdout).toBe("The engine has stopped.\n");
    expect(existsSync(join(home, "engine.json"))).toBe(false);
    expect(await prestage(home, "stop")).toEqual({
      code: 0,
      stdout: `No engine runs in ${home}.\n`,
      stderr: "",
    });
  });
});
