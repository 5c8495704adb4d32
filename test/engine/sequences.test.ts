import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { missingTool } from "../support/boot-disk.ts";
import { importInto, startEngine } from "../support/engine-process.ts";
import { prestage } from "../support/prestage.ts";
import { bios, command, image, step } from "../support/staging-sequences.ts";
import { file, tinyWim } from "../support/wim.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-sequences-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const own = join(dir, "own.xml");
writeFileSync(own, `<sequence version="3.10">${bios}${image()}${command("shutdown.exe /s /t 0")}</sequence>`);
const wipes = join(dir, "wipes.xml");
writeFileSync(
  wipes,
  `<sequence version="3.10">${step("PartitionDisk", "Partition Disk", "osddiskpart.exe")}${step("ApplyOperatingSystem", "Apply OS", "OSDApplyOS.exe /image:PRE00001,1")}</sequence>`,
);
async function aMedium(): Promise<string> {
  const wim = join(dir, "tiny.wim");
  const medium = [
    file("bootmgr", "no boot manager, but a file of that name"),
    file("content", randomBytes(2 ** 20).toString("latin1")),
  ];
  writeFileSync(wim, await tinyWim(medium));
  return wim;
}
const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);

describe("task sequences in a real engine", () => {
  test("are told to every watcher, refused for staging when they are for PCs, and found again after a restart", async () => {
    const home = join(dir, "kept");
    {
      await using engine = await startEngine(home, ["--bays", "1", "--bay-size", "600M"]);
      const { sequence } = await engine.client.importSequence({ from: { path: wipes } });
      const told = await engine.until(() => engine.events.find((event) => event.type === "sequences"));
      expect(told.sequences.filter(({ builtin }) => !builtin).map(({ name, kind }) => [name, kind])).toEqual([
        ["wipes", "deployment"],
      ]);
      const edits = [{ edit: "rename" as const, node: "n1", name: "Wipe" }];
      await engine.client.saveSequence({ sequence, version: "1", edits, author: "Bench 2", comment: "" });
    }
    await using engine = await startEngine(home, ["--bays", "1", "--bay-size", "600M"]);
    const kept = engine.snapshot().sequences.find(({ name }) => name === "wipes");
    expect([kept?.version, kept?.author, kept?.steps]).toEqual(["2", "Bench 2", []]);
    const { tree } = await engine.client.showSequence({ sequence: kept?.id ?? "", version: "1" });
    expect(tree.children.map(({ name }) => name)).toEqual(["Partition Disk", "Apply OS"]);
  });

  test.skipIf(missing)(
    "an imported staging sequence stages a drive, and the drive is verified by it later",
    async () => {
      const wim = await aMedium();
      await using engine = await startEngine(join(dir, "staged"), ["--bays", "1", "--bay-size", "600M"]);
      const media = await importInto(engine, wim);
      const { sequence } = await engine.client.importSequence({ from: { path: own } });
      const drive = engine.bays()[0]?.drive;
      const create = { target: null, operator: "Operator", note: "" };
      const start = (id: string) =>
        engine.client.start({
          media: media.id,
          sequence: id,
          batch: { create },
          bays: [{ bay: 1, identity: drive?.identity ?? "" }],
          oldData: "keep",
        });
      const { sequence: pcs } = await engine.client.importSequence({ from: { path: wipes } });
      await expect(start(pcs)).rejects.toThrow("“wipes” is a deployment sequence");
      const { jobs, batch } = await start(sequence);
      expect(await engine.endings(jobs, 120_000)).toEqual(["done"]);
      const edits = [{ edit: "rename" as const, node: "n1", name: "Cut" }];
      await engine.client.saveSequence({ sequence, version: "1", edits, author: "", comment: "" });
      const [unit] = await engine.client.batchUnits({ batch });
      const { versions } = await engine.client.showSequence({ sequence });
      expect([unit?.sequenceName, unit?.sequenceVersion, unit?.sequenceHash]).toEqual([
        "own",
        "1",
        versions.find(({ version }) => version === "1")?.hash,
      ]);
      const verdict = await engine.client.verifyDrive({ path: drive?.path ?? "" });
      expect([verdict.equal, verdict.ending]).toEqual([true, "done"]);
      await engine.client.deleteSequence({ sequence });
      expect(await engine.client.verifyDrive({ path: drive?.path ?? "" })).toMatchObject({ equal: true });
    },
  );

  test.skipIf(missing)(
    "the command line imports, rehearses for a pipeline, compares and exports",
    async () => {
      const home = join(dir, "cli");
      await using engine = await startEngine(home, ["--bays", "1", "--bay-size", "600M"]);
      const media = await importInto(engine, await aMedium());
      const run = (...args: string[]) => prestage(home, "sequence", ...args);
      const rehearsed = await run("rehearse", wipes, "--media", media.id, "--profile", "bios", "--json");
      const { verdict } = JSON.parse(rehearsed.stdout) as { verdict: string };
      expect([rehearsed.code, verdict]).toEqual([1, "erases"]);
      expect((await run("import", wipes, "--author", "Bench 2")).code).toBe(0);
      const kept = await run("rehearse", "wipes", "--media", media.id);
      expect([kept.code, kept.stdout]).toEqual([1, expect.stringContaining("ERASES THE PRESTAGED CONTENT")]);
      const harmless = join(dir, "harmless.xml");
      writeFileSync(
        harmless,
        '<sequence version="3.10"><step type="SMS_TaskSequence_SetVariableAction" name="Set"><action>tsenv.exe "A=1"</action></step></sequence>',
      );
      const fine = ["rehearse", harmless, "--media", media.id, "--variable", "B=2"];
      expect((await run(...fine)).code).toBe(0);
      expect((await run("import", harmless, "--into", "wipes")).code).toBe(0);
      const diff = await run("diff", "wipes@1", "wipes");
      expect([diff.code, diff.stdout.split("\n").filter((line) => /^(added|removed)/.test(line))]).toEqual([
        0,
        ["added  Set", "removed  Partition Disk", "removed  Apply OS"],
      ]);
      const out = join(dir, "out.xml");
      expect((await run("export", "wipes@2", "--xml", out)).code).toBe(0);
      expect(readFileSync(out, "utf8")).toBe(readFileSync(harmless, "utf8"));
      expect((await run("delete", "builtin:bios")).code).toBe(3);
      expect((await run("delete", "wipes")).stdout).toBe("Deleted wipes.\n");
    },
  );
});
