import { spawn, spawnSync } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { noise } from "../../../electron/engine/media/sample-content.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { changed, file, tinyWim, verdict } from "../../support/wim.ts";

const CHILD = join(import.meta.dirname, "../../support/import-child.ts");
const BIG_BYTES = 200 << 20;
const skip = missingTool(["wimlib-imagex"]);
const skipMount = skip ?? (process.getuid?.() === 0 ? null : "mounting needs root");

let work: string;
let small: string;
let big: string;
let library: Library;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "media-library-"));
  small = join(work, "small.wim");
  big = join(work, "big.wim");
  await writeFile(small, await tinyWim([file("bootmgr"), file("notes.txt", "words ".repeat(3000))]));
  await writeFile(big, await tinyWim([{ ...file("big.bin"), content: noise("big", BIG_BYTES) }]));
});
afterAll(() => rm(work, { recursive: true, force: true }));
beforeEach(async () => {
  library = await openLibrary({ dir: await mkdtemp(join(work, "library-")) });
});

/** Begins an import in a process of its own and ends it with SIGKILL so many ms after it has begun. */
function killedImport(dir: string, afterMs: number): Promise<string> {
  const child = spawn(process.execPath, [CHILD, dir, big], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (said === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
      said += text;
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => resolve(signal ?? said.trim()));
  });
}

