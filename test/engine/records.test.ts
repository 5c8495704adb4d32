import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import type { Records } from "../../electron/engine/records/records.ts";
import { tempDir } from "../support/temp-dir.ts";
import { newUnit } from "../support/unit-record.ts";

const root = process.getuid?.() === 0;
const at = "2026-03-02T08:00:00.000Z";
const order = { target: null, operator: "", note: "", at };
const fault = (code: string) => expect.objectContaining({ name: "StagingFault", code }) as Error;

test("killed in the middle of its work, the station has lost nothing that it had acknowledged", async () => {
  const path = join(tempDir(), "prestage.db");
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round++) {
    const script = resolve(import.meta.dirname, "../support/append-forever.ts");
    const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (told += text));
    await once(child.stdout, "data");
    await sleep(300 + round * 137);
    child.kill("SIGKILL");
    await once(child, "close");
    acknowledged.push(...told.split("\n").slice(0, -1)); // what follows the last line break was cut off
  }
  expect(acknowledged.length).toBeGreaterThan(30);

  const records = openRecords(path);
  const kept = records
    .findUnits("", 100_000)
    .flatMap(({ job }) => records.events(job).map((event) => `${event.job} ${event.n}`));
  records.close();
  expect(acknowledged.filter((told) => !kept.includes(told))).toEqual([]);
  const sql = new Database(path);
  onTestFinished(() => void sql.close());
  expect(sql.pragma("integrity_check", { simple: true })).toBe("ok");
});

/** A file system of its own in memory. */
function tmpfs(dir: string, sizeKiB: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeKiB}k`, "prestage-test", dir]);
  onTestFinished(() => void execFileSync("umount", [dir]));
}

test.skipIf(!root)(
  "a full disk is told in words; what was recorded stays, and work goes on when there is space",
  () => {
    const dir = tempDir();
    tmpfs(dir, 1024);
    const ballast = join(dir, "ballast");
    writeFileSync(ballast, Buffer.alloc(300 * 1024));
    const records = openRecords(join(dir, "prestage.db"));
    onTestFinished(() => records.close());
    const { id: batch } = records.createBatch(order);
    const added = addUntilThrown(records, batch);
    expect(added.thrown).toEqual(fault("disk-full"));
    expect(added.count).toBeGreaterThan(10);
    expect(records.units(batch)).toHaveLength(added.count);

    rmSync(ballast);
    records.addUnit(newUnit(added.count + 1, { batch }));
    expect(records.units(batch)).toHaveLength(added.count + 1);
  },
);

test.skipIf(!root)("records cannot be made on a full disk", () => {
  const dir = tempDir();
  tmpfs(dir, 64);
  expect(() => writeFileSync(join(dir, "ballast"), Buffer.alloc(1 << 20))).toThrow("ENOSPC");
  expect(() => openRecords(join(dir, "prestage.db"))).toThrow(fault("disk-full"));
});

function addUntilThrown(records: Records, batch: string): { count: number; thrown: unknown } {
  for (let count = 0; ; count++) {
    try {
      records.addUnit(newUnit(count + 1, { batch }));
    } catch (thrown) {
      return { count, thrown };
    }
  }
}

test.skipIf(!root)("records on a read-only disk are refused, and none can be begun there", () => {
  const dir = tempDir();
  tmpfs(dir, 4096);
  openRecords(join(dir, "prestage.db")).close();
  const before = readFileSync(join(dir, "prestage.db"));
  execFileSync("mount", ["-o", "remount,ro", dir]);
  expect(() => openRecords(join(dir, "prestage.db"))).toThrow(fault("database-read-only"));
  expect(() => openRecords(join(dir, "new", "prestage.db"))).toThrow(fault("home-not-writable"));
  expect(() => openRecords(join(dir, "other.db"))).toThrow(fault("home-not-writable"));
  expect(readFileSync(join(dir, "prestage.db"))).toEqual(before);
});

/** What opening the records gives another user of this computer: a fault's code, or "opened". */
function openedByNobody(path: string): string {
  const NOBODY = 65534;
  const module = resolve(import.meta.dirname, "../../electron/engine/records/open-records.ts");
  const code = `import(${JSON.stringify(module)})
    .then(({ openRecords }) => openRecords(${JSON.stringify(path)}).close())
    .then(() => console.log("opened"), (thrown) => console.log(thrown.code ?? thrown.stack))`;
  const child = spawnSync(process.execPath, ["-e", code], { uid: NOBODY, gid: NOBODY, encoding: "utf8" });
  return child.stdout.trim() || child.stderr;
}

test.skipIf(!root)("another user's records are refused, and so is another user's folder", () => {
  const dir = tempDir();
  chmodSync(dir, 0o755);
  const mine = join(dir, "mine");
  const theirs = join(dir, "theirs");
  for (const home of [mine, theirs]) {
    mkdirSync(home, { mode: 0o755 });
    openRecords(join(home, "prestage.db")).close();
  }
  expect(openedByNobody(join(mine, "prestage.db"))).toBe("database-read-only");
  expect(openedByNobody(join(mine, "new.db"))).toBe("home-not-writable");
  expect(openedByNobody(join(dir, "new", "prestage.db"))).toBe("home-not-writable");
  chownSync(theirs, 65534, 65534);
  expect(openedByNobody(join(theirs, "prestage.db"))).toBe("database-read-only");
  chownSync(join(theirs, "prestage.db"), 65534, 65534);
  expect(openedByNobody(join(theirs, "prestage.db"))).toBe("opened");
});
