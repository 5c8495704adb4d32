import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { MediaProgress } from "../../../electron/engine/media/progress.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom, wimlib, type CreateRoom } from "../../support/create-room.ts";
import { verdict } from "../../support/wim.ts";

const isRoot = process.getuid?.() === 0;
const skip = missingTool(["wimlib-imagex"]);
const skipMount = skip ?? (isRoot ? null : "needs root to mount");
let room: CreateRoom;
beforeEach(async () => {
  room = await createRoom();
});

describe.skipIf(skipMount)("the disk of the media file", () => {
  async function mounted(options: string, use: (dir: string) => Promise<void>): Promise<void> {
    const dir = join(room.dir, "boot-disk");
    mkdirSync(dir);
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", dir]);
    expect(status).toBe(0);
    try {
      await use(dir);
    } finally {
      spawnSync("umount", [dir]);
    }
  }
  const to = (dir: string) => ({ destination: { to: "file" as const, path: join(dir, "medium.wim") } });

  test("too full is told before anything is written", async () => {
    await mounted("size=4m", async (dir) => {
      expect(await verdict(room.create(to(dir)))).toBe("disk-full");
      expect(readdirSync(dir)).toEqual([]);
    });
  });

  test("that runs full meanwhile is told in words, at any step, and nothing half-made is left", async () => {
    const steps = ["Copying the OS image", "Gathering the boot files", "Hashing the OS image"];
    for (const step of steps)
      await mounted("size=40m", async (dir) => {
        const fill: MediaProgress = (doing) => {
          if (doing === step && !readdirSync(dir).includes("filler")) fillUp(join(dir, "filler"));
        };
        expect([step, await verdict(room.create(to(dir), { progress: fill }))]).toEqual([step, "disk-full"]);
        expect(readdirSync(dir)).toEqual(["filler"]);
      }).finally(() => spawnSync("rmdir", [join(room.dir, "boot-disk")]));
  });

  test("that may only be read is told before anything else is done", async () => {
    await mounted("ro", async (dir) => {
      const told: string[] = [];
      const progress: MediaProgress = (doing) => told.push(doing);
      expect(await verdict(room.create(to(dir), { progress }))).toBe("home-not-writable");
      expect(told).toEqual([]);
    });
  });
});

/** To the last byte. */
function fillUp(path: string): void {
  spawnSync("dd", ["if=/dev/zero", `of=${path}`, "bs=4k"], { stdio: "ignore" });
}

describe.skipIf(skip)("two creations at once", () => {
  test("both go into the library, each whole and itself", async () => {
    const destination = { to: "library" as const };
    const both = await Promise.all([
      room.create({ destination, name: "First", version: "1" }),
      room.create({ destination, name: "Second", version: "2" }),
    ]);
    const made = both.map(({ media }) => media);
    expect(made.map((media) => media && [media.name, media.version])).toEqual([
      ["First", "1"],
      ["Second", "2"],
    ]);
    for (const media of made) wimlib("verify", room.library.pathOf(media?.id ?? ""));
    expect(readdirSync(room.library.dir).toSorted()).toEqual(
      made.map((media) => media?.id ?? "").toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  test("of one medium into the library are two media, or one, never a mixture", async () => {
    const destination = { to: "library" as const };
    await Promise.all([room.create({ destination }), room.create({ destination })]);
    for (const { id } of room.library.list()) wimlib("verify", room.library.pathOf(id));
    expect(room.left()).toEqual([]);
  });
});
