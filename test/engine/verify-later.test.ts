import {
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
  closeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importInto, startBays, startEngine } from "../support/engine-process.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const FLAGS = ["--bays", "2", "--bay-size", "600M"];
let dir: string;
let home: string;
/** Two drives that were staged and put on a shelf. */
let shelf: [string, string];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "prestage-later-"));
  home = join(dir, "home");
  shelf = [join(dir, "shelf-1.img"), join(dir, "shelf-2.img")];
  await using engine = await startEngine(home, FLAGS);
  const media = await importInto(engine, makeTestMedium(dir));
  const { jobs } = await startBays(engine, media.id);
  expect(await engine.endings(jobs)).toEqual(["done", "done"]);
  for (const [n, image] of shelf.entries()) copyFileSync(engine.bays()[n]?.drive?.path ?? "", image);
  await engine.kill(); // before it can have hashed what it wrote, or in the midst of it
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("an engine that was killed before it had hashed what it wrote does so at its next start", async () => {
  await using engine = await startEngine(home, FLAGS);
  expect(await engine.client.verifyDrive({ path: shelf[0] })).toMatchObject({ equal: true, ending: "done" });
});

test("a drive staged from a master that was made again is judged by that one, and an earlier one by its own", async () => {
  await using engine = await startEngine(home, FLAGS);
  await engine.client.dropMasters({});
  const { jobs } = await startBays(engine, engine.media()[0]?.id ?? "", { only: [1] });
  expect(await engine.endings(jobs)).toEqual(["done"]);
  const later = engine.bays()[0]?.drive?.path ?? "";
  for (const path of [later, shelf[0], later])
    expect(await engine.client.verifyDrive({ path })).toMatchObject({ equal: true, ending: "done" });
});

test("months later, with the medium and its master gone, a drive is still judged by its record", async () => {
  await using engine = await startEngine(home, FLAGS);
  for (const { id } of engine.media()) await engine.client.deleteMedia({ media: id });
  const left = readdirSync(join(home, "masters")).filter((name) => name.endsWith(".json"));
  const labels = left.map((name) => readFileSync(join(home, "masters", name), "utf8"));
  expect(labels.filter((sidecar) => sidecar.includes("OSDisk"))).toEqual([]);
  const verdict = await engine.client.verifyDrive({ path: shelf[0] });
  expect(verdict).toMatchObject({ equal: true, firstDifference: null });
  expect(verdict.comparedBytes).toBeGreaterThan(12_000_000);
});

test("one byte that rotted on the shelf is found, wherever it lies, and named within a mebibyte", async () => {
  await using engine = await startEngine(home, FLAGS);
  const [, image] = shelf;
  const osDisk = 101 * 2 ** 20;
  const places = [
    { at: 0x1b9, where: "the partition table" }, // the disk signature
    { at: osDisk + 0x48, where: "partition 2 (OSDisk), byte 0 of it" }, // the volume's serial
    { at: osDisk + 0x4000 + 100, where: "partition 2 (OSDisk)" }, // $MFT
  ];
  for (const { at, where } of places) {
    const heal = spoil(image, at);
    const { equal, firstDifference: found } = await engine.client.verifyDrive({ path: image });
    expect([equal, found?.where]).toEqual([false, expect.stringContaining(where)]);
    expect(at - (found?.offset ?? 0)).toBeLessThan(found?.length ?? 0);
    expect(found?.length).toBeLessThanOrEqual(2 ** 20);
    heal();
  }
  expect(await engine.client.verifyDrive({ path: image })).toMatchObject({ equal: true });
});

/** Turns one byte over. Returns the way to turn it back. */
function spoil(path: string, at: number): () => void {
  const turn = () => {
    const fd = openSync(path, "r+");
    const byte = Buffer.alloc(1);
    readSync(fd, byte, 0, 1, at);
    writeSync(fd, Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, at);
    closeSync(fd);
  };
  turn();
  return turn;
}
