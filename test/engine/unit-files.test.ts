import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool, tool } from "../support/boot-disk.ts";
import { makeBootMedium } from "../support/boot-medium.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { driveIn, importSteps, startWith, tinyMedium } from "../support/own-sequence.ts";
import { checked, fileOn, partitionFile, tableOf } from "../support/staged-drive.ts";
import { bios, disk, image, step, UEFI, variables } from "../support/staging-sequences.ts";
import { file, folder } from "../support/wim.ts";

const missing = missingTool(["wimlib-imagex", "mkfs.ntfs", "mkfs.fat", "mcopy", "ntfscat", "sfdisk"]);
const root = process.getuid?.() === 0;
const dir = mkdtempSync(join(tmpdir(), "prestage-unit-files-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const own = (path: string, text: string, more: Record<string, string> = {}) =>
  `<step type="Prestage_UnitFileAction" name="Fill ${path}">${variables({ PrestageFilePath: path, PrestageFileText: escaped(text), ...more })}</step>`;
const ANSWERS = "\\Windows\\Panther\\unattend.xml";
const SCRIPT = "\\windows\\Setup\\Scripts\\Unit Info.cmd";
/** As the image spells it, for programs that tell upper and lower case apart. */
const spelled = (path: string) =>
  path.slice(1).replaceAll("\\", "/").replace("unattend", "Unattend").replace("windows", "Windows");
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A partition of a bay's drive in a file, with what another program reads on it. */
function partitionOf(engine: EngineProcess, bay: number, number: number, sectorBytes = 512): string {
  const { path } = driveIn(engine, bay);
  const found = tableOf(path, sectorBytes).partitions[number];
  if (!found) throw new Error(`no partition ${number}`);
  return partitionFile(path, found, join(dir, `bay-${bay}-${number}.img`));
}

async function filled(engine: EngineProcess, job: string) {
  const events = await engine.client.jobEvents({ job });
  return events.flatMap(({ event }) => (event.type === "unit-files" ? event.files : []));
}

describe.skipIf(missing)("files that are filled for each unit, on an image with NTFS", () => {
  let engine: EngineProcess;
  let jobs: string[] = [];
  let media = "";
  beforeAll(async () => {
    engine = await startEngine(join(dir, "home"), ["--bays", "2", "--bay-size", "600M"]);
    const shared = "the image's own answers, which a hard link has as well";
    const wim = await tinyMedium(dir, [
      folder("Windows", [
        folder("Panther", [file("Unattend.xml", shared)]),
        file("win.ini", "a file of the image"),
      ]),
    ]);
    media = (await importInto(engine, wim)).id;
    await engine.client.changeSettings({ change: { "station-commands": "on" } });
    const ask = step("RunCommandLine", "Ask", 'echo "asset $UnitSerial"', { OutputVariableName: "Asset" });
    const steps =
      ask +
      bios +
      image() +
      own(ANSWERS, "<a name='%UnitSerial%' by='%Operator%'/>") +
      own(SCRIPT, "echo %UnitSerial% in %Bay% of %Batch% %Asset% %SystemRoot%", {
        PrestageFileBytes: "6000",
      }) +
      own("\\Prestage\\unit.txt", "%DriveSerial%", { PrestageFileEncoding: "utf-16" });
    const sequence = await importSteps(engine, dir, "files", steps);
    jobs = (await startWith(engine, media, sequence, [1, 2])).jobs;
    expect(await engine.endings(jobs, 150_000)).toEqual(["done", "done"]);
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  test("have each unit's own words, exactly as long as the sequence says, as ntfscat reads them", () => {
    for (const bay of [1, 2]) {
      const volume = partitionOf(engine, bay, 1);
      const read = (path: string) => fileOn(volume, "NTFS", path);
      expect(read("Windows/Panther/Unattend.xml").toString()).toBe(
        `<a name='U${bay}' by='Kim &#38; Co'/>`.padEnd(4096),
      );
      expect(read("Windows/Setup/Scripts/Unit Info.cmd").toString()).toBe(
        `echo U${bay} in ${bay} of B-2026-0001 asset U${bay} %SystemRoot%`.padEnd(6000),
      );
      const serial = driveIn(engine, bay).serial ?? "";
      expect(read("Prestage/unit.txt").toString("utf16le").trimEnd()).toBe(`\ufeff${serial}`);
      expect(read("Windows/win.ini").toString()).toBe("a file of the image");
    }
  });

  test("leave the volume clean, and are no one's but the system's to change", async () => {
    const volume = partitionOf(engine, 1, 1);
    expect(await checked(volume, "NTFS")).toBe("clean");
    if (!root) return;
    const audited = (path: string) => tool("ntfssecaudit", ["-v", volume, path]);
    for (const path of [
      "/Windows/Panther/Unattend.xml",
      "/Windows/Setup",
      "/Windows/Setup/Scripts/Unit Info.cmd",
      "/Prestage/unit.txt",
    ])
      expect(audited(path)).toMatch(/Windows owner S-1-5-32-544\n(?:.*\n)*.*mode 0755/);
  });

  test("are on record with their hashes, which are those of the files on the drive", async () => {
    const [job = ""] = jobs;
    const volume = partitionOf(engine, 1, 1);
    expect(await filled(engine, job)).toEqual(
      [
        [ANSWERS, 4096],
        [SCRIPT, 6000],
        ["\\Prestage\\unit.txt", 4096],
      ].map(([path, bytes]) => ({
        step: `Fill ${path}`,
        partition: 2,
        path,
        bytes,
        sha256: sha256(fileOn(volume, "NTFS", spelled(String(path)))),
      })),
    );
  });

  test("are found equal later, and one changed byte in them is found", async () => {
    const { path } = driveIn(engine, 2);
    expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true, firstDifference: null });
    const fd = openSync(path, "r+");
    const whole = Buffer.alloc(600e6);
    const { readSync } = await import("node:fs");
    const length = readSync(fd, whole, 0, whole.length, 0);
    const at = whole.subarray(0, length).indexOf("<a name='U2'");
    writeSync(fd, "<b", at);
    closeSync(fd);
    expect(await engine.client.verifyDrive({ path })).toMatchObject({
      equal: false,
      firstDifference: { where: expect.stringContaining("partition 2") as string },
    });
  });

  test("too long for their place stop the start, with bay, step and variable, before anything is recorded", async () => {
    const steps = bios + image() + own(ANSWERS, `${"x".repeat(4000)}%UnitSerial%%MediaName%%StationX%`);
    await expect(
      startWith(engine, media, await importSteps(engine, dir, "unknown", steps), [1]),
    ).rejects.toThrow("%StationX% is no variable of the unit");
    const long = bios + image() + own(ANSWERS, `${"x".repeat(4085)}%Bay%%MediaId%%StagedAt%%DriveModel%`);
    const before = (await engine.client.findUnits({ text: "" })).length;
    await expect(startWith(engine, media, await importSteps(engine, dir, "long", long), [1])).rejects.toThrow(
      /^Bay 1: Step “Fill .+”: the text for .+ has 4\d+ bytes, and its place has 4096\. The longest value in it is %MediaId%/,
    );
    expect((await engine.client.findUnits({ text: "" })).length).toBe(before);
  });
});

describe.skipIf(missing).each([512, 4096])("on a UEFI drive with %i-byte sectors", (sectorBytes) => {
  test.skipIf(sectorBytes === 4096 && !root)(
    "they lie on the EFI partition and on Windows' own, and the unit still has its own boot store",
    async () => {
      const home = join(dir, `home-${sectorBytes}`);
      const flags = ["--bays", "1", "--bay-size", "1600M", "--bay-sector", String(sectorBytes)];
      await using engine = await startEngine(home, flags);
      const media = await importInto(engine, makeBootMedium(dir, `Medium ${sectorBytes}`).wim);
      const steps =
        disk({ ...UEFI, OSDPartitions3QuickFormat: "true" }) +
        image("/target:%OSDisk%") +
        own("\\efi\\Unit\\unit.txt", "unit %UnitSerial%", { PrestageFileVolume: "C:" }) +
        own("\\Windows\\System32\\FILE-3.dll", "instead of the image's own", { PrestageFileVolume: "D:" });
      const sequence = await importSteps(engine, dir, `uefi-${sectorBytes}`, steps);
      const { jobs } = await startWith(engine, media.id, sequence, [1]);
      expect(await engine.endings(jobs, 150_000)).toEqual(["done"]);
      const [esp, os] = [partitionOf(engine, 1, 0, sectorBytes), partitionOf(engine, 1, 2, sectorBytes)];
      expect(fileOn(esp, "FAT32", "EFI/Unit/unit.txt").toString()).toBe("unit U1".padEnd(4096));
      expect(fileOn(os, "NTFS", "Windows/System32/file-3.dll").toString()).toBe(
        "instead of the image's own".padEnd(4096),
      );
      expect([await checked(esp, "FAT32"), await checked(os, "NTFS")]).toEqual(["clean", "clean"]);
      const { boot } = await engine.client.inspect({ path: driveIn(engine, 1).path });
      expect(boot?.warnings).toEqual([]);
      expect(await engine.client.verifyDrive({ path: driveIn(engine, 1).path })).toMatchObject({
        equal: true,
      });
    },
  );
});
