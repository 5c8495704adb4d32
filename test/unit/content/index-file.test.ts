import { expect, test } from "vitest";
import { parseIndex } from "../../../electron/engine/content/index-file.ts";
import { contentLimits, segmentsOf } from "../../../shared/content-index.ts";

const item = {
  kind: "medium",
  name: "Field laptop",
  version: "3.2",
  sha256: "ab".repeat(32),
  sizeBytes: 1000,
  path: "field%20laptop/3.2.wim",
  architecture: "x64",
};
const index = {
  prestageContent: 1,
  name: "North",
  site: "N01",
  parentSite: null,
  generatedAt: "2026-03-04T12:00:00.000Z",
  items: [item],
};
const read = (document: unknown) => parseIndex(Buffer.from(JSON.stringify(document)), "North");

test("an index is read, and what a later version adds beside is left out", () => {
  expect(read({ ...index, later: true }).items).toEqual([item]);
});

test.each([
  ["no JSON", Buffer.from("<html>"), "it is no JSON"],
  ["no UTF-8", Buffer.from([0xff, 0xfe]), "it is no JSON"],
  ["another document", Buffer.from("[]"), "cannot be used"],
  ["one of a later kind", Buffer.from('{"prestageContent":2}'), "it was made by a newer Prestage"],
  ["one too large", Buffer.alloc(contentLimits.indexBytes + 1, 32), "it is too large"],
])("%s is refused in words", (_what, bytes, words) => {
  expect(() => parseIndex(bytes, "North")).toThrow(words);
});

test.each([
  "../secret.wim",
  "a/../../b.wim",
  "%2e%2e/secret.wim",
  "a%2f..%2fb.wim",
  "/etc/passwd",
  "//elsewhere.example/x.wim",
  "http://elsewhere.example/x.wim",
  "a\\b.wim",
  "a%5cb.wim",
  "a%00.wim",
  "a b.wim",
  "a//b.wim",
  "x.wim?token=1",
  "x.wim#",
  "%zz.wim",
  "",
])("the path “%s” cannot be named by an index", (path) => {
  expect(segmentsOf(path)).toBeNull();
  expect(() => read({ ...index, items: [{ ...item, path }] })).toThrow("leads outside");
});

test("a path with letters of any language is percent-encoded", () => {
  expect(segmentsOf("B%C3%BCro/Win%2011.wim")).toEqual(["Büro", "Win 11.wim"]);
});

test.each([
  { sha256: "AB" },
  { sizeBytes: -1 },
  { sizeBytes: 1.5 },
  { sizeBytes: 2 ** 60 },
  { name: "" },
  { name: "Field \u001b[2Jlaptop" },
  { version: "3\n2" },
  { kind: "other" },
  { signature: "../x.p7s" },
])("an item with %o is refused, and the index with it", (change) => {
  expect(() => read({ ...index, items: [{ ...item, ...change }] })).toThrow(
    "The index of North cannot be used",
  );
});

test("more items than anyone has are refused", () => {
  const items = Array(contentLimits.items + 1).fill(item);
  expect(() => read({ ...index, items })).toThrow("items");
});
