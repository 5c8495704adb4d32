import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { prestage } from "../../support/prestage.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-content-"));
const home = join(dir, "home");
const share = join(dir, "share");
const missing = missingTool(["wimlib-imagex"]);

describe.skipIf(missing)("prestage content", () => {
  beforeAll(async () => {
    mkdirSync(share);
    copyFileSync(makeTestMedium(dir, { files: 5, name: "Field laptop" }), join(share, "field.wim"));
    // One engine for all of it; on the real bench no sample is made beside.
    await prestage(
      home,
      "serve",
      "--detach",
      "--bench",
      process.getuid?.() === 0 ? "real" : "training",
      "--content",
      "--content-port",
      "0",
    );
  });
  afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(dir, { recursive: true, force: true });
  });

  test("publishes a folder, names it as a location, lists what it has and brings it in", async () => {
    const published = await prestage(home, "content", "publish", share, "--site", "N01");
    expect(published).toMatchObject({ code: 0, stderr: "" });
    expect(published.stdout).toContain("1 items, 1 read now, 0 as before, 0 gone.");
    const added = await prestage(
      home,
      "content",
      "location",
      "add",
      "Share",
      "--folder",
      share,
      "--site",
      "N01",
    );
    expect(added).toMatchObject({ code: 0 });
    const tested = await prestage(home, "content", "location", "test", "share");
    expect(tested).toMatchObject({ code: 0, stdout: "Share: 1 item by its index.\n" });
    const listed = await prestage(home, "content", "list", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({
      items: [{ name: "Field laptop", media: null }],
      problems: [],
    });
    const pulled = await prestage(home, "content", "pull", "field laptop");
    expect(pulled).toMatchObject({ code: 0 });
    expect(pulled.stdout).toContain(`Came from  Share (${share})`);
    const again = await prestage(home, "content", "pull", "field laptop");
    expect(again).toMatchObject({ code: 3 });
    expect(again.stderr).toContain("is in the library already");
  });

  test("pulls a file of a folder without an index, and says that it is the medium in the library", async () => {
    const plain = join(dir, "plain");
    mkdirSync(plain);
    copyFileSync(join(share, "field.wim"), join(plain, "field.wim"));
    await prestage(home, "content", "location", "add", "Plain", "--folder", plain, "--site", "N03");
    const listed = await prestage(home, "content", "list", "--site", "N03", "--json");
    const { items } = JSON.parse(listed.stdout) as { items: { content: string; sha256: null }[] };
    expect(items).toMatchObject([{ sha256: null }]);
    const pulled = await prestage(home, "content", "pull", items[0]?.content ?? "");
    expect(pulled).toMatchObject({ code: 0 });
    expect(pulled.stdout).toContain(`Came from  Share (${share})`);
    await prestage(home, "content", "location", "remove", "Plain");
  });

  test("tells where the library is served, and that address with its token is a location", async () => {
    const served = JSON.parse((await prestage(home, "content", "served", "--json")).stdout) as {
      address: string;
      token: string;
    };
    const token = join(dir, "token");
    writeFileSync(token, `${served.token}\n`);
    const flags = ["--url", served.address, "--site", "N02", "--parent-site", "N01", "--token-file", token];
    await prestage(
      home,
      "content",
      "location",
      "add",
      "Myself",
      ...flags,
      "--limit",
      "20M",
      "--hours",
      "00:00-24:00",
    );
    const listed = await prestage(home, "content", "location", "list", "--json");
    expect(listed.stdout).not.toContain(served.token);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { name: "Myself", hasToken: true, bytesPerSecond: 20_000_000, parentSite: "N01" },
      { name: "Share" },
    ]);
    expect(await prestage(home, "content", "location", "test", "Myself")).toMatchObject({
      code: 0,
      stdout: "Myself: 1 item by its index.\n",
    });
    await prestage(home, "content", "location", "change", "Myself", "--no-token");
    const denied = await prestage(home, "content", "location", "test", "Myself");
    expect(denied).toMatchObject({ code: 3, stdout: "Myself answers 401: it wants a token.\n" });
    expect(await prestage(home, "content", "location", "remove", "Myself")).toMatchObject({ code: 0 });
  });

  test.each([
    [["location", "add", "Share", "--folder", "/x", "--site", "N01"], "There is a location “Share” already"],
    [["location", "remove", "Nowhere"], 'There is no content location "Nowhere"'],
    [["pull", "Nothing"], 'No location that can be reached has "Nothing"'],
    [["publish", join(dir, "gone")], "is no folder"],
  ])("content %j is refused: %s", async (args, words) => {
    const said = await prestage(home, "content", ...args);
    expect(said.stderr).toContain(words);
    expect(said.code).toBe(3);
  });
});
