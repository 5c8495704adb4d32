import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRecords } from "../../electron/engine/records/open-records.ts";
import { builtInSequences } from "../../electron/engine/sequence/built-in.ts";
import { readSequenceFile, writeSequenceFile } from "../../electron/engine/sequence-files/sequence-file.ts";
import { sequenceHandlers } from "../../electron/engine/sequence-library/commands.ts";
import { SequenceLibrary } from "../../electron/engine/sequence-library/library.ts";
import { walk } from "../../shared/sequence-edit.ts";
import { sequenceCommands } from "../../shared/sequence-library.ts";
import { HIDDEN_VALUE, shownText } from "../../shared/sequence-secrets.ts";
import { bios, command, image, step } from "../support/staging-sequences.ts";
import { tempDir } from "../support/temp-dir.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const deployment = `<sequence version="3.10">${step("PartitionDisk", "Partition Disk", "osddiskpart.exe")}${step("ApplyOperatingSystem", "Apply OS", "OSDApplyOS.exe /image:PRE00001,1")}${step("JoinDomainWorkgroup", "Join", "osdnetsettings.exe", { OSDJoinPassword: "swordfish-7" })}</sequence>`;
const staging = `<sequence version="3.10" name="Own bench">${bios}${image()}${command("shutdown.exe /s /t 0")}</sequence>`;

function aLibrary(path = join(tempDir(), "records.db")) {
  const records = openRecords(path);
  onTestFinished(() => records.close());
  const told: number[] = [];
  let ids = 0;
  const library = new SequenceLibrary({
    store: records,
    builtIns: builtInSequences(sha256).filter(({ id }) => id === "builtin:bios"),
    sha256,
    newId: () => `s${++ids}`,
    now: () => new Date("2026-11-23T08:00:00Z"),
    onChange: () => told.push(library.list().length),
  });
  return {
    library,
    told,
    path,
    engine: sequenceHandlers(library, (id) => (id === "m1" ? { name: "Medium" } : null)),
  };
}

const imported = (text: string, fileName: string) =>
  sequenceCommands.importSequence.input.parse({ from: { text, fileName } });
const changes = { author: "Bench 2", comment: "as ordered" };

