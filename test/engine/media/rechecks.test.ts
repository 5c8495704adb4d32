import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { beginCheck } from "../../../electron/engine/look-at-media.ts";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { Rechecks } from "../../../electron/engine/rechecks.ts";
import { createFeed } from "../../../electron/engine/staging/feed.ts";
import { Tasks } from "../../../electron/engine/tasks.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { wimOf } from "../../support/raw-wim.ts";
import { file, tinyWim } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);
const DAY_MS = 86_400_000;

describe.skipIf(skip)("media are verified again", () => {
  let work: string;
  let library: Library;
  let tasks: Tasks;
  let rechecks: Rechecks;
  const station = { days: 30, staging: false, nowMs: 0 };
  let begun: string[];

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "prestage-rechecks-"));
  });
  afterAll(() => rm(work, { recursive: true, force: true }));
  beforeEach(async () => {
    library = await openLibrary({ dir: await mkdtemp(join(work, "library-")) });
    const feed = createFeed("epoch", () => {
      throw new Error("nobody watches");
    });
    tasks = new Tasks(
      () => feed,
      () => {},
    );
    begun = [];
    Object.assign(station, { days: 30, staging: false, nowMs: Date.now() });
    rechecks = new Rechecks({
      library,
      tasks,
      check(media) {
        begun.push(library.get(media)?.version ?? "");
        return beginCheck(library, tasks, media);
      },
      days: () => station.days,
      staging: () => station.staging,
      now: () => new Date(station.nowMs),
    });
  });

  async function takeIn(version: string): Promise<string> {
    const xml = `<NAME>Laptop</NAME><PRESTAGE><NAME>Laptop</NAME><VERSION>${version}</VERSION></PRESTAGE>`;
    const path = join(work, `${version}.wim`);
    await writeFile(path, await tinyWim([file("bootmgr", version)], { xml }));
    return (await library.importFile(path)).id;
  }
  /** Until what was begun is over. */
  const over = () => expect.poll(() => tasks.list()).toEqual([]);

  test("when their last check is so many days old, the oldest first, one at a time", async () => {
    const [first, second] = [await takeIn("1"), await takeIn("2")];
    await library.check(first);
    station.nowMs += 30 * DAY_MS - 60_000;
    rechecks.look();
    expect(begun).toEqual([]);
    station.nowMs += 120_000;
    rechecks.look();
    rechecks.look(); // one goes on
    expect(begun).toEqual(["2"]);
    await over();
    expect(library.get(second)?.state).toBe("checked");
  });

  test("and one that went bad meanwhile is marked, and not looked at for ever", async () => {
    const id = await takeIn("1");
    const bytes = await readFile(library.pathOf(id));
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    await writeFile(library.pathOf(id), bytes);
    station.nowMs += 31 * DAY_MS;
    rechecks.look();
    await over();
    expect(library.get(id)).toMatchObject({ state: "bad", checkedAt: expect.any(String) as string });
    rechecks.look();
    expect(begun).toEqual(["1"]);
  });

  test("never while a drive is being staged or anything else goes on, nor when that is switched off", async () => {
    await takeIn("1");
    station.nowMs += 31 * DAY_MS;
    station.staging = true;
    rechecks.look();
    station.staging = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { ended } = tasks.run("import", "another", () => promise);
    rechecks.look();
    resolve();
    await ended;
    station.days = 0;
    rechecks.look();
    expect(begun).toEqual([]);
  });

  test("but give way when a drive begins to be staged, and begin anew when none is any more", async () => {
    const id = await takeIn("1");
    station.nowMs += 31 * DAY_MS;
    rechecks.look();
    rechecks.stop();
    await over();
    expect(library.get(id)?.state).toBe("unchecked");
    await expect
      .poll(() => {
        rechecks.look();
        return begun;
      })
      .toEqual(["1", "1"]);
    await over();
    expect(library.get(id)?.state).toBe("checked");
  });

  test("one that a person cancelled is tried again a day later", async () => {
    await takeIn("1");
    station.nowMs += 31 * DAY_MS;
    rechecks.look();
    tasks.cancel(tasks.list()[0]?.task ?? "");
    await over();
    rechecks.look();
    expect(begun).toEqual(["1"]);
    station.nowMs += DAY_MS;
    rechecks.look();
    expect(begun).toEqual(["1", "1"]);
    await over();
  });

  test("one whose names no path can hold stays bad, although all its contents are whole", async () => {
    const path = join(work, "line-break.wim");
    await writeFile(path, wimOf([{ name: "a\n/b", content: "x" }]));
    const { id } = await library.importFile(path);
    await beginCheck(library, tasks, id).ended;
    expect(library.get(id)).toMatchObject({ state: "bad", checkedAt: expect.any(String) });
    // A master that was being built meanwhile does not lift that either.
    expect(await library.markChecked(id)).toMatchObject({ state: "bad" });
  });
});
