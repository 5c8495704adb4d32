import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { startEngine, type EngineProcess } from "../../support/engine-process.ts";
import { prestage } from "../../support/prestage.ts";
import { file, tinyWim } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);

describe.skipIf(skip)("versions of a medium, from the command line", () => {
  let dir: string;
  let home: string;
  let engine: EngineProcess;

  /** A .wim that says that it is this version of the medium. */
  async function aWim(version: string): Promise<string> {
    const xml = `<NAME>Laptop</NAME><PRESTAGE><NAME>Laptop</NAME><VERSION>${version}</VERSION></PRESTAGE>`;
    const path = join(dir, `laptop-${version}.wim`);
    await writeFile(path, await tinyWim([file("bootmgr", version)], { xml }));
    return path;
  }
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await prestage(home, ...args);
    return [code, (stdout || stderr).trim()];
  };
  const uses = async () => {
    const { stdout } = await prestage(home, "media", "list");
    return [...stdout.matchAll(/^Laptop +(\S+) +(\S+)/gm)].map(([, version, use]) => `${version} ${use}`);
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "prestage-versions-"));
    home = join(dir, "home");
    engine = await startEngine(home, ["--bench", "real"]);
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test("what comes in last is current, unless the present one is to stay so", async () => {
    for (const version of ["3.9", "3.10"]) await prestage(home, "media", "import", await aWim(version));
    await prestage(home, "media", "import", await aWim("3.11"), "--keep-current");
    expect(await uses()).toEqual(["3.9 Older", "3.10 Current", "3.11 Newer"]);
  });

  test("one is made current, retired and reinstated, and each answer tells how all of them stand", async () => {
    expect(await said("media", "current", "Laptop 3.11")).toEqual([
      0,
      "Laptop 3.9: older\nLaptop 3.10: older\nLaptop 3.11: current",
    ]);
    expect(await said("media", "retire", "Laptop 3.11")).toEqual([
      0,
      "Laptop 3.9: older\nLaptop 3.10: current\nLaptop 3.11: retired",
    ]);
    const [code, words] = await said("media", "current", "Laptop 3.11");
    expect([code, words]).toEqual([
      3,
      expect.stringContaining("“Laptop” 3.11 is retired. Reinstate it first."),
    ]);
    expect(await said("media", "reinstate", "Laptop 3.11")).toEqual([
      0,
      "Laptop 3.9: older\nLaptop 3.10: current\nLaptop 3.11: newer",
    ]);
  });

  test("what is retired stays so over a restart, and when it is deleted and brought in again", async () => {
    await said("media", "retire", "Laptop 3.9");
    await said("media", "delete", "Laptop 3.9", "--yes");
    await engine[Symbol.asyncDispose]();
    engine = await startEngine(home, ["--bench", "real"]);
    await prestage(home, "media", "import", await aWim("3.9"));
    expect(await uses()).toEqual(["3.10 Current", "3.11 Newer", "3.9 Retired"]);
  });

  test("what became of each version is told, also of one that is gone", async () => {
    await said("media", "verify", "Laptop 3.9");
    expect(await said("media", "delete", "Laptop 3.9", "--yes")).toEqual([0, "Deleted Laptop 3.9."]);
    const { stdout } = await prestage(home, "media", "history", "Laptop");
    const of = (version: string) =>
      [...stdout.matchAll(/^\S+ \S+ +(\S+) +(.*?) *$/gm)].flatMap((line) =>
        line[1] === version && !line[2]?.startsWith("Checked") ? [line[2]?.replace(dir, "")] : [],
      );
    expect(of("3.9")).toEqual([
      "Deleted",
      "Imported from /laptop-3.9.wim", // and not current: it was retired
      "Deleted",
      "Retired",
      "Became the current version",
      "Imported from /laptop-3.9.wim",
    ]);
    expect(of("3.11")).toEqual([
      "Reinstated",
      "Retired",
      "Made the current version",
      "Imported from /laptop-3.11.wim",
    ]);
    expect(stdout).toContain("Checked: sound");
    const shown = await prestage(home, "media", "show", "Laptop 3.11");
    expect(shown.stdout).toMatch(/When +Version +What[^]*Reinstated/);
    expect((await prestage(home, "media", "history", "Nothing")).stderr).toContain(
      "never had a medium “Nothing”",
    );
  });
});
