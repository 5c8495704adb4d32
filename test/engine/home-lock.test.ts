import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { lockHome } from "../../electron/engine/home-lock.ts";
import { prestage, startPrestage } from "../support/prestage.ts";
import { tempDir } from "../support/temp-dir.ts";

describe("one engine works with a home", () => {
  test("a second one is refused at once while the first answers", async () => {
    const home = tempDir();
    const engineFile = join(home, "engine.json");
    await lockHome(home, engineFile);
    writeFileSync(engineFile, "{}");
    await expect(lockHome(home, engineFile, 600_000)).rejects.toMatchObject({ code: "engine-running" });
  });

  test("one that comes while the first ends waits for it", async () => {
    const home = tempDir();
    const engineFile = join(home, "engine.json");
    const first = await lockHome(home, engineFile);
    const second = lockHome(home, engineFile);
    expect(await Promise.race([second, delay(200)])).toBeUndefined();
    first.release();
    expect(await second).toHaveProperty("release");
  });

  test("one that never ends is not waited for for good", async () => {
    const home = tempDir();
    const engineFile = join(home, "engine.json");
    await lockHome(home, engineFile);
    await expect(lockHome(home, engineFile, 100)).rejects.toMatchObject({ code: "engine-running" });
  });
});

test.each([
  ["in this terminal", []],
  ["in the background", ["--detach"]],
])(
  "right after a command, serve starts its engine %s: the command's own ends first",
  async (_where, flags) => {
    const home = join(tempDir(), "home");
    expect(await prestage(home, "drives")).toMatchObject({ code: 0 });
    const serving = startPrestage(home, "serve", "--json", "--bays", "1", "--bay-size", "520M", ...flags);
    try {
      await serving.prints('"ready":true');
    } finally {
      await prestage(home, "stop");
      await serving.ended;
    }
  },
);
