import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { refuseLossy } from "../../../electron/engine/staging/refuse-lossy.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { hostileNames } from "../../support/hostile-names.ts";
import { rawWim, wimOf, type RawEntry } from "../../support/raw-wim.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { verdict } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);
/** Listing an image is given up after two minutes. */
const MOST_MS = 150_000;
/** The unit tests' matter: wimlib takes a gigabyte for the one, and half a minute for the other. */
const tooLarge = new Set(["2,000,001 files", "300,000 files of one name", "2,040,000 streams of 40 files"]);

const named = (name: string): RawEntry[] => [{ name, content: "x" }];
const wims: [title: string, wim: () => Buffer][] = [
  ...hostileNames
    .filter(([title]) => !tooLarge.has(title))
    .map(([title, names]): [string, () => Buffer] => [title, () => rawWim(names())]),
  ["a name of two dots", () => wimOf(named(".."))],
  ["a name with a slash", () => wimOf(named("../../etc/passwd"))],
  ["a name with a backslash", () => wimOf(named("..\\..\\x"))],
  ["a name with a line break", () => wimOf(named("a\n/b"))],
  ["a drive letter", () => wimOf(named("C:"))],
];

test.skipIf(skip)(
  "a .wim whose names are made to harm is refused, or never staged, or harmless; and soon",
  async () => {
    const rows: { title: string; ms: number; imported: string; looked: string; staged: string }[] = [];
    for (const [title, wim] of wims) {
      const dir = tempDir();
      const path = join(dir, "hostile.wim");
      writeFileSync(path, wim());
      const library = await openLibrary({ dir: join(dir, "library") });
      const began = performance.now();
      const imported = await verdict(library.importFile(path));
      const [medium] = library.list();
      const looked = medium ? await verdict(library.checkContents(medium.id)) : "–";
      const found = medium && library.get(medium.id);
      const staged =
        found && looked === "accepted" ? await verdict((async () => refuseLossy(found, 1))()) : "–";
      rows.push({ title, ms: performance.now() - began, imported, looked, staged });
      expect([title, readdirSync(dir).toSorted()]).toEqual([title, ["hostile.wim", "library"]]);
      expect([title, readdirSync(library.dir)]).toEqual([title, medium ? [medium.id] : []]);
      rmSync(dir, { recursive: true });
    }
    console.log(
      rows
        .map(
          ({ title, ms, imported, looked, staged }) =>
            `${title.padEnd(45)} ${ms.toFixed(0).padStart(6)} ms  ${imported.padEnd(18)} ${looked.padEnd(14)} ${staged}`,
        )
        .join("\n"),
    );
    expect(rows.filter(({ ms }) => ms > MOST_MS)).toEqual([]);
    const letThrough = rows.filter(({ staged }) => staged === "accepted").map(({ title }) => title);
    expect(letThrough).toEqual(["folders 16,000 deep", "300,000 files in one folder", "a drive letter"]);
  },
);
