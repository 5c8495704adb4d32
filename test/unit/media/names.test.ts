import { expect, test } from "vitest";
import { checkNames } from "../../../electron/engine/media/names/check-names.ts";
import { NameList, pathOf } from "../../../electron/engine/media/names/name-list.ts";
import { sha1Of, rawNames, type RawEntry } from "../../support/raw-wim.ts";

const there = new Map([[sha1Of("here"), 4]]);
const file = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, content: "here", ...more });
const folder = (name: string, children: RawEntry[]): RawEntry => ({ name, children });

async function found(...children: RawEntry[]): Promise<string[]> {
  const { findings } = await checkNames(new NameList(rawNames(children)), 1, there);
  return findings.map(({ code, count, example }) => `${code} ${count} ${example}`);
}

test("a plain image has nothing against it, and is counted", async () => {
  const list = new NameList(rawNames([folder("Windows", [file("a.txt"), file("b.txt")]), file("bootmgr")]));
  expect([...list.walk()].map(pathOf)).toEqual([
    "\\Windows",
    "\\bootmgr",
    "\\Windows\\a.txt",
    "\\Windows\\b.txt",
  ]);
  expect(await checkNames(list, 1, there)).toEqual({
    contents: {
      index: 1,
      files: 3,
      folders: 1,
      bytes: 12,
      largest: { path: "\\bootmgr", bytes: 4 },
      securityDescriptors: 0,
    },
    findings: [],
  });
});

const names: [name: string, code: string][] = [
  ["con", "name-reserved"],
  ["NUL.txt", "name-reserved"],
  ["aux .log", "name-reserved"],
  ["COM1", "name-reserved"],
  ["lpt³.prn", "name-reserved"],
  ["CONIN$", "name-reserved"],
  ["a.", "name-ends-badly"],
  ["a ", "name-ends-badly"],
  ["a:b", "name-forbidden-character"],
  ["a|b", "name-forbidden-character"],
  ["what?", "name-forbidden-character"],
  ["half \ud800", "name-broken-character"],
];
test.each(names)("the name %j is one that Windows stumbles over", async (name, code) => {
  expect((await found(file(name))).map((line) => line.split(" ")[0])).toEqual([code]);
});

test.each(["console", "nul1", "COM0", "COM10", "com", ".gitignore", " leading", "a.b.c", "ß", "日本"])(
  "the name %j is none",
  async (name) => expect(await found(file(name))).toEqual([]),
);

test.each(["", ".", "..", "a/b", "a\\b", "a\n/b", "\u0000"])(
  "the name %j is refused: no path can hold it",
  async (name) => {
    await expect(found(file(name))).rejects.toMatchObject({ code: "media-unsafe-path" });
  },
);

test("255 characters are a name, 256 are none", async () => {
  expect(await found(file("x".repeat(255)))).toEqual([]);
  expect(await found(file("x".repeat(256)))).toEqual([expect.stringContaining("name-too-long 1 ")]);
});

test("the same name twice in one folder, or in another case, is seen; in two folders it is not", async () => {
  expect(await found(file("a"), folder("f", [file("a")]))).toEqual([]);
  expect(await found(file("a"), file("a"))).toEqual(["name-duplicate 1 \\a"]);
  expect(await found(file("Straße"), file("STRAßE"), folder("x", []), file("X"))).toEqual([
    "name-case-collision 2 \\STRAßE",
  ]);
  expect(await found(file("straße"), file("STRASSE"))).toEqual([]);
});

test("long paths are told, and those that Windows cannot reach warned of", async () => {
  const deep = (levels: number, inside: RawEntry): RawEntry =>
    levels === 0 ? inside : folder("d".repeat(99), [deep(levels - 1, inside)]);
  expect(await found(deep(2, file("x".repeat(57))))).toEqual([expect.stringContaining("path-over-260 1 ")]);
  expect(await found(deep(2, file("x".repeat(56))))).toEqual([]);
  const paths = await found(deep(328, file("y")));
  expect(paths.map((line) => line.split(" ", 2).join(" "))).toEqual(["path-over-260 325", "path-too-long 2"]);
});

test("what is used of NTFS is told with how often and where", async () => {
  expect(
    await found(
      file("efs", { attributes: 0x4020 }),
      { name: "marked", attributes: 0x4010, children: [] },
      file("sparse", { attributes: 0x220 }),
      file("eas", { tags: [2] }),
      file("id", { tags: [1] }),
      file("acl", { security: 0 }),
      file("link1", { linkGroup: 9 }),
      file("link2", { linkGroup: 9 }),
      file("alone", { linkGroup: 10 }),
      file("stream", { streams: [{ name: "Zone.Identifier", content: "here" }] }),
      file("unnamed", { streams: [{ name: "", content: "here" }] }),
      file("gone", { content: "nowhere" }),
      file("gone stream", { streams: [{ name: "s", content: "nowhere" }] }),
    ),
  ).toEqual([
    "encrypted-file 1 \\efs",
    "encrypted-folder 1 \\marked",
    "sparse-files 1 \\sparse",
    "extended-attributes 1 \\eas",
    "object-ids 1 \\id",
    "security-descriptor-missing 1 \\acl",
    "hard-links 1 \\link2",
    "named-streams 2 \\stream",
    "content-absent 2 \\gone",
  ]);
});

const reparse: [tag: number, code: string][] = [
  [0xa000000c, "reparse-links"],
  [0xa0000003, "reparse-links"],
  [0x80000017, "reparse-compressed"],
  [0x80000013, "reparse-elsewhere"],
  [0x9000601a, "reparse-elsewhere"],
  [0x8000001b, "reparse-other"],
];
test.each(reparse)("a reparse point of kind %i is told as %s", async (reparseTag, code) => {
  expect(await found(file("r", { attributes: 0x420, reparseTag }))).toEqual([`${code} 1 \\r`]);
});

test("a name cannot play tricks with the screen that shows it", async () => {
  expect(await found(file("a\u202egnp.exe "))).toEqual(["name-ends-badly 1 \\a\\u202egnp.exe "]);
});

test("a file under several names takes its room once", async () => {
  const list = new NameList(rawNames([file("a", { linkGroup: 1 }), file("b", { linkGroup: 1 }), file("c")]));
  expect((await checkNames(list, 1, there)).contents).toMatchObject({ files: 3, bytes: 8 });
});

test("a look at names that is cancelled ends", async () => {
  const many = Array.from({ length: 12_000 }, (_, n) => file(`f${n}`));
  const reason = new Error("cancelled");
  const signal = AbortSignal.abort(reason);
  await expect(checkNames(new NameList(rawNames(many)), 1, there, signal)).rejects.toBe(reason);
});
