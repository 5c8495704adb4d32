import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMbr } from "../../electron/engine/boot/mbr.ts";
import { volumeInfo } from "../../electron/engine/boot/ntfs.ts";
import { openToRead } from "../../electron/engine/drive-reader.ts";
import { importInto, startBays, startEngine, type EngineProcess } from "../support/engine-process.ts";
import { bootBios, qemuMissing } from "../support/qemu.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const BAYS = 8;
let dir: string;
let engine: EngineProcess;
let media: string;
let wim: string;
let started: { batch: string; jobs: string[] };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "prestage-stage-"));
  wim = makeTestMedium(dir);
  const home = join(dir, "home");
  mkdirSync(home);
  engine = await startEngine(home, ["--bays", String(BAYS), "--bay-size", "600M"]);
  media = (await importInto(engine, wim)).id;
  started = await startBays(engine, media);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

test("eight bare drives are staged, read back and done", async () => {
  expect(await engine.endings(started.jobs)).toEqual(Array(BAYS).fill("done"));
});

test("each of the eight has its record: serial, media version, ids of its own, all bytes read back", async () => {
  const units = await engine.client.batchUnits({ batch: started.batch });
  expect(units.map(({ bay }) => bay)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(new Set(units.map(({ unitSerial }) => unitSerial)).size).toBe(BAYS);
  expect(new Set(units.map(({ diskSignature }) => diskSignature)).size).toBe(BAYS);
  expect(new Set(units.flatMap(({ volumeSerials }) => volumeSerials)).size).toBe(2 * BAYS);
  for (const unit of units) {
    expect(unit).toMatchObject({
      ending: "done",
      mediaName: "Test medium",
      mediaId: media,
      operator: "Operator",
    });
    expect(unit.verifiedBytes).toBe(unit.writtenBytes);
    expect(unit.verifiedBytes).toBeGreaterThan(12_000_000);
  }
});

test("a staged drive says what it carries, and its table and volumes are those of the record", async () => {
  const [bay] = engine.bays();
  const [unit] = await engine.client.batchUnits({ batch: started.batch });
  const found = await engine.client.inspect({ path: bay?.drive?.path ?? "" });
  expect(found).toMatchObject({
    table: "mbr",
    diskSignature: unit?.diskSignature,
    stamp: { committed: true, job: unit?.job, unitSerial: unit?.unitSerial, mediaName: "Test medium" },
  });
  expect(found.partitions.map(({ label, active, volumeSerial }) => [label, active, volumeSerial])).toEqual([
    ["BitLocker", false, unit?.volumeSerials[0]],
    ["OSDisk", true, unit?.volumeSerials[1]],
  ]);
});

describe("seen by independent readers", () => {
  let volume: string;
  beforeAll(() => {
    volume = join(dir, "volume.img");
    const path = engine.bays()[3]?.drive?.path ?? "";
    execFileSync("dd", [`if=${path}`, `of=${volume}`, "bs=1M", "skip=101", "conv=sparse"], {
      stdio: "ignore",
    });
    const fd = openSync(path, "r");
    const tail = Buffer.alloc(512);
    readSync(fd, tail, 0, 512, 0);
    const table = decodeMbr(tail, 512);
    const sizeBytes = table?.partitions[1]?.sizeBytes ?? 0;
    execFileSync("truncate", ["-s", String(sizeBytes), volume]);
  });

  test("every file on the volume is equal to the medium's", () => {
    const [fromWim, fromDrive] = [join(dir, "from-wim"), join(dir, "from-drive")];
    execFileSync("wimlib-imagex", ["extract", wim, "1", "--no-acls", `--dest-dir=${fromWim}`], {
      stdio: "ignore",
    });
    execFileSync("7z", ["x", "-y", `-o${fromDrive}`, volume], { stdio: "ignore" });
    expect(hashes(fromDrive, fromWim)).toEqual(hashes(fromWim, fromWim));
  });

  test("the volume is clean, and nothing asks for a check at the next start", async () => {
    expect(execFileSync("ntfsfix", ["-n", volume], { encoding: "utf8" })).toMatch(
      /alternate boot sector.*OK/i,
    );
    await using drive = await openToRead(volume);
    expect(await volumeInfo(drive.read)).toMatchObject({ label: "OSDisk", flags: 0 });
  });
});

test.skipIf(qemuMissing)("a PC starts the staged drive by BIOS and reaches \\bootmgr", async () => {
  const { serial, exitCode } = await bootBios(engine.bays()[5]?.drive?.path ?? "");
  expect(serial).toContain("PRESTAGE TRAINING MEDIUM");
  expect(exitCode).toBe(33);
});

test("a staged drive read again later is equal to its record, and one changed byte is found and named", async () => {
  const path = engine.bays()[6]?.drive?.path ?? "";
  expect(await engine.client.verifyDrive({ path })).toMatchObject({
    equal: true,
    ending: "done",
    firstDifference: null,
  });
  const at = 101 * 2 ** 20 + 0x48; // in the second volume's boot sector
  writeAt(path, at, Buffer.from([0xee]));
  expect(await engine.client.verifyDrive({ path })).toMatchObject({
    equal: false,
    firstDifference: { offset: 101 * 2 ** 20, where: expect.stringContaining("OSDisk") as string },
  });
});

test("the batch report and a certificate are printed, and the CSV has a line for each unit", async () => {
  const pdf = await engine.client.report({ of: { batch: started.batch }, format: "pdf" });
  expect(Buffer.from(pdf.base64, "base64").subarray(0, 5).toString()).toBe("%PDF-");
  const csv = await engine.client.report({ of: { batch: started.batch }, format: "csv" });
  expect(Buffer.from(csv.base64, "base64").toString().trim().split("\r\n")).toHaveLength(BAYS + 1);
  const certificate = await engine.client.report({ of: { job: started.jobs[0] ?? "" }, format: "pdf" });
  expect(Buffer.from(certificate.base64, "base64").subarray(0, 5).toString()).toBe("%PDF-");
});

test("a serial that was staged before is announced with when and with which version", async () => {
  const [unit] = await engine.client.batchUnits({ batch: started.batch });
  const [before] = await engine.client.stagedBefore({ serials: [unit?.unitSerial ?? ""] });
  expect(before).toMatchObject({ job: unit?.job, mediaName: "Test medium", ending: "done" });
});

function writeAt(path: string, offset: number, bytes: Buffer): void {
  const patch = join(dir, "patch");
  writeFileSync(patch, bytes);
  const args = [`if=${patch}`, `of=${path}`, "bs=1", `seek=${offset}`, "conv=notrunc"];
  execFileSync("dd", args, { stdio: "ignore" });
}

/** sha256 of each file in `root`, for the paths that `like` has: a volume has system files of its own besides. */
function hashes(root: string, like: string): Record<string, string> {
  const list = execFileSync("find", [like, "-type", "f", "-printf", "%P\n"], { encoding: "utf8" });
  const paths = list.trim().split("\n").toSorted();
  return Object.fromEntries(
    paths.map((path) => {
      const bytes = execFileSync("cat", [join(root, path)], { maxBuffer: 1 << 28 });
      return [path, createHash("sha256").update(bytes).digest("hex")];
    }),
  );
}
