import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { publishFolder } from "../../../electron/engine/content/publish.ts";
import { ContentIndex } from "../../../shared/content-index.ts";
import { contentRoom, sha256Of } from "../../support/content-room.ts";
import { nginxProgram, startNginx } from "../../support/nginx.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const indexIn = (dir: string) =>
  ContentIndex.parse(JSON.parse(readFileSync(join(dir, "prestage-content.json"), "utf8")));

async function folder() {
  const dir = join(tempDir(), "Büro content");
  mkdirSync(join(dir, "boot images"), { recursive: true });
  copyFileSync(await makeBootImage(tempDir()), join(dir, "boot images", "winpe.wim"));
  copyFileSync(await makeOsImage(tempDir()), join(dir, "install.wim"));
  writeFileSync(join(dir, "broken.wim"), "this is none");
  writeFileSync(join(dir, "notes.txt"), "this neither");
  return dir;
}

test("publishing a folder writes an index of its .wim files, and names those that are none", async () => {
  const dir = await folder();
  const published = await publishFolder({ dir, site: "N01", parentSite: "CAS" }, {});
  expect(published).toMatchObject({ items: 2, read: 2, kept: 0, gone: 0, skipped: [{ file: "broken.wim" }] });
  const index = indexIn(dir);
  expect(index).toMatchObject({ name: "Büro content", site: "N01", parentSite: "CAS" });
  expect(index.items).toMatchObject([
    { kind: "boot-image", path: "boot%20images/winpe.wim", architecture: "x64" },
    { kind: "os-image", path: "install.wim", sha256: sha256Of(readFileSync(join(dir, "install.wim"))) },
  ]);
  // The web server is another user.
  expect(statSync(join(dir, "prestage-content.json")).mode & 0o444).toBe(0o444);
});

test("publishing again reads only what has changed, and keeps name and site", async () => {
  const dir = await folder();
  await publishFolder({ dir, name: "North", site: "N01" }, {});
  expect(await publishFolder({ dir }, {})).toMatchObject({ items: 2, read: 0, kept: 2 });
  utimesSync(join(dir, "install.wim"), 1_000_000_000, 1_000_000_000);
  writeFileSync(join(dir, "install.wim.p7s"), "a signature");
  expect(await publishFolder({ dir }, {})).toMatchObject({ items: 2, read: 1, kept: 1 });
  rmSync(join(dir, "boot images"), { recursive: true });
  expect(await publishFolder({ dir, parentSite: "CAS" }, {})).toMatchObject({ items: 1, kept: 1, gone: 1 });
  expect(indexIn(dir)).toMatchObject({
    name: "North",
    site: "N01",
    parentSite: "CAS",
    items: [{ path: "install.wim", signature: "install.wim.p7s" }],
  });
});

test("publishing that is cancelled leaves the index as it was, and nothing beside it", async () => {
  const dir = await folder();
  await publishFolder({ dir, name: "North" }, {});
  const before = readFileSync(join(dir, "prestage-content.json"), "utf8");
  utimesSync(join(dir, "install.wim"), 1_000_000_000, 1_000_000_000);
  const abort = new AbortController();
  const progress = () => abort.abort(new Error("cancelled"));
  await expect(publishFolder({ dir }, { signal: abort.signal, progress })).rejects.toThrow("cancelled");
  expect(readFileSync(join(dir, "prestage-content.json"), "utf8")).toBe(before);
  expect(readdirSync(dir).filter((name) => name.includes("prestage-content"))).toHaveLength(1);
});

test("what is no folder, or cannot be written, is refused in words", async () => {
  const dir = tempDir();
  await expect(publishFolder({ dir: join(dir, "gone") }, {})).rejects.toThrow("gone is no folder.");
  mkdirSync(join(dir, ".prestage-content.json.new"));
  await expect(publishFolder({ dir }, {})).rejects.toThrow("The index cannot be written into");
  chmodSync(dir, 0o700);
});

describe.skipIf(nginxProgram() === null)("with a real nginx", () => {
  test("a published folder is a location: what is in it can be had, by letters of any language", async () => {
    const dir = join(tempDir(), "root");
    mkdirSync(dir);
    copyFileSync(
      makeTestMedium(tempDir(), { files: 5, name: "Field laptop" }),
      join(dir, "Büro & Halle 100%.wim"),
    );
    await publishFolder({ dir, site: "N01" }, {});
    const nginx = await startNginx({ root: dir, dir: join(tempDir(), "nginx") });
    onTestFinished(() => nginx[Symbol.asyncDispose]());
    const room = await contentRoom();
    room.add("North", nginx.port);
    expect(await room.pull("Field laptop")).toBe("done");
    expect(room.library.list()).toHaveLength(1);
  });
});