describe("the library of task sequences", () => {
  test("has the built-in sequence, with its steps and no problems", () => {
    const { library } = aLibrary();
    expect(library.list().map(({ id, builtin, kind, problems }) => [id, builtin, kind, problems])).toEqual([
      ["builtin:bios", true, "staging", 0],
    ]);
  });

  test("keeps an imported sequence over a restart, and tells that it is there", async () => {
    const { engine, path, told } = aLibrary();
    const saved = await engine.importSequence(imported(deployment, "win11.xml"));
    expect(saved).toEqual({ sequence: "s1", version: "1", others: [] });
    expect(told).toEqual([2]);
    const { sequence, versions } = aLibrary(path).library.show({ sequence: "s1" });
    expect([sequence.name, sequence.kind, sequence.source, sequence.stepCount]).toEqual([
      "win11",
      "deployment",
      "imported",
      3,
    ]);
    expect(versions.map(({ version, comment }) => [version, comment])).toEqual([
      ["1", "Imported from win11.xml"],
    ]);
  });

  test("does not take the same file twice", async () => {
    const { engine, library } = aLibrary();
    const first = await engine.importSequence(imported(deployment, "win11.xml"));
    expect(await engine.importSequence(imported(deployment, "win11.xml"))).toEqual(first);
    expect(library.list()).toHaveLength(2);
  });

  test("gives another sequence of the same name a name of its own", async () => {
    const { engine, library } = aLibrary();
    await engine.importSequence(imported(deployment, "a.xml"));
    await engine.importSequence(imported(staging.replace(' name="Own bench"', ""), "a.xml"));
    expect(library.list().map(({ name }) => name)).toEqual(["Stage prestaged media (BIOS)", "a", "a (2)"]);
  });

  test("has the hash that the exported XML has", async () => {
    const { engine, library } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    const { base64, name } = await engine.exportSequence({ sequence, format: "xml" });
    const xml = Buffer.from(base64, "base64").toString("utf8");
    expect([sha256(xml), name]).toEqual([library.choose({ sequence }).sequence.hash, "win11 v1.xml"]);
  });

  test("saves edits as the next version and leaves the one before as it was", async () => {
    const { engine } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    const edits = [{ edit: "enable" as const, node: "n1", enabled: false }];
    const saved = await engine.saveSequence({ sequence, version: "1", edits, ...changes });
    expect(saved).toEqual({ sequence, version: "2" });
    const diff = await engine.diffSequences({ before: { sequence, version: "1" }, after: { sequence } });
    expect(diff).toEqual([
      {
        change: "changed",
        node: "n1",
        name: "Partition Disk",
        path: [],
        fields: [{ field: "disabled", before: "", after: "yes" }],
      },
    ]);
    const { versions } = await engine.showSequence({ sequence });
    expect(versions.map(({ version, author, comment }) => [version, author, comment])).toEqual([
      ["2", "Bench 2", "as ordered"],
      ["1", "", "Imported from win11.xml"],
    ]);
  });

  test("refuses to save over a version that somebody else has saved meanwhile, and a save of nothing", async () => {
    const { engine } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    const edits = [{ edit: "rename" as const, node: "n1", name: "Wipe" }];
    await engine.saveSequence({ sequence, version: "1", edits, ...changes });
    await expect(engine.saveSequence({ sequence, version: "1", edits, ...changes })).rejects.toThrow(
      "“win11” has version 2 by now; the changes were made to version 1.",
    );
    await expect(engine.saveSequence({ sequence, version: "2", edits: [], ...changes })).rejects.toThrow(
      "Nothing was changed in “win11”.",
    );
    const gone = [{ edit: "remove" as const, node: "n99" }];
    await expect(engine.saveSequence({ sequence, version: "2", edits: gone, ...changes })).rejects.toThrow(
      "not in this sequence any more",
    );
  });

  test("makes an own copy of a built-in sequence, and never changes or deletes the built-in one", async () => {
    const { engine, library } = aLibrary();
    const edits = [{ edit: "rename" as const, node: "n1", name: "Cut the disk" }];
    const before = library.choose({ sequence: "builtin:bios" });
    const own = await engine.saveSequence({
      sequence: "builtin:bios",
      version: "1",
      edits,
      name: "Ours",
      ...changes,
    });
    expect(library.choose(own).sequence).toMatchObject({ name: "Ours", source: "own", kind: "staging" });
    expect(library.choose({ sequence: "builtin:bios" })).toEqual(before);
    await expect(engine.deleteSequence({ sequence: "builtin:bios" })).rejects.toThrow(
      "built in and read only",
    );
  });

  test("deletes a sequence with all its versions, and it stays away", async () => {
    const { engine, library, path } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    await engine.deleteSequence({ sequence });
    expect(() => library.choose({ sequence })).toThrow("There is no task sequence");
    expect(aLibrary(path).library.list()).toHaveLength(1);
    await expect(engine.deleteSequence({ sequence })).rejects.toThrow("There is no task sequence");
  });

  test("never shows a password, and gives it back in the export", async () => {
    const { engine } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    const detail = await engine.showSequence({ sequence });
    expect(JSON.stringify(detail)).not.toContain("swordfish-7");
    const join = [...walk(detail.tree.children)].find(({ name }) => name === "Join");
    expect(join?.kind === "step" && join.variables.map(({ value }) => shownText(value))).toEqual([
      HIDDEN_VALUE,
    ]);
    const { base64 } = await engine.exportSequence({ sequence, format: "xml" });
    expect(Buffer.from(base64, "base64").toString()).toContain("swordfish-7");
  });

  test("writes a console export back with every part of it", async () => {
    const { engine, library } = aLibrary();
    const { tree, facts } = library.choose({ sequence: "builtin:bios" });
    const named = { ...facts, name: "Zipped", packageId: "PRE00042" };
    const zip = join(tempDir(), "export.zip");
    writeFileSync(zip, writeSequenceFile({ tree, facts: named }, "zip"));
    const request = sequenceCommands.importSequence.input.parse({ from: { path: zip } });
    const { sequence } = await engine.importSequence(request);
    const { base64 } = await engine.exportSequence({ sequence, format: "zip" });
    const before = readSequenceFile(writeSequenceFile({ tree, facts: named }, "zip"), "");
    const after = readSequenceFile(Buffer.from(base64, "base64"), "");
    expect(after).toEqual(before);
    expect(library.byPackage("pre00042")?.facts.name).toBe("Zipped");
  });

  test("refuses what is no task sequence, and files that are not there", async () => {
    const { engine } = aLibrary();
    await expect(engine.importSequence(imported("<html/>", "x.xml"))).rejects.toThrow("<html>");
    const missing = sequenceCommands.importSequence.input.parse({ from: { path: "/nowhere/at/all.xml" } });
    await expect(engine.importSequence(missing)).rejects.toThrow("/nowhere/at/all.xml is not there.");
  });

  test("keeps older versions at hand for drives that were staged by them", async () => {
    const { engine, library } = aLibrary();
    const { sequence } = await engine.importSequence(imported(staging, "s.xml"));
    const old = library.choose({ sequence }).sequence.hash;
    const edits = [{ edit: "rename" as const, node: "n1", name: "Cut" }];
    await engine.saveSequence({ sequence, version: "1", edits, ...changes });
    expect(library.all().map(({ id, version }) => [id, version])).toEqual([
      ["builtin:bios", "1"],
      [sequence, "2"],
      [`${sequence}@1`, "1"],
    ]);
    expect(library.treeOf(old)).toEqual(library.choose({ sequence, version: "1" }).tree);
  });
});

