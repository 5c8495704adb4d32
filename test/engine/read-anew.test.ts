import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { FreshMasters } from "../../electron/engine/fresh-masters.ts";
import { readAnew, windowsOf } from "../../electron/engine/machine/read-anew.ts";
import type { MasterVolume } from "../../electron/engine/staging/masters.ts";
import type { Tasks, TaskWork } from "../../electron/engine/tasks.ts";
import { importInto, startBays, startEngine } from "../support/engine-process.ts";
import { makeLoop, whyNoLoops } from "../support/loop-device.ts";
import { makeTestMedium } from "../support/test-medium.ts";

const MIB = 2 ** 20;
const quietly = { signal: new AbortController().signal, progress: () => {} };

describe("what is read anew of a file", () => {
  test("is whole pages of 2 MiB around what matters, each once, and nothing beyond the end", () => {
    const ranges = [
      { offset: 0, length: 4096 },
      { offset: 3 * MIB, length: MIB },
      { offset: 4 * MIB - 4096, length: 8192 },
      { offset: 20 * MIB + 1, length: 4096 },
    ];
    expect(windowsOf(ranges, 21 * MIB)).toEqual([
      { offset: 0, length: 6 * MIB },
      { offset: 20 * MIB, length: MIB },
    ]);
  });

  test("is never more than 32 MiB at a time", () => {
    const windows = windowsOf([{ offset: 0, length: 100 * MIB }], 100 * MIB);
    expect(windows.map(({ offset, length }) => [offset / MIB, length / MIB])).toEqual([
      [0, 32],
      [32, 32],
      [64, 32],
      [96, 4],
    ]);
  });
});

describe.skipIf(whyNoLoops() !== null)("a disk that gives back other bytes than memory has", () => {
  test("is found out, with the stretch", async () => {
    // The file that is read is a device; its disk is the file behind it, which is changed behind memory's back.
    const loop = makeLoop({ sizeBytes: 64 * MIB });
    onTestFinished(() => loop.remove());
    writeFileSync(loop.path, Buffer.alloc(64 * MIB, 0x5a), { flag: "r+", flush: true });
    const fd = openSync(loop.path, "r"); // keeps what memory has of it
    onTestFinished(() => closeSync(fd));
    const file = { path: loop.path, sizeBytes: 64 * MIB, ranges: [{ offset: 0, length: 64 * MIB }] };
    readFileSync(loop.path);
    await readAnew(file, quietly);
    readFileSync(loop.path);
    const behind = openSync(loop.file, "r+");
    writeSync(behind, Buffer.from([0x5b]), 0, 1, 40 * MIB);
    closeSync(behind);
    const found = readAnew(file, quietly);
    await expect(found).rejects.toMatchObject({
      code: "master-lost",
      detail: expect.stringContaining(`${32 * MIB}`),
    });
  });
});

describe("masters that were just built", () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), "prestage-fresh-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const path = join(dir, "master.img");
    writeFileSync(path, "master");
    utimesSync(path, new Date(0), new Date(0));
    return path;
  };

  function fresh(path: string, read: (work: TaskWork) => Promise<void>) {
    const told: string[] = [];
    let running = new AbortController();
    const master = {
      key: "k",
      recipe: { sizeBytes: 6 },
      extents: [],
      release: () => told.push("released"),
    } as unknown as MasterVolume;
    const ends: Promise<unknown>[] = [];
    const tasks = {
      run: (_kind: string, _subject: string, work: (work: TaskWork) => Promise<unknown>) => {
        running = new AbortController();
        const ended = work({ signal: running.signal, tell: () => {} });
        ends.push(ended.catch(() => {}));
        return { task: "task-1", ended };
      },
      cancel: () => running.abort(new Error("cancelled")),
    } as unknown as Pick<Tasks, "run" | "cancel">;
    const masters = new FreshMasters({
      masters: { hold: async () => master, pathOf: () => path },
      tasks,
      readAnew: async (_file, { signal }) => {
        told.push("read");
        await read({ signal, tell: () => {} });
      },
    });
    masters.built("k");
    return { masters, told, idle: async () => void (await Promise.all(ends)) };
  }

  test("are read anew once, and held meanwhile", async () => {
    const { masters, told, idle } = fresh(folder(), async () => {});
    masters.settle();
    await idle();
    masters.settle();
    await idle();
    expect(told).toEqual(["read", "released"]);
  });

  test("wait while a drive is being staged; what was begun is given up and begun anew", async () => {
    const path = folder();
    const { masters, told, idle } = fresh(path, async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal.throwIfAborted();
    });
    masters.staging(true);
    masters.settle();
    expect(told).toEqual([]);
    masters.staging(false);
    masters.settle();
    masters.staging(true);
    await idle();
    masters.staging(false);
    masters.settle();
    await idle();
    expect(told).toEqual(["read", "released", "read", "released"]);
    expect(statSync(path).mtimeMs).toBe(0); // still believed
  });

  test("are not believed any more when the disk does not give them back", async () => {
    const path = folder();
    const { masters, told, idle } = fresh(path, async () => {
      throw new Error("other bytes");
    });
    masters.settle();
    await idle();
    masters.settle();
    expect(told).toEqual(["read", "released"]);
    expect(statSync(path).mtimeMs).toBeGreaterThan(0);
  });

  test("are not believed either when a drive was begun as that came out", async () => {
    const path = folder();
    const { masters, told, idle } = fresh(path, async () => {
      masters.staging(true);
      throw new Error("other bytes");
    });
    masters.settle();
    await idle();
    masters.staging(false);
    masters.settle();
    await idle();
    expect(told).toEqual(["read", "released"]);
    expect(statSync(path).mtimeMs).toBeGreaterThan(0);
  });

  test("are all read, also after one that the disk does not give back", async () => {
    let reads = 0;
    const { masters, told, idle } = fresh(folder(), async () => {
      if (reads++ === 0) throw new Error("other bytes");
    });
    masters.built("another");
    masters.settle();
    await idle();
    expect(told).toEqual(["read", "released", "read", "released"]);
  });
});

test("a station reads a master that it built anew from the disk, and the next drives find it as it is", async () => {
  const dir = mkdtempSync(join(tmpdir(), "prestage-anew-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "520M"]);
  const media = (await importInto(engine, makeTestMedium(dir, { files: 20 }))).id;
  const build = async () => {
    const { jobs } = await startBays(engine, media);
    expect(await engine.endings(jobs)).toEqual(["done"]);
  };
  await build();
  const reads = () =>
    engine.events.filter(
      (event) => event.type === "tasks" && event.tasks.some(({ kind }) => kind === "reread"),
    );
  await engine.until(() => reads().length > 0);
  const before = (await engine.client.masters({})).masters.map(({ key }) => key).toSorted();
  await engine.until(() => {
    const last = engine.events.findLast((event) => event.type === "tasks");
    return last?.type === "tasks" && last.tasks.every(({ kind }) => kind !== "reread");
  });
  await build();
  expect((await engine.client.masters({})).masters.map(({ key }) => key).toSorted()).toEqual(before);
  expect(engine.events.some(({ type }) => type === "task-failed")).toBe(false);
});
