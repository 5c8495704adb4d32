import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { wimOf, type RawEntry } from "../../support/raw-wim.ts";
import { tempDir } from "../../support/temp-dir.ts";

const skip = missingTool(["wimlib-imagex"]);
const files: RawEntry[] = Array.from({ length: 8 }, (_, n) => ({
  name: `file ${n}.bin`,
  content: `${n} `.repeat(300_000),
}));

/** A set of parts in a folder of its own, as dism and wimlib name them: set.swm, set2.swm, … */
function makeSet(folder: string, entries: RawEntry[] = files): string[] {
  mkdirSync(folder, { recursive: true });
  const whole = join(folder, "whole.wim");
  writeFileSync(whole, wimOf(entries));
  execFileSync("wimlib-imagex", ["split", whole, join(folder, "set.swm"), "1", "--check"], {
    stdio: "ignore",
  });
  rmSync(whole);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".swm"))
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => join(folder, name));
}

let dir: string;
let library: Library;
let parts: string[];

const refused = async (path: string): Promise<unknown> =>
  library.importFile(path).catch((thrown: unknown) => thrown);
const part = (n: number): string => parts[n - 1] ?? "";

describe.skipIf(skip)("a medium in parts", () => {
  beforeEach(async () => {
    dir = tempDir();
    library = await openLibrary({ dir: join(dir, "library") });
    parts = makeSet(join(dir, "set"));
    expect(parts.length).toBeGreaterThan(3);
  });

  test.each([1, 3])("is one medium in the library, whole and checked, when part %i is named", async (n) => {
    const told: [string, number, number][] = [];
    const medium = await library.importFile(part(n), {
      progress: (doing, done, total) => void told.push([doing, done, total]),
    });
    expect(medium).toMatchObject({ name: "Raw", source: part(n), hasIntegrityTable: true });
    expect(readdirSync(library.dir)).toEqual([medium.id]);
    expect((await library.check(medium.id)).state).toBe("checked");
    expect((await library.checkContents(medium.id)).contents).toMatchObject({
      images: [{ files: 8, bytes: 8 * 600_000 }],
      findings: [],
    });
    const joining = told.filter(([doing]) => doing === "Putting the parts together");
    const sizeBytes = parts.reduce((sum, path) => sum + readFileSync(path).length, 0);
    expect(joining.at(-1)).toEqual(["Putting the parts together", sizeBytes, sizeBytes]);
    expect(parts.map((path) => basename(path))).toEqual(readdirSync(join(dir, "set")).toSorted());
  });

  test("put together once more is the medium that the library has already", async () => {
    const first = await library.importFile(part(1));
    expect(await library.importFile(part(2))).toEqual(first);
    expect(readdirSync(library.dir)).toEqual([first.id]);
  });

  test("that lacks parts is refused, with which", async () => {
    rmSync(part(2));
    rmSync(part(4));
    expect(await refused(part(1))).toMatchObject({
      code: "media-split-part",
      message: `Of ${parts.length} parts, these are not beside set.swm: 2, 4.`,
    });
  });

  test("with a part of another set in one's place is refused, with whose it is", async () => {
    const others = makeSet(join(dir, "others"), [...files, { name: "more", content: "more" }]);
    copyFileSync(others[1] ?? "", part(2));
    expect(await refused(part(1))).toMatchObject({
      code: "media-split-part",
      message: `Of ${parts.length} parts, these are not beside set.swm: 2. set2.swm is part 2 of another set.`,
    });
  });

  test("with one part twice is refused, with both names", async () => {
    copyFileSync(part(2), join(dir, "set", "set2 (copy).SWM"));
    expect(await refused(part(1))).toMatchObject({
      code: "media-split-part",
      message: "Part 2 is there twice: set2 (copy).SWM and set2.swm.",
    });
  });

  test("and another medium's parts in the same folder do not disturb each other", async () => {
    for (const path of makeSet(join(dir, "others"), [...files, { name: "more", content: "more" }]))
      copyFileSync(path, join(dir, "set", `other ${basename(path)}`));
    expect(await library.importFile(part(1))).toMatchObject({ images: [{ index: 1 }] });
  });

  test("of which one is damaged is refused, and nothing of it stays", async () => {
    const bytes = readFileSync(part(3));
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
    writeFileSync(part(3), bytes);
    expect(await refused(part(1))).toMatchObject({ code: "media-corrupt" });
    expect(readdirSync(library.dir)).toEqual([]);
  });

  test("of which one changes while they are put together is refused", async () => {
    let changed = false;
    const progress = (doing: string): void => {
      if (doing === "Putting the parts together" && !changed) appendFileSync(part(2), "x");
      changed ||= doing === "Putting the parts together";
    };
    expect(await library.importFile(part(1), { progress }).catch((thrown: unknown) => thrown)).toMatchObject({
      code: "media-corrupt",
      message: `${part(2)} was changed while it was being copied.`,
    });
    expect(readdirSync(library.dir)).toEqual([]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "for which the disk has no room is refused before anything is written",
    async () => {
      const disk = join(dir, "disk");
      mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=9m", "tmpfs", disk]);
      try {
        const full = await openLibrary({ dir: join(disk, "library") });
        const refusal = await full.importFile(part(1)).catch((thrown: unknown) => thrown);
        expect(refusal).toMatchObject({ code: "disk-full" });
        expect(readdirSync(full.dir)).toEqual([]);
      } finally {
        execFileSync("umount", [disk]);
      }
    },
  );

  test("whose import is cancelled leaves nothing behind", async () => {
    const reason = new Error("cancelled");
    const cancel = new AbortController();
    const importing = library.importFile(part(1), {
      signal: cancel.signal,
      progress: (doing) => doing === "Putting the parts together" && cancel.abort(reason),
    });
    await expect(importing).rejects.toBe(reason);
    expect(readdirSync(library.dir)).toEqual([]);
  });
});