describe("a rehearsal by the library", () => {
  const request = (more: object) =>
    sequenceCommands.rehearseSequence.input.parse({ media: "m1", profile: "builtin:generic-uefi", ...more });

  test("says that a deployment sequence erases the medium, and its fix mends that", async () => {
    const { engine } = aLibrary();
    const { sequence } = await engine.importSequence(imported(deployment, "win11.xml"));
    const { verdict, findings } = await engine.rehearseSequence(request({ of: { sequence } }));
    const red = findings.find(({ code }) => code === "erases-media");
    expect([verdict, red?.node]).toEqual(["erases", "n1"]);
    const edits = red?.fix ? [red.fix.edit] : [];
    const { changes: diff } = await engine.previewSequence({ sequence, edits });
    expect(diff.map(({ name, fields }) => [name, fields.map(({ field }) => field)])).toEqual([
      ["Partition Disk", ["condition"]],
    ]);
    const mended = await engine.rehearseSequence(request({ of: { sequence }, edits }));
    expect(mended.findings.filter(({ code }) => code === "erases-media")).toEqual([]);
    expect((await engine.showSequence({ sequence })).versions).toHaveLength(1);
  });

  test("takes a file that is not in the library, and names a medium or profile that is not there", async () => {
    const { engine, library } = aLibrary();
    const { timeline } = await engine.rehearseSequence(request({ of: { text: deployment }, media: null }));
    expect(timeline.map(({ name }) => name)).toEqual(["Partition Disk", "Apply OS", "Join"]);
    expect(library.list()).toHaveLength(1);
    const of = { sequence: "builtin:bios" };
    await expect(engine.rehearseSequence(request({ of, media: "m2" }))).rejects.toThrow("no medium m2");
    await expect(engine.rehearseSequence(request({ of, profile: "x" }))).rejects.toThrow(
      "no target profile “x”",
    );
  });
});
