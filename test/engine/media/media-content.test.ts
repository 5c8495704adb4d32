import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { ContentLists, type ImageOf } from "../../../electron/engine/media/names/content-lists.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { importInto, startEngine } from "../../support/engine-process.ts";
import { wimOf, type RawEntry } from "../../support/raw-wim.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { turnsDuring } from "../../support/turns-during.ts";

const skip = missingTool(["wimlib-imagex"]);
const file = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, content: "words", ...more });
const MANY = 20_000;
const image: RawEntry[] = [
  file("b 10.txt", { attributes: 0x27 }),
  file("B 9.txt", { streams: [{ name: "Zone.Identifier", content: "x" }] }),
  { name: "Windows", children: Array.from({ length: MANY }, (_, n) => file(`driver ${n}.inf`)) },
  { name: "empty", children: [] },
];

let dir: string;
let of: ImageOf;
let lists: ContentLists;

describe.skipIf(skip)("what lies in a medium", () => {
  beforeEach(async () => {
    dir = tempDir();
    writeFileSync(join(dir, "raw.wim"), wimOf(image));
    const packed = join(dir, "lzx.wim");
    execFileSync("wimlib-imagex", ["export", join(dir, "raw.wim"), "1", packed, "--compress=LZX"]);
    const library = await openLibrary({ dir: join(dir, "library") });
    lists = new ContentLists(library.dir);
    of = { key: "a", wim: packed, image: 1 };
  });

  test("is listed folder by folder: folders first, then by name as people count", async () => {
    const { total, entries } = await lists.list(of, { path: "\\", offset: 0, limit: 10 });
    expect(total).toBe(4);
    expect(entries.map(({ name }) => name)).toEqual(["empty", "Windows", "B 9.txt", "b 10.txt"]);
    expect(entries.slice(2)).toEqual([
      {
        name: "B 9.txt",
        folder: false,
        sizeBytes: 5,
        writtenAt: "2022-06-18T04:26:40.000Z",
        marks: ["archive"],
        sha1: createHash("sha1").update("words").digest("hex"),
        streams: ["Zone.Identifier"],
      },
      expect.objectContaining({ name: "b 10.txt", marks: ["read-only", "hidden", "system", "archive"] }),
    ]);
    expect(await lists.list(of, { path: "\\empty", offset: 0, limit: 10 })).toEqual({
      total: 0,
      entries: [],
    });
  });

  test("comes a page at a time, also out of a folder of 20,000", async () => {
    const names: string[] = [];
    for (let offset = 0; offset < MANY; offset += 500) {
      const page = await lists.list(of, { path: "\\windows", offset, limit: 500 });
      expect(page.total).toBe(MANY);
      names.push(...page.entries.map(({ name }) => name));
    }
    expect(new Set(names).size).toBe(MANY);
    expect(names.slice(9, 11)).toEqual(["driver 9.inf", "driver 10.inf"]);
  });

  test("of a large folder is sorted while others have their turn, also for two who ask at once", async () => {
    await lists.list(of, { path: "\\", offset: 0, limit: 1 });
    const pages = [0, 500].map((offset) => ({ path: "\\Windows", offset, limit: 500 }));
    let names: string[] = [];
    const turns = await turnsDuring(async () => {
      const found = await Promise.all(pages.map((page) => lists.list(of, page)));
      names = found.flatMap(({ entries }) => entries.map(({ name }) => name));
    });
    expect(names).toEqual(Array.from({ length: 1_000 }, (_, n) => `driver ${n}.inf`));
    expect(turns).toBeGreaterThan(3);
  });

  test("is found by a part of its name, whatever its case, and it is said when there is more", async () => {
    const { found, more } = await lists.search(of, { text: "RIVER 1999", limit: 3 });
    expect(found.map(({ path }) => path)).toEqual([
      "\\Windows\\driver 1999.inf",
      "\\Windows\\driver 19990.inf",
      "\\Windows\\driver 19991.inf",
    ]);
    expect(more).toBe(true);
    expect(await lists.search(of, { text: "b 9", limit: 10 })).toMatchObject({
      found: [{ path: "\\B 9.txt" }],
      more: false,
    });
  });

  test("is refused in words where there is no such folder or image", async () => {
    const page = { offset: 0, limit: 10 };
    await expect(lists.list(of, { path: "\\nowhere", ...page })).rejects.toMatchObject({ code: "bad-input" });
    await expect(lists.list(of, { path: "\\B 9.txt", ...page })).rejects.toMatchObject({ code: "bad-input" });
    await expect(lists.list({ ...of, image: 2 }, { path: "\\", ...page })).rejects.toMatchObject({
      code: "media-wrong-index",
    });
    await expect(
      lists.list({ ...of, key: "b", wim: "/nowhere" }, { path: "\\", ...page }),
    ).rejects.toMatchObject({
      code: "media-missing",
    });
  });

  test("leaves nothing behind in the library", async () => {
    await Promise.all([1, 2, 3].map(() => lists.list(of, { path: "\\", offset: 0, limit: 1 })));
    expect(readdirSync(join(dir, "library"))).toEqual([]);
  });
});

test.skipIf(skip)("the engine lists and searches a medium of its library", async () => {
  const own = tempDir();
  writeFileSync(join(own, "raw.wim"), wimOf([file("bootmgr"), { name: "Tools", children: [file("a.exe")] }]));
  await using engine = await startEngine(join(own, "home"), ["--bays", "1", "--bay-size", "1G"]);
  const { id: media } = await importInto(engine, join(own, "raw.wim"));
  const listed = await engine.client.listMediaContent({ media, path: "\\Tools" });
  expect(listed.entries.map(({ name }) => name)).toEqual(["a.exe"]);
  const { found } = await engine.client.searchMediaContent({ media, text: " EXE " });
  expect(found.map(({ path }) => path)).toEqual(["\\Tools\\a.exe"]);
  await expect(engine.client.listMediaContent({ media: "none", path: "\\" })).rejects.toMatchObject({
    code: "media-missing",
  });
});
