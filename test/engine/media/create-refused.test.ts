import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { checkSource, readSourceImage } from "../../../electron/engine/media/create/source-image.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import type { MediaProgress } from "../../../electron/engine/media/progress.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom, wimlib, type CreateRoom } from "../../support/create-room.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";
import { verdict } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);
const STEPS = [
  "Copying the OS image",
  "Gathering the boot files",
  "Hashing the OS image",
  "Adding the boot image and the boot files",
  "Hashing the medium",
];
let room: CreateRoom;
beforeEach(async () => {
  room = await createRoom();
});

describe.skipIf(skip)("what cannot become a medium is refused in words, and leaves nothing behind", () => {
  test("images of the wrong kind, of the wrong machine, with the wrong index, or none at all", async () => {
    const [boot, os] = [join(room.dir, "boot.wim"), join(room.dir, "install.wim")];
    const arm = await makeBootImage(room.dir, { name: "boot-arm.wim", arch: 12 });
    writeFileSync(join(room.dir, "boot-text.wim"), "this is no wim at all ".repeat(50));
    const codes = {
      osAsBoot: await verdict(room.create({ bootImage: { from: "file", path: os }, osImage: { path: os } })),
      bootAsOs: await verdict(room.create({ osImage: { path: boot } })),
      otherMachine: await verdict(
        room.create({ bootImage: { from: "file", path: arm }, osImage: { path: os } }),
      ),
      noSuchIndex: await verdict(room.create({ osImage: { path: os, index: 2 } })),
      noWim: await verdict(room.create({ osImage: { path: join(room.dir, "boot-text.wim") } })),
      notThere: await verdict(room.create({ osImage: { path: join(room.dir, "nowhere.wim") } })),
      noSuchMedium: await verdict(room.create({ bootImage: { from: "medium", media: "none" } })),
      ours: await verdict(room.create({ bootFiles: [{ source: boot, path: "/PRESTAGE/manifest.json" }] })),
      noFolder: await verdict(
        room.create({ destination: { to: "file", path: join(room.dir, "no/such/m.wim") } }),
      ),
    };
    expect(codes).toEqual({
      osAsBoot: "bad-input",
      bootAsOs: "bad-input",
      otherMachine: "bad-input",
      noSuchIndex: "media-wrong-index",
      noWim: "media-not-wim",
      notThere: "media-missing",
      noSuchMedium: "media-missing",
      ours: "bad-input",
      noFolder: "home-not-writable",
    });
    expect(room.left()).toEqual([]);
  });

  test("a certificate is not silently left out when nobody is there to sign", async () => {
    const certificate = { kind: "file" as const, path: "/keys/media.pfx", password: null };
    expect(await verdict(room.create({ certificate }))).toBe("certificate-unusable");
    expect(room.left()).toEqual([]);
  });

  test("a name that is taken stays what it was", async () => {
    writeFileSync(room.out, "somebody's work");
    expect(await verdict(room.create())).toBe("bad-input");
    expect(readFileSync(room.out, "utf8")).toBe("somebody's work");
  });

  test("of two creations of one file at once, one is made and the other is told", async () => {
    const codes = await Promise.all([verdict(room.create()), verdict(room.create())]);
    expect(codes.toSorted()).toEqual(["accepted", "bad-input"]);
    wimlib("verify", room.out);
    expect(room.left()).toEqual(["medium.wim"]);
  });

  test("a source that changes or goes away meanwhile is noticed", async () => {
    const os = join(room.dir, "install.wim");
    const when = (doing: string, act: () => void): { progress: MediaProgress } => {
      let done = false;
      return {
        progress(now) {
          if (now === doing && !done) act();
          done ||= now === doing;
        },
      };
    };
    expect(
      await verdict(
        room.create(
          {},
          when("Hashing the OS image", () => appendFileSync(os, "x")),
        ),
      ),
    ).toBe("media-corrupt");
    expect(
      await verdict(
        room.create(
          {},
          when("Hashing the OS image", () => rmSync(os)),
        ),
      ),
    ).toBe("media-missing");
    expect(room.left()).toEqual([]);
  });

  test("a cancel at any step leaves nothing", async () => {
    const steps = new Set<string>();
    await room.create({}, { progress: (doing) => steps.add(doing) });
    rmSync(room.out);
    expect([...steps]).toEqual(STEPS);
    for (const step of steps) {
      const abort = new AbortController();
      const stop = new Error(`cancelled at ${step}`);
      const progress = (doing: string): void => void (doing === step && abort.abort(stop));
      await expect(room.create({}, { signal: abort.signal, progress })).rejects.toBe(stop);
      expect([step, room.left()]).toEqual([step, []]);
    }
  });

  test("a kill -9 at any step leaves no medium, to a file or in the library, and the next one sweeps up", async () => {
    const child = join(import.meta.dirname, "../../support/create-child.ts");
    const killAt = (step: string, destination: { to: "library" } | { to: "file"; path: string }): void => {
      const request = JSON.stringify(room.request({ destination }));
      const args = [child, room.library.dir, request, step];
      const { signal } = spawnSync(process.execPath, args, { stdio: "ignore" });
      expect([step, signal, room.left().includes("medium.wim")]).toEqual([step, "SIGKILL", false]);
    };
    for (const step of STEPS) killAt(step, { to: "file", path: room.out });
    for (const step of ["Copying the OS image", "Hashing the medium"]) killAt(step, { to: "library" });
    expect((await openLibrary({ dir: room.library.dir })).list()).toEqual([]);
    expect(readdirSync(room.library.dir)).toEqual([]);
    await room.create();
    expect(room.left()).toEqual(["medium.wim"]);
    wimlib("verify", room.out);
  });

  test("an OS image that does not match its own checksums any more is not copied", async () => {
    const path = await makeOsImage(room.dir, { name: "install-damaged.wim" });
    const bytes = readFileSync(path);
    bytes[150_000] = (bytes[150_000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const words = "its integrity table";
    await expect(checkSource(await readSourceImage(path, 1))).rejects.toThrow(words);
    expect(await verdict(room.create({ osImage: { path } }))).toBe("media-corrupt");
    expect(room.left()).toEqual([]);
  });

  test("what a killed maker left is swept away by the next one", async () => {
    const gone = Number(execFileSync("sh", ["-c", "echo $$"]).toString());
    for (const name of [`.medium.wim.${gone}-0011aabb.creating`, `prestage-create-${gone}-abc`])
      writeFileSync(join(room.dir, name), "half");
    await room.create();
    expect(room.left()).toEqual(["medium.wim"]);
    expect(statSync(room.out).size).toBeGreaterThan(0);
  });
});
