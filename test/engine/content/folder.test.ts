import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  clockOfTheMiddle,
  contentRoom,
  fastClock,
  publishFiles,
  readIndexOf,
  sha256Of,
  writeIndex,
} from "../../support/content-room.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { makeTestMedium } from "../../support/test-medium.ts";
import type { Clock } from "../../../electron/engine/content/clock.ts";

const medium = () =>
  readFileSync(makeTestMedium(tempDir(), { files: 20, fileBytes: 150_000, name: "Field laptop" }));

test("a folder with an index is a location like any other", async () => {
  const wim = medium();
  const root = join(tempDir(), "share");
  publishFiles(root, { "field.wim": wim });
  const room = await contentRoom();
  room.add("Share", root);
  expect(await room.pull("field")).toBe("done");
  expect(room.library.list()[0]).toMatchObject({ sha256: sha256Of(wim), source: `Share (${root})` });
});

test("a folder without an index is looked through: what is no .wim is left out and named", async () => {
  const root = join(tempDir(), "share");
  mkdirSync(join(root, "deep"), { recursive: true });
  writeFileSync(join(root, "deep", "Büro laptop.wim"), medium());
  writeFileSync(join(root, "broken.wim"), "no wim");
  writeFileSync(join(root, "readme.txt"), "hello");
  const room = await contentRoom();
  room.add("Share", root);
  const { items } = await room.catalogue.list(null, true, true);
  expect(items).toMatchObject([{ name: "Field laptop", sha256: null, kind: "os-image", media: null }]);
  expect(room.locations.list()[0]?.look?.message).toMatch(
    /^No index, so its files were looked through: 1 item\. Left out: broken\.wim: /,
  );
  expect(await room.pull("Field laptop")).toBe("done");
  expect(room.library.list()).toHaveLength(1);
});

test("a share that is gone in mid-copy fails in words, and the copy goes on from there when it is back", async () => {
  const wim = medium();
  const root = join(tempDir(), "share");
  publishFiles(root, { "field.wim": wim });
  const { clock, middle } = clockOfTheMiddle();
  const room = await contentRoom({ clock });
  room.add("Share", root, { bytesPerSecond: 400_000 });
  const content = await room.find("field");
  const task = await room.pulls.start(content, null);
  await middle;
  room.tasks.cancel(task);
  await room.ended(task);
  const [kept] = await room.pulls.list();
  expect(kept).toMatchObject({ task: null, problem: null });
  expect(kept?.doneBytes).toBeGreaterThan(0);
  renameSync(root, `${root}-gone`);
  expect(await room.ended(await room.pulls.start(content, null))).toEqual({
    code: "location-unreachable",
    message: "Share: the folder is not there. Is the share mounted?",
  });
  expect((await room.pulls.list())[0]?.doneBytes).toBe(kept?.doneBytes);
  // An unmounted share leaves its empty folder behind.
  mkdirSync(root);
  expect(await room.ended(await room.pulls.start(content, null))).toMatchObject({
    code: "location-unreachable",
  });
  rmdirSync(root);
  renameSync(`${root}-gone`, root);
  expect(await room.ended(await room.pulls.start(content, null))).toBe("done");
  expect(room.library.list()[0]?.sha256).toBe(sha256Of(wim));
});

test("what came so far can be thrown away", async () => {
  const root = join(tempDir(), "share");
  publishFiles(root, { "field.wim": medium() });
  const room = await contentRoom();
  room.add("Share", root);
  const content = await room.find("field");
  renameSync(root, `${root}-gone`);
  await room.ended(await room.pulls.start(content, null));
  expect(await room.pulls.list()).toHaveLength(1);
  await room.pulls.discard(content);
  expect(await room.pulls.list()).toEqual([]);
  expect(readdirSync(join(room.library.dir, ".pulls"))).toEqual([]);
});

test("a file that grows while it is copied is not imported", async () => {
  const root = join(tempDir(), "share");
  publishFiles(root, { "field.wim": medium() });
  let grown = false;
  const clock: Clock = {
    ...fastClock,
    async sleep(ms, signal) {
      if (!grown) appendFileSync(join(root, "field.wim"), "more");
      grown = true;
      await fastClock.sleep(ms, signal);
    },
  };
  const room = await contentRoom({ clock });
  room.add("Share", root, { bytesPerSecond: 400_000 });
  expect(await room.pull("field")).toMatchObject({ code: "content-changed" });
  expect(room.library.list()).toEqual([]);
});

test("an index whose file is a link that leads out of the folder is not followed", async () => {
  const dir = tempDir();
  const root = join(dir, "share");
  publishFiles(root, { "field.wim": medium() });
  writeFileSync(join(dir, "secret.wim"), medium());
  const [item] = readIndexOf(root).items;
  symlinkSync("../secret.wim", join(root, "link.wim"));
  writeIndex(root, [{ ...item, path: "link.wim" }]);
  const room = await contentRoom();
  room.add("Share", root);
  expect(await room.pull("field")).toEqual({
    code: "location-broken",
    message: "link.wim leads out of Share.",
  });
});

test("folders that are not there, are files or may not be read say so", async () => {
  const room = await contentRoom();
  const dir = tempDir();
  writeFileSync(join(dir, "file"), "");
  room.add("Gone", join(dir, "gone"), { nearness: 1 });
  room.add("File", join(dir, "file"), { nearness: 2 });
  const { problems } = await room.catalogue.list(null, true, true);
  expect(problems.map(({ message }) => message)).toEqual([
    "Gone: the folder is not there. Is the share mounted?",
    "File: it is no folder.",
  ]);
});

test("outside its hours a location waits with the reason, and is used when they begin", async () => {
  const wim = medium();
  const root = join(tempDir(), "share");
  publishFiles(root, { "field.wim": wim });
  let now = new Date("2026-03-04T21:40:00");
  const clock: Clock = {
    ...fastClock,
    now: () => now,
    async sleep(ms, signal) {
      now = new Date(now.getTime() + ms);
      await fastClock.sleep(1, signal);
    },
  };
  const room = await contentRoom({ clock });
  room.add("Share", root, { hours: "22:00-06:00" });
  expect(await room.pull("field")).toBe("done");
  expect(room.said).toContain("Waiting until 22:00: Share may be used 22:00-06:00 only.");
  expect(now.getHours()).toBe(22);
});
