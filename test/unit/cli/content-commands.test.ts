import { join } from "node:path";
import { expect, test } from "vitest";
import { chooseContent } from "../../../electron/engine/cli/commands/content.ts";
import { main } from "../../../electron/engine/cli/main.ts";
import type { CatalogueItem } from "../../../shared/content.ts";
import { paperTerminal } from "../../support/paper-terminal.ts";
import { tempDir } from "../../support/temp-dir.ts";

const url = ["--url", "http://north/", "--site", "N01"];

test.each([
  [["location", "add", "X", "--site", "N01"], "Give --folder or --url."],
  [["location", "add", "X", "--folder", "/x"], "--site: "],
  [["location", "add", "X", ...url, "--folder", "/x"], "Give either --folder or --url."],
  [["location", "add", "X", "--url", "gopher://x/", "--site", "A"], "Write the address as http://…"],
  [["location", "add", "X", ...url, "--limit", "fast"], '--limit is "fast"; write it like 20M, or none.'],
  [["location", "add", "X", ...url, "--limit", "1"], "--limit: A limit is at least 1 kB/s."],
  [["location", "add", "X", ...url, "--hours", "night"], "--hours: Write hours like"],
  [["location", "add", "X", ...url, "--parent-site", "n01"], "--parent-site: A site is not its own parent."],
  [["location", "add", "X", ...url, "--nearness", "near"], "--nearness wants a whole number"],
  [["location", "add", "X", ...url, "--fingerprint", "AB"], "--fingerprint: A SHA-256 fingerprint has"],
  [["location", "add", "X", ...url, "--token-file", "/no/such/file"], "/no/such/file cannot be read."],
  [["location"], "prestage content location has these commands: content location add, "],
  [["location", "sing"], "prestage content location has these commands: "],
  [["sing"], "prestage content has these commands: content list, "],
  [["pull", "x", "--keep-current", "--make-current"], "Give either --keep-current or --make-current."],
  [["pull"], "prestage content pull takes NAME|SHA256."],
])("prestage content %j cannot be understood: %s", async (args, words) => {
  const terminal = paperTerminal();
  expect(await main(["content", ...args, "--home", join(tempDir(), "home")], terminal)).toBe(2);
  expect(terminal.words).toContain(words);
});

const item = (name: string, version: string, sha: string): CatalogueItem => ({
  kind: "medium",
  name,
  version,
  sizeBytes: 1,
  architecture: "x64",
  content: sha.repeat(32),
  sha256: sha.repeat(32),
  at: [],
  media: null,
});
const items = [
  item("Field laptop", "3.1", "a1"),
  item("Field laptop", "3.2", "b2"),
  item("Kiosk", "1", "c3"),
];

test("a content is named by its name, its name and version, or the beginning of its hash", () => {
  expect(chooseContent(items, "kiosk")).toBe(items[2]);
  expect(chooseContent(items, "Field Laptop 3.2")).toBe(items[1]);
  expect(chooseContent(items, "A1A1A1A1A1")).toBe(items[0]);
});

test("one that could be several is asked for more exactly, and one that is not there is told", () => {
  expect(() => chooseContent(items, "field laptop")).toThrow(
    '"field laptop" could be any of Field laptop 3.1 (a1a1a1a1a1a1), Field laptop 3.2 (b2b2b2b2b2b2).',
  );
  expect(() => chooseContent(items, "a1")).toThrow('No location that can be reached has "a1".');
});
