import { expect, test } from "vitest";
import { NameList } from "../../../electron/engine/media/names/name-list.ts";
import { sortedByName } from "../../../electron/engine/media/names/sort-names.ts";
import { rawNames, type RawEntry } from "../../support/raw-wim.ts";
import { turnsDuring } from "../../support/turns-during.ts";

async function sorted(entries: RawEntry[]): Promise<string[]> {
  const list = new NameList(rawNames(entries));
  return (await sortedByName(list.children(list.root.entry))).map(({ name }) => name);
}
const files = (...names: string[]): RawEntry[] => names.map((name) => ({ name }));

test("a folder's names come folders first, then as people count, in whatever case and with any accents", async () => {
  expect(await sorted([...files("a"), { name: "z", children: [] }, { name: "B", children: [] }])).toEqual([
    "B",
    "z",
    "a",
  ]);
  expect(await sorted(files("f10", "F9", "f1", "f009b", "f", "f 2", "_f", "1f"))).toEqual([
    "1f",
    "_f",
    "f",
    "f 2",
    "f1",
    "F9",
    "f009b",
    "f10",
  ]);
  expect(await sorted(files("Özel", "oz", "Ob", "zu", "éa", "Eb"))).toEqual([
    "éa",
    "Eb",
    "Ob",
    "oz",
    "Özel",
    "zu",
  ]);
});

test("names that are the same but for their case stay in the order of the list", async () => {
  expect(await sorted(files("b", "A", "a", "B", "á"))).toEqual(["A", "a", "á", "b", "B"]);
  const names = Array.from({ length: 9_000 }, (_, n) => (n % 2 ? "same" : "SAME"));
  expect(await sorted(files(...names))).toEqual(names);
});

test("a folder of 60,000 names is sorted whole, and others have their turn meanwhile", async () => {
  const count = 60_000;
  const names = Array.from({ length: count }, (_, n) => `driver ${(n * 7_919) % count}.inf`);
  const list = new NameList(rawNames(files(...names)));
  let all: string[] = [];
  const turns = await turnsDuring(async () => {
    all = (await sortedByName(list.children(list.root.entry))).map(({ name }) => name);
  });
  expect(all).toEqual(Array.from({ length: count }, (_, n) => `driver ${n}.inf`));
  expect(turns).toBeGreaterThan(10);
});