describe.skipIf(skip)("an import that does not come to its end", () => {
  test("killed at any moment leaves nothing half-there, and works the next time", async () => {
    const endings = new Set<string>();
    for (const afterMs of [0, 40, 100, 180, 300]) {
      endings.add(await killedImport(library.dir, afterMs));
      const names = (await openLibrary({ dir: library.dir })).list().map(({ id }) => id);
      expect(await readdir(library.dir)).toEqual(names);
      for (const id of names)
        expect((await stat(join(library.dir, id, "media.wim"))).size).toBe((await stat(big)).size);
    }
    expect(endings).toContain("SIGKILL");
    const again = await openLibrary({ dir: library.dir });
    expect(await verdict(again.importFile(big))).toBe("accepted");
  });

  test("leaves behind what the next opening sweeps away", async () => {
    await killedImport(library.dir, 100);
    expect((await readdir(library.dir)).map((name) => name.slice(0, 10))).toEqual([".incoming-"]);
    await openLibrary({ dir: library.dir });
    expect(await readdir(library.dir)).toEqual([]);
  });

  test("cancelled, removes what it had copied and says it was cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error("cancelled by the operator");
    const importing = library.importFile(big, {
      signal: cancel.signal,
      progress: (_doing, doneBytes) => doneBytes > 0 && cancel.abort(reason),
    });
    await expect(importing).rejects.toBe(reason);
    expect(await readdir(library.dir)).toEqual([]);
    await expect(library.importFile(big, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe.skipIf(skipMount)("the station's disk", () => {
  async function mounted(options: string, use: (dir: string) => Promise<void>): Promise<void> {
    const dir = await mkdtemp(join(work, "disk-"));
    spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", dir]);
    try {
      await use(dir);
    } finally {
      spawnSync("umount", [dir]);
    }
  }

  test("too full for the medium is told before anything is copied", async () => {
    await mounted("size=150m", async (dir) => {
      const full = await openLibrary({ dir });
      await expect(full.importFile(big)).rejects.toMatchObject({
        code: "disk-full",
        message: `The medium needs ${(await stat(big)).size + (8 << 20)} bytes, ${dir} has ${150 << 20} free.`,
      });
      expect(await readdir(dir)).toEqual([]);
    });
  });

  test("that fills up during the copy ends it, and nothing of it stays", async () => {
    await mounted("size=260m", async (dir) => {
      const full = await openLibrary({ dir });
      let isFilled = false;
      const fill = (): void => {
        if (!isFilled) spawnSync("dd", ["if=/dev/zero", `of=${join(dir, "filler")}`, "bs=1M", "count=100"]);
        isFilled = true;
      };
      expect(await verdict(full.importFile(big, { progress: fill }))).toBe("disk-full");
      expect(await readdir(dir)).toEqual(["filler"]);
    });
  });

  test("that is read-only is told as such", async () => {
    await mounted("size=10m", async (dir) => {
      const there = await openLibrary({ dir });
      const medium = await there.importFile(small);
      spawnSync("mount", ["-o", "remount,ro", dir]);
      expect({
        import: await verdict(there.importFile(small)),
        mark: await verdict(there.markChecked(medium.id)),
        remove: await verdict(there.remove(medium.id)),
        open: (await openLibrary({ dir })).list(),
        make: await verdict(openLibrary({ dir: join(dir, "new") })),
      }).toEqual({
        import: "home-not-writable",
        mark: "home-not-writable",
        remove: "home-not-writable",
        open: [medium],
        make: "home-not-writable",
      });
    });
  });
});

describe.skipIf(skip)("checking a medium", () => {
  test("unpacks everything, tells how far it is, and the medium is checked for good", async () => {
    const { id } = await library.importFile(big);
    const told: [string, number, number][] = [];
    const checked = await library.check(id, { progress: (...args) => told.push(args) });
    expect(checked).toMatchObject({ state: "checked", problem: null });
    expect(told.at(-1)).toEqual([
      "Checking every content against its checksum",
      checked.sizeBytes,
      checked.sizeBytes,
    ]);
    expect((await openLibrary({ dir: library.dir })).get(id)).toEqual(checked);
  });

  test("finds a byte that went bad in the library, and the same file imported again mends it", async () => {
    const medium = await library.importFile(small);
    const whole = await readFile(small);
    await writeFile(
      library.pathOf(medium.id),
      changed(whole, (w) => (w[300] = (w[300] ?? 0) ^ 1)),
    );
    expect(await library.check(medium.id)).toEqual({
      ...medium,
      checkedAt: expect.any(String),
      state: "bad",
      problem: expect.stringMatching(
        /^Its file is not what was imported any more: its SHA-256 was [0-9a-f]{12}…, and is now [0-9a-f]{12}…\.$/,
      ),
    });
    expect(await library.importFile(small)).toEqual(medium);
    expect(await readFile(library.pathOf(medium.id))).toEqual(whole);
    expect((await library.check(medium.id)).state).toBe("checked");
  });

  test("cancelled, leaves the medium as it was", async () => {
    const medium = await library.importFile(big);
    const cancel = new AbortController();
    const reason = new Error("cancelled by the operator");
    const checking = library.check(medium.id, {
      signal: cancel.signal,
      progress: () => cancel.abort(reason),
    });
    await expect(checking).rejects.toBe(reason);
    expect(library.list()).toEqual([medium]);
  });

  test("says so when wimlib is not there", async () => {
    const medium = await library.importFile(small);
    const path = process.env["PATH"];
    try {
      process.env["PATH"] = join(work, "nowhere");
      await expect(library.check(medium.id)).rejects.toMatchObject({
        code: "tool-missing",
        message: expect.stringContaining("sudo apt-get install wimtools"),
      });
      expect(await verdict(library.importFile(big))).toBe("tool-missing");
    } finally {
      process.env["PATH"] = path;
    }
    expect(await readdir(library.dir)).toEqual([medium.id]);
  });
});

describe.skipIf(skip)("the library", () => {
  test("tells its listeners of each change, until they have had enough", async () => {
    const states: string[] = [];
    const stop = library.onChange(() =>
      states.push(
        library
          .list()
          .map(({ state }) => state)
          .join(),
      ),
    );
    const { id } = await library.importFile(small);
    await library.markChecked(id);
    await library.markBad(id, "The master build found a damaged content.");
    await library.remove(id);
    stop();
    await library.importFile(small);
    expect(states).toEqual(["unchecked", "checked", "bad", ""]);
  });

  test("a removed medium is gone, with its file", async () => {
    const { id } = await library.importFile(small);
    const path = library.pathOf(id);
    await library.remove(id);
    expect({ get: library.get(id), dir: await readdir(library.dir) }).toEqual({ get: undefined, dir: [] });
    expect(
      await verdict(
        stat(path).then(
          () => library.check(id),
          () => library.check(id),
        ),
      ),
    ).toBe("media-missing");
    expect(() => library.pathOf(id)).toThrow(`The library has no medium ${id}.`);
  });

  test("shows a medium whose file is gone or has another size as bad", async () => {
    const first = await library.importFile(small);
    const second = await library.importFile(big);
    await rm(library.pathOf(first.id));
    await truncate(library.pathOf(second.id), 1000);
    const reopened = await openLibrary({ dir: library.dir });
    expect(reopened.list().map(({ state, problem }) => [state, problem])).toEqual([
      ["bad", "Its file is gone from the library."],
      ["bad", `Its file has 1000 bytes instead of ${second.sizeBytes}.`],
    ]);
  });

  test("leaves alone what it cannot read, and names it", async () => {
    const { id } = await library.importFile(small);
    await writeFile(join(library.dir, id, "media.json"), "{ half");
    await copyFile(small, join(library.dir, "stray.wim"));
    const reopened = await openLibrary({ dir: library.dir });
    expect({ list: reopened.list(), unreadable: reopened.unreadable.map(({ folder }) => folder) }).toEqual({
      list: [],
      unreadable: [id],
    });
    expect((await readdir(library.dir)).toSorted()).toEqual([id, "stray.wim"].toSorted());
  });
});
